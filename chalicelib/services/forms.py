"""The hosted form: a visitor's request becomes a ticket, once, however often it is posted.

Each form carries a signed token with the time it was made. The token and what was written name the request: a
refresh or a double click finds the same ticket, and somebody who goes back and writes something else loses nothing.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import field, replace
from datetime import timedelta

from chalicelib.domain.beside import Beside, Values, beside_changes
from chalicelib.domain.categories import Category
from chalicelib.domain.directory import Department, Directory
from chalicelib.domain.errors import FieldProblem, InvalidInput
from chalicelib.domain.fields import missing
from chalicelib.domain.ids import digest
from chalicelib.domain.moves import Edit, edited
from chalicelib.domain.rulebook import Rulebook
from chalicelib.domain.sealing import seal, unseal
from chalicelib.domain.ticket import Channel, Priority, Status, Ticket
from chalicelib.domain.timeline import Body, Entry, EntryKind, field_changes
from chalicelib.domain.values import dataclass
from chalicelib.mail.addresses import normalise_address
from chalicelib.mail.language import language_of
from chalicelib.services.directory import DirectoryCache
from chalicelib.services.field_values import asked_for, changed_values
from chalicelib.services.intake import Intake, customer_author, requester
from chalicelib.services.marks import Marks
from chalicelib.services.ports import Clock, Ids, Signer
from chalicelib.services.records import Change, Once
from chalicelib.services.requests import REMEMBERED_FOR

PURPOSE = "form"
VALID_FOR = timedelta(hours=24)
LIMITS = {"name": 100, "subject": 200, "message": 50_000}


@dataclass(frozen=True, slots=True)
class FormPost:
    """What was posted. `honeypot` is whether the field that people cannot see was filled, `fields` are custom fields as
    they were filled in, `category` is the id of a chosen one, `language` that of the form, where known."""

    token: str
    department: str
    name: str
    email: str
    subject: str
    message: str
    honeypot: bool = False
    fields: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    category: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Submitted:
    reference: str
    department: Department


class Forms:
    def __init__(
        self, intake: Intake, directory: DirectoryCache, marks: Marks, signer: Signer, clock: Clock, ids: Ids
    ) -> None:
        self._intake = intake
        self._marks = marks
        self._directory = directory
        self._signer = signer
        self._clock = clock
        self._ids = ids

    def new_token(self) -> str:
        issued = int(self._clock.now().timestamp())
        return seal(self._signer, PURPOSE, issued.to_bytes(6, "big") + self._ids.secret().encode()[:16])

    def submit(self, post: FormPost) -> Submitted:
        """The ticket of this form. Raises InvalidInput naming every field that needs another look."""
        directory = self._directory.current()
        department, email, values = self._check(post, directory)
        category = directory.categories.get(post.category)
        self._marks.note(directory, Edit(category=post.category or None), fields=values)
        now, rules = self._clock.now(), Rulebook(directory)
        who = requester(email, post.name.strip())
        aside = post.honeypot or directory.blocked_by(email) != ""
        written = [post.department, email, post.subject, post.message]
        written += [f"{id} {value}" for id, value in sorted(values.items())]
        written += [f"category {post.category}"] if post.category else []
        content = hashlib.sha256("\x1f".join(written).encode())
        department = _led_to(department, category, directory)
        key = digest("form", post.token, content.hexdigest())

        def first(ticket: Ticket, entry_id: str) -> tuple[Ticket, Change]:
            fresh = ticket
            if aside:
                moved = edited(ticket, Edit(status=Status.SPAM), now, rules)
                ticket = replace(moved.ticket, version=ticket.version)
            entry = Entry(
                id=entry_id,
                reference=ticket.reference,
                kind=EntryKind.MESSAGE_IN,
                at=now,
                author=customer_author(who),
                changes=field_changes(fresh, ticket) + beside_changes(Beside(), Beside(values)),
                subject=post.subject.strip(),
                body=Body.plain(post.message.strip()),
            )
            once = Once(key, "form", ticket.reference, entry_id, now + REMEMBERED_FOR)
            return ticket, Change(None, ticket, (entry,), once=once, fields=values or None)

        ticket, before = self._intake.open(
            subject=post.subject,
            department=department,
            rules=rules,
            who=who,
            channel=Channel.FORM,
            acknowledge=not aside,
            language=language_of(post.message, post.language),
            priority=(category.priority if category else None) or Priority.MEDIUM,
            category=post.category,
            first=first,
        )
        return Submitted(before.reference if before else ticket.reference, department)

    def _check(self, post: FormPost, directory: Directory) -> tuple[Department, str, Values]:
        """The department, the normalised address and the custom fields, or InvalidInput with all that is wrong."""
        problems = [
            FieldProblem(name, f"must be at most {limit} characters long")
            for name, limit in LIMITS.items()
            if len(getattr(post, name)) > limit
        ]
        for name, words in (
            ("subject", "say in a few words what it is about"),
            ("message", "write your message"),
        ):
            if not getattr(post, name).strip():
                problems.append(FieldProblem(name, words))
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
        if post.category and (department is None or post.category not in department.form_categories):
            problems.append(FieldProblem("category", "choose one of the list, or none"))
        values, refused = _fields(post, department, directory)
        problems += refused
        if problems or department is None:
            raise InvalidInput(*problems)
        return department, email, values

    def _is_fresh(self, token: str) -> bool:
        payload = unseal(self._signer, PURPOSE, token)
        if payload is None:
            return False
        age = self._clock.now().timestamp() - int.from_bytes(payload[:6], "big")
        return age + 60 >= 0 and age <= VALID_FOR.total_seconds()


def _led_to(department: Department, category: Category | None, directory: Directory) -> Department:
    """Whose the ticket is: the category's, unless it names none."""
    return directory.departments.get((category.department if category else None) or "", department)


def _fields(
    post: FormPost, department: Department | None, directory: Directory
) -> tuple[Values, tuple[FieldProblem, ...]]:
    """The custom fields that the department asks for, and what is wrong with them. Others are not looked at."""
    if department is None:
        return {}, ()
    asked = asked_for(department.required_on_form, directory)
    try:
        values = changed_values({}, {id: post.fields.get(id) for id in asked}, directory)
    except InvalidInput as refused:
        filled_in = {id: post.fields[id] for id in asked if post.fields.get(id)}
        return {}, (*refused.problems, *missing(asked, filled_in))
    return values, missing(asked, values)
