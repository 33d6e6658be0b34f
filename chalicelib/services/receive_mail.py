"""A received mail becomes a message in its ticket, a new ticket, or a quarantine row. Never nothing, never two."""

import hashlib
import logging
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from chalicelib.domain.directory import Department, Directory
from chalicelib.domain.errors import LippuError, StaleVersion, Unavailable
from chalicelib.domain.ticket import takes_follow_up
from chalicelib.mail.loops import automatic
from chalicelib.mail.parse import parse
from chalicelib.mail.thread import Hints, ReplyToken, find_hints, token_owner_is
from chalicelib.services.agent_mail import AgentMail
from chalicelib.services.appending import Appending
from chalicelib.services.directory import DirectoryCache
from chalicelib.services.incoming import Incoming
from chalicelib.services.opening import Opening
from chalicelib.services.ports import Clock, RawMail, Signer
from chalicelib.services.receipt import Receipt, read_receipt
from chalicelib.services.received import Received, Reception
from chalicelib.services.threads import Thread, Threads

log = logging.getLogger(__name__)
OUR_MARK = "x-lippu-outbox"
TRIES = 8


class ReceiveMail:
    def __init__(
        self,
        raw: RawMail,
        threads: Threads,
        appending: Appending,
        opening: Opening,
        agent_mail: AgentMail,
        reception: Reception,
        directory: DirectoryCache,
        signer: Signer,
        clock: Clock,
        mail_domain: str,
    ) -> None:
        self._mail_domain = mail_domain
        self._raw = raw
        self._threads = threads
        self._appending = appending
        self._opening = opening
        self._agent_mail = agent_mail
        self._reception = reception
        self._directory = directory
        self._signer = signer
        self._clock = clock

    def receive(self, notification: Mapping[str, Any]) -> tuple[Received, ...]:
        """Take one SES notification. Raises Unavailable when it must be tried again; repeating it is safe."""
        receipt = read_receipt(notification)
        if receipt is None:
            return (Received("ignored", reason="SES set-up notification"),)
        return self.take(receipt)

    def take(self, receipt: Receipt, released_by: str = "") -> tuple[Received, ...]:
        """Take a stored mail. `released_by` names who lets it in although its verdicts or origin speak against it.

        Raises Unavailable when it must be tried again; repeating it is safe.
        """
        try:
            incoming = self._read(receipt, released_by)
            for _ in range(TRIES):
                with suppress(StaleVersion):  # the ticket may be merged or somebody else's by now: decide anew
                    return self._take(incoming)
            raise Unavailable("the ticket is busy")
        except LippuError:
            raise
        except Exception as error:
            # a mail that breaks our code would break it at each try: people look at it instead, the original is kept
            log.exception("a mail could not be taken")
            reason = f"it could not be read ({type(error).__name__})"
            return (self._reception.keep_unread(receipt, reason),)

    def _read(self, receipt: Receipt, released_by: str) -> Incoming:
        raw = self._raw.get(receipt.raw_key)
        mail = parse(raw)
        return Incoming(receipt, mail, hashlib.sha256(raw).hexdigest(), automatic(mail, receipt.source), released_by)

    def _take(self, incoming: Incoming) -> tuple[Received, ...]:
        directory = self._directory.current()
        reason = _refusal(incoming, directory, self._mail_domain)
        if reason:
            return (self._reception.set_aside(incoming, reason),)
        hints = find_hints(incoming.mail, incoming.receipt.recipients, self._signer)
        answers = _agents_answers(incoming, hints, directory)
        if answers:
            return tuple(self._agent_mail.answer(incoming, token, directory) for token in answers)
        threads = self._threads.find(incoming, hints)
        if threads:
            return tuple(self._continue(incoming, thread, hints, directory) for thread in threads)
        if incoming.automatic and not incoming.receipt.source and not incoming.released_by:
            return (self._reception.set_aside(incoming, f"machine mail without a ticket: {incoming.automatic}"),)
        departments = _departments(incoming.receipt, directory)
        if not departments:
            return (self._reception.set_aside(incoming, "none of its recipients is a support address"),)
        return tuple(self._open(incoming, department, hints, directory) for department in departments)

    def _continue(self, incoming: Incoming, thread: Thread, hints: Hints, directory: Directory) -> Received:
        """A message in its ticket, unless the ticket ended and its department takes this for a new matter."""
        ticket = thread.ticket
        department = directory.departments.get(ticket.department)
        over = department and not takes_follow_up(
            ticket, department.reopens, department.follow_up_window, self._clock.now()
        )
        if department is None or not over or incoming.automatic:
            return self._appending.append(incoming, thread, self._directory.rules_for(ticket))
        follows = ticket if thread.from_participant else None
        return self._opening.open(
            incoming,
            department,
            directory,
            may_belong_to=hints.subject_reference,
            follows=follows,
            target=thread.target,
        )

    def _open(self, incoming: Incoming, department: Department, hints: Hints, directory: Directory) -> Received:
        return self._opening.open(incoming, department, directory, may_belong_to=hints.subject_reference)


def _refusal(incoming: Incoming, directory: Directory, our_domain: str) -> str | None:
    """Why this mail must be set aside rather than taken, None if it may come in."""
    if incoming.mail.sender is None:
        return incoming.mail.sender_problem or "no single valid sender"
    if incoming.released_by:
        return None
    if incoming.receipt.refusal:
        return incoming.receipt.refusal
    if directory.is_own_address(incoming.email):
        return "it says that it comes from our own address"
    blocked = directory.blocked_by(incoming.email)
    if blocked:
        return f"its sender is blocked ({blocked})"
    if any(mark.endswith(f"@{our_domain}") for mark in incoming.mail.headers.get(OUR_MARK, ())):
        return "it is our own mail come back"
    return None


def _agents_answers(incoming: Incoming, hints: Hints, directory: Directory) -> list[ReplyToken]:
    """The agents' reply addresses among the recipients. Beside a customer's own, one counts for its agent only: whoever
    got hold of it must not be able to keep a customer's mail from its ticket."""
    answers = [token for token in hints.tokens if token.for_agent]
    if len(answers) == len(hints.tokens):
        return answers
    is_agent = directory.agent_by_email(incoming.email) is not None
    return [token for token in answers if is_agent and token_owner_is(token, incoming.email)]


def _departments(receipt: Receipt, directory: Directory) -> list[Department]:
    """The departments among the envelope recipients, each once."""
    found = (directory.department_for(recipient) for recipient in receipt.recipients)
    return list({department.id: department for department in found if department}.values())
