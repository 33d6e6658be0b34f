"""A received mail becomes a message in its ticket, a new ticket, or a quarantine row. Never nothing, never two.

The order of looking for its ticket: a signed reply address among the envelope recipients, our own signed id in
References, then Message-IDs seen before; the latter two only for an authenticated participant. A reference in the
subject is a hint to people and decides nothing: anybody can write one.
"""

import hashlib
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from chalicelib.domain.directory import Department, Directory
from chalicelib.domain.errors import LippuError, StaleVersion, Unavailable
from chalicelib.domain.ids import digest, show_reference
from chalicelib.domain.ticket import Channel, Ticket, customer_wrote, noted
from chalicelib.domain.timeline import Entry, StoredFile, field_changes
from chalicelib.mail.loops import automatic, no_answer_reason
from chalicelib.mail.parse import parse
from chalicelib.mail.thread import Hints, ReplyToken, find_hints, token_owner_is
from chalicelib.services.directory import DirectoryCache
from chalicelib.services.incoming import Incoming, Kinship, kinship, message_key
from chalicelib.services.intake import Intake, customer_author, requester
from chalicelib.services.ports import Clock, Files, Ids, RawMail, Signer, TicketStore
from chalicelib.services.receipt import Receipt, read_receipt
from chalicelib.services.records import Change, Once, QuarantinedMail, Traces
from chalicelib.services.requests import REMEMBERED_FOR

log = logging.getLogger(__name__)
APPEND_TRIES = 8
OUR_MARK = "x-lippu-outbox"
QUARANTINE_TEXT = 200


@dataclass(frozen=True, slots=True)
class Received:
    """What became of a mail: `opened`, `appended`, `duplicate`, `quarantined` or `ignored`, and where."""

    outcome: str
    reference: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class _Thread:
    """A ticket a mail belongs to. `target` is empty if it was found by References rather than addressed."""

    ticket: Ticket
    target: str
    flags: tuple[str, ...]


class ReceiveMail:
    def __init__(
        self,
        raw: RawMail,
        files: Files,
        tickets: TicketStore,
        intake: Intake,
        directory: DirectoryCache,
        signer: Signer,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._raw = raw
        self._files = files
        self._tickets = tickets
        self._intake = intake
        self._directory = directory
        self._signer = signer
        self._clock = clock
        self._ids = ids

    def receive(self, notification: Mapping[str, Any]) -> tuple[Received, ...]:
        """Take one SES notification. Raises Unavailable when it must be tried again; repeating it is safe."""
        receipt = read_receipt(notification)
        if receipt is None:
            return (Received("ignored", reason="SES set-up notification"),)
        try:
            return self._take(receipt)
        except LippuError:
            raise
        except Exception as error:
            # a mail that breaks our code would break it at each try: people look at it instead, the original is kept
            log.exception("a mail could not be taken")
            return (self._set_aside(receipt, f"it could not be read ({type(error).__name__})", "", ""),)

    def _take(self, receipt: Receipt) -> tuple[Received, ...]:
        incoming = self._read(receipt)
        directory = self._directory.current()
        reason = self._refusal(incoming, directory)
        if reason:
            return (self._quarantine(incoming, reason),)
        hints = find_hints(incoming.mail, receipt.recipients, self._signer)
        traces = self._tickets.traces(*_wanted(hints))
        threads = self._threads(incoming, hints, traces)
        if threads:
            return tuple(self._append(incoming, thread) for thread in threads)
        if incoming.automatic and not receipt.source:
            return (self._quarantine(incoming, f"machine mail without a ticket: {incoming.automatic}"),)
        departments = _departments(receipt, directory)
        if not departments:
            return (self._quarantine(incoming, "none of its recipients is a support address"),)
        return tuple(self._open(incoming, department, hints, directory) for department in departments)

    def _read(self, receipt: Receipt) -> Incoming:
        raw = self._raw.get(receipt.raw_key)
        mail = parse(raw)
        return Incoming(receipt, mail, hashlib.sha256(raw).hexdigest(), automatic(mail, receipt.source))

    def _refusal(self, incoming: Incoming, directory: Directory) -> str | None:
        """Why this mail must be set aside rather than taken, None if it may come in."""
        if incoming.receipt.refusal:
            return incoming.receipt.refusal
        if incoming.mail.sender is None:
            return incoming.mail.sender_problem or "no single valid sender"
        if directory.department_for(incoming.email) is not None:
            return "it says that it comes from our own address"
        if OUR_MARK in incoming.mail.headers:
            return "it is our own mail come back"
        return None

    def _threads(self, incoming: Incoming, hints: Hints, traces: Traces) -> list[_Thread]:
        """The tickets this mail belongs to, each with what is odd about its sender."""
        found: dict[str, _Thread] = {}
        for token in hints.tokens:
            ticket = traces.tickets.get(token.reference)
            if ticket:
                found[ticket.reference] = _Thread(ticket, ticket.reference, _oddities(incoming, ticket, token))
        if found:
            return list(found.values())
        references = [own.reference for own in hints.own_ids]
        references += [
            once.reference for key in map(message_key, hints.message_ids) if (once := traces.mails.get(key)) is not None
        ]
        for reference in dict.fromkeys(references):
            ticket = traces.tickets.get(reference) or self._tickets.ticket(reference)
            if ticket and _is_participant(incoming, ticket) and incoming.sender_is_authentic:
                return [_Thread(ticket, "", ())]
        return []

    def _append(self, incoming: Incoming, thread: _Thread) -> Received:
        now = self._clock.now()
        entry_id = self._ids.ulid(now)
        files = incoming.store_files(self._files)
        ticket, flags = thread.ticket, _with_automatic(incoming, thread.flags)

        def change(once: Once) -> Change:
            # bounces and out-of-office notes belong to the ticket but wake nobody
            after = noted(ticket) if incoming.automatic else customer_wrote(ticket, now)
            entry = _signed(incoming, ticket, incoming.entry(ticket.reference, entry_id, now, files, flags))
            named = replace(once, reference=ticket.reference, entry_id=entry_id)
            return Change(ticket, after, (_with_changes(entry, ticket, after),), once=named)

        def commit(once: Once) -> tuple[str, Once | None]:
            return ticket.reference, self._tickets.commit(change(once))

        for _ in range(APPEND_TRIES):
            try:
                return self._once(incoming, thread.target, commit, "appended")
            except StaleVersion as stale:
                ticket = stale.current
        raise Unavailable("the ticket is busy")

    def _open(self, incoming: Incoming, department: Department, hints: Hints, directory: Directory) -> Received:
        files = incoming.store_files(self._files)
        flags = _with_automatic(incoming, () if incoming.sender_is_authentic else ("unverified",))
        if hints.subject_reference:
            flags += (f"may belong to {show_reference(hints.subject_reference)}",)
        silent = no_answer_reason(incoming.mail, incoming.receipt.source, directory.own_addresses())
        acknowledge = silent is None and incoming.receipt.verdicts.get("dmarc") != "FAIL"

        def open_under(once: Once) -> tuple[str, Once | None]:
            ticket, before = self._intake.open(
                subject=incoming.mail.subject,
                department=department,
                who=requester(incoming.email, incoming.name),
                channel=Channel.MAIL,
                acknowledge=acknowledge,
                first=lambda ticket, entry_id: self._first(incoming, files, flags, once, ticket, entry_id),
            )
            return ticket.reference, before

        return self._once(incoming, department.id, open_under, "opened")

    def _first(
        self,
        incoming: Incoming,
        files: tuple[StoredFile, ...],
        flags: tuple[str, ...],
        once: Once,
        ticket: Ticket,
        entry_id: str,
    ) -> tuple[Ticket, Change]:
        entry = incoming.entry(ticket.reference, entry_id, ticket.created_at, files, flags)
        named = replace(once, reference=ticket.reference, entry_id=entry_id)
        return ticket, Change(None, ticket, (entry,), once=named)

    def _once(
        self,
        incoming: Incoming,
        target: str,
        commit: Callable[[Once], tuple[str, Once | None]],
        outcome: str,
    ) -> Received:
        """Commit under the mail's key. A Message-ID that another sender or target took is tried with all that tells
        them apart; the same sender's with another text is for people to look at."""
        fingerprint = incoming.fingerprint(target)
        expires_at = self._clock.now() + REMEMBERED_FOR
        for key in (incoming.message_key, incoming.qualified_key(target)):
            reference, stored = commit(Once(key, fingerprint, "", "", expires_at))
            if stored is None:
                return Received(outcome, reference)
            found = kinship(stored.fingerprint, fingerprint)
            if found is Kinship.SAME:
                return Received("duplicate", stored.reference)
            if found is Kinship.REWRITTEN:
                break
        return self._quarantine(incoming, "another mail with the same Message-ID was taken before")

    def _quarantine(self, incoming: Incoming, reason: str) -> Received:
        mail = incoming.mail
        sender = mail.sender.email if mail.sender else " ".join(mail.headers.get("from", ("",))[:1])
        return self._set_aside(incoming.receipt, reason, sender, mail.subject)

    def _set_aside(self, receipt: Receipt, reason: str, sender: str, subject: str) -> Received:
        self._tickets.quarantine(
            QuarantinedMail(
                id=digest("quarantine", receipt.raw_key),
                raw_key=receipt.raw_key,
                reason=reason,
                at=self._clock.now(),
                sender=sender[:QUARANTINE_TEXT],
                subject=subject[:QUARANTINE_TEXT],
                recipients=receipt.recipients[:20],
                verdicts=tuple(sorted(receipt.verdicts.items())),
            )
        )
        return Received("quarantined", reason=reason)


def _wanted(hints: Hints) -> tuple[list[str], list[str]]:
    """Keys of the mails and references of the tickets that could tell where this mail belongs."""
    references = [token.reference for token in hints.tokens] + [own.reference for own in hints.own_ids]
    return [message_key(id) for id in hints.message_ids], list(dict.fromkeys(references))


def _departments(receipt: Receipt, directory: Directory) -> list[Department]:
    """The departments among the envelope recipients, each once."""
    found = (directory.department_for(recipient) for recipient in receipt.recipients)
    return list({department.id: department for department in found if department}.values())


def _is_participant(incoming: Incoming, ticket: Ticket) -> bool:
    return incoming.email == ticket.requester.email


def _oddities(incoming: Incoming, ticket: Ticket, token: ReplyToken) -> tuple[str, ...]:
    """What people must know about who used a reply address: it was mailed to one person and may have been passed on."""
    flags = []
    if not (token_owner_is(token, incoming.email) or _is_participant(incoming, ticket)):
        flags.append("third party")
    if not incoming.sender_is_authentic:
        flags.append("unverified")
    return tuple(flags)


def _with_automatic(incoming: Incoming, flags: tuple[str, ...]) -> tuple[str, ...]:
    return (*flags, f"automatic: {incoming.automatic}") if incoming.automatic else flags


def _with_changes(entry: Entry, before: Ticket, after: Ticket) -> Entry:
    return replace(entry, changes=field_changes(before, after))


def _signed(incoming: Incoming, ticket: Ticket, entry: Entry) -> Entry:
    """A requester whose mail program sends no name is known by the ticket's."""
    known = not incoming.name and _is_participant(incoming, ticket)
    return replace(entry, author=customer_author(ticket.requester)) if known else entry
