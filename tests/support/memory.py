"""Ports in memory, for tests of rules that need many runs. The outbox obeys the contract suite of the real one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from chalicelib.domain.beside import Beside
from chalicelib.domain.directory import Directory
from chalicelib.domain.errors import NotFound, StaleVersion
from chalicelib.domain.outbox import Delivery, OutboxMail, SendState, rises, sent
from chalicelib.domain.participants import Participant
from chalicelib.domain.ticket import Ticket
from chalicelib.domain.timeline import Entry
from chalicelib.services.records import Change, Due, Once, QuarantinedMail, TicketPage, Traces

UNDECIDED = (SendState.PENDING, SendState.SENDING, SendState.UNKNOWN)


class MemoryOutbox:
    """`OutboxStore` in a dictionary."""

    def __init__(self) -> None:
        self.mails: dict[str, OutboxMail] = {}
        self.suppressed: dict[str, str] = {}
        self.threads: dict[str, str] = {}

    def get(self, id: str) -> OutboxMail | None:
        return self.mails.get(id)

    def replace(self, old: OutboxMail, new: OutboxMail) -> bool:
        stored = self.mails.get(old.id)
        if stored is None or (stored.state, stored.attempt) != (old.state, old.attempt):
            return stored == new
        self.mails[old.id] = new
        return True

    def record_sent(self, mail: OutboxMail, thread_key: str, expires_at: datetime) -> None:
        self.mails[mail.id] = sent(self.mails[mail.id], mail.ses_id)
        self.threads[thread_key] = mail.reference

    def record_delivery(self, id: str, delivery: Delivery, reason: str) -> OutboxMail | None:
        stored = self.mails.get(id)
        if stored is None or not (stored.state in UNDECIDED or rises(stored.delivery, delivery)):
            return None
        highest = delivery if rises(stored.delivery, delivery) else stored.delivery
        self.mails[id] = replace(stored, state=SendState.SENT, delivery=highest, reason=reason, fires_at=None)
        return stored

    def is_suppressed(self, address: str) -> bool:
        return address.lower() in self.suppressed

    def suppress(self, address: str, reason: str, at: datetime) -> None:
        self.suppressed.setdefault(address.lower(), reason)

    def due(self, now: datetime, page: int) -> Iterator[Due]:
        """`Timers` for the mails alone."""
        yield Due((), tuple(mail.id for mail in self.mails.values() if mail.fires_at and mail.fires_at <= now)[:page])


class MemoryTickets:
    """`TicketStore` as far as sending and feedback need it."""

    def __init__(self) -> None:
        self.heads: dict[str, Ticket] = {}
        self.entries: dict[str, list[Entry]] = {}
        self.onces: dict[str, Once] = {}
        self.people: dict[str, tuple[Participant, ...]] = {}
        self.sides: dict[str, Beside] = {}
        self.quarantined: dict[str, QuarantinedMail] = {}

    def commit(self, change: Change) -> Once | None:
        if change.once and change.once.key in self.onces:
            return self.onces[change.once.key]
        reference = change.after.reference
        current = self.heads.get(reference)
        if change.before and current is None:
            raise NotFound("no such ticket")
        if change.before and current and current.version != change.before.version:
            raise StaleVersion(current)
        self.heads[reference] = change.after
        self.entries.setdefault(reference, []).extend(change.entries)
        if change.participants is not None:
            self.people[reference] = change.participants
        named = {name: getattr(change, name) for name in ("fields", "checklist", "reminders")}
        changed = {name: value for name, value in named.items() if value is not None}
        self.sides[reference] = replace(self.beside(reference), **changed)
        if change.once:
            self.onces[change.once.key] = change.once
        return None

    def ticket(self, reference: str) -> Ticket | None:
        return self.heads.get(reference)

    def page(self, reference: str, limit: int, before: str | None = None) -> TicketPage | None:
        head = self.heads.get(reference)
        beside = self.beside(reference)
        return TicketPage(head, tuple(reversed(self.entries[reference])), (), None, beside=beside) if head else None

    def entry(self, reference: str, entry_id: str) -> Entry | None:
        return next((entry for entry in self.entries.get(reference, ()) if entry.id == entry_id), None)

    def participants(self, reference: str) -> tuple[Participant, ...]:
        return self.people.get(reference, ())

    def beside(self, reference: str) -> Beside:
        return self.sides.get(reference, Beside())

    def commit_both(self, one: Change, other: Change) -> Once | None:
        return self.commit(one) or self.commit(other)

    def traces(self, message_keys: Sequence[str], references: Sequence[str]) -> Traces:
        return Traces(
            {key: self.onces[key] for key in message_keys if key in self.onces},
            {reference: self.heads[reference] for reference in references if reference in self.heads},
        )

    def quarantine(self, mail: QuarantinedMail) -> None:
        self.quarantined.setdefault(mail.id, mail)


class MemoryQueue:
    """`OutboundQueue` as a list."""

    def __init__(self) -> None:
        self.waiting: list[str] = []

    def put(self, outbox_id: str) -> None:
        self.waiting.append(outbox_id)


class FixedDirectory:
    """A `DirectoryStore` and cache that never changes."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory

    def current(self) -> Directory:
        return self._directory


class MemoryFiles:
    """`Files` in a dictionary."""

    def __init__(self, files: Mapping[str, bytes] | None = None) -> None:
        self.files = dict(files or {})

    def put(self, key: str, content: bytes, content_type: str) -> None:
        self.files[key] = content

    def get(self, key: str) -> bytes:
        if key not in self.files:
            raise NotFound("no such file")
        return self.files[key]
