"""The hosted form: a visitor's request becomes a ticket, once, however often it is posted.

Each form carries a signed token with the time it was made. The token and what was written name the request: a
refresh or a double click finds the same ticket, and somebody who goes back and writes something else loses nothing.
"""

import base64
import hashlib
from dataclasses import dataclass, replace
from datetime import timedelta

from chalicelib.domain.directory import Department
from chalicelib.domain.errors import FieldProblem, InvalidInput
from chalicelib.domain.ids import digest
from chalicelib.domain.ticket import Channel, Status, Ticket
from chalicelib.domain.timeline import Body, Entry, EntryKind
from chalicelib.mail.addresses import normalise_address
from chalicelib.services.directory import DirectoryCache
from chalicelib.services.intake import Intake, customer_author, requester
from chalicelib.services.ports import Clock, Ids, Signer
from chalicelib.services.records import Change, Once
from chalicelib.services.requests import REMEMBERED_FOR

PURPOSE = "form"
MAC_BYTES = 17
VALID_FOR = timedelta(hours=24)
LIMITS = {"name": 100, "subject": 200, "message": 50_000}


@dataclass(frozen=True, slots=True)
class FormPost:
    """What was posted. `honeypot` is whether the field that people cannot see was filled."""

    token: str
    department: str
    name: str
    email: str
    subject: str
    message: str
    honeypot: bool = False


@dataclass(frozen=True, slots=True)
class Submitted:
    reference: str
    department: Department


class Forms:
    def __init__(self, intake: Intake, directory: DirectoryCache, signer: Signer, clock: Clock, ids: Ids) -> None:
        self._intake = intake
        self._directory = directory
        self._signer = signer
        self._clock = clock
        self._ids = ids

    def new_token(self) -> str:
        issued = int(self._clock.now().timestamp())
        payload = issued.to_bytes(6, "big") + self._ids.secret().encode()[:16]
        return base64.urlsafe_b64encode(self._signer.sign(PURPOSE, payload, MAC_BYTES) + payload).decode().rstrip("=")

    def submit(self, post: FormPost) -> Submitted:
        """The ticket of this form. Raises InvalidInput naming every field that needs another look."""
        department, email = self._check(post)
        now = self._clock.now()
        who = requester(email, post.name.strip())
        content = hashlib.sha256("\x1f".join([post.department, email, post.subject, post.message]).encode())
        key = digest("form", post.token, content.hexdigest())

        def first(ticket: Ticket, entry_id: str) -> tuple[Ticket, Change]:
            if post.honeypot:
                ticket = replace(ticket, status=Status.SPAM, waiting_since=None)
            entry = Entry(
                id=entry_id,
                reference=ticket.reference,
                kind=EntryKind.MESSAGE_IN,
                at=now,
                author=customer_author(who),
                subject=post.subject.strip(),
                body=Body.plain(post.message.strip()),
            )
            once = Once(key, "form", ticket.reference, entry_id, now + REMEMBERED_FOR)
            return ticket, Change(None, ticket, (entry,), once=once)

        ticket, before = self._intake.open(
            subject=post.subject,
            department=department,
            who=who,
            channel=Channel.FORM,
            acknowledge=not post.honeypot,
            first=first,
        )
        return Submitted(before.reference if before else ticket.reference, department)

    def _check(self, post: FormPost) -> tuple[Department, str]:
        """The department and the normalised address, or InvalidInput with all that is wrong."""
        problems = [
            FieldProblem(field, f"must be at most {limit} characters long")
            for field, limit in LIMITS.items()
            if len(getattr(post, field)) > limit
        ]
        for field, words in (
            ("subject", "say in a few words what it is about"),
            ("message", "write your message"),
        ):
            if not getattr(post, field).strip():
                problems.append(FieldProblem(field, words))
        directory = self._directory.current()
        department = directory.departments.get(post.department)
        if department is None:
            problems.append(FieldProblem("department", "choose one of the departments"))
        email = ""
        try:
            email = normalise_address(post.email)
        except ValueError:
            problems.append(FieldProblem("email", "enter an e-mail address such as name@example.com"))
        if directory.department_for(email):
            problems.append(FieldProblem("email", "this is our own address; enter yours"))
        if not self._is_fresh(post.token):
            problems.append(FieldProblem("token", "this form was open for too long; please send it once more"))
        if problems or department is None:
            raise InvalidInput(*problems)
        return department, email

    def _is_fresh(self, token: str) -> bool:
        try:
            data = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        except ValueError:
            return False
        mac, payload = data[:MAC_BYTES], data[MAC_BYTES:]
        if len(payload) < 6 or not self._signer.verify(PURPOSE, payload, mac):
            return False
        age = self._clock.now().timestamp() - int.from_bytes(payload[:6], "big")
        return age + 60 >= 0 and age <= VALID_FOR.total_seconds()
