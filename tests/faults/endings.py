"""How things ended, without ids, times and attempts: what a run with a fault must have in common with one without."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib.domain.outbox import Delivery, MailKind, OutboxMail, SendState
from chalicelib.domain.ticket import Ticket
from chalicelib.domain.timeline import Entry
from tests.faults.state import Send, State

_OUR_ID = re.compile(rb"<lippu\.[^>]*>")

Ending = dict[str, list[Any]]

_TIMES = re.compile(r"\d{1,2} \w+ \d{4}(?:,? (?:at )?\d\d:\d\d)?|\d{4}-\d\d-\d\d(?:[ T]\d\d:\d\d(?::\d\d)?)?")
_REFERENCES = re.compile(r"\b[0-9A-HJKMNP-TV-Z]{4}-?[0-9A-HJKMNP-TV-Z]{4}\b")


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One mail to one recipient, and what SES got of it. `position` is that of its entry in the timeline."""

    kind: MailKind
    recipient: str
    position: int
    state: SendState
    delivery: Delivery | None
    flagged: bool
    sent: tuple[tuple[str, str, tuple[str, ...]], ...]

    def is_excused(self, events: bool) -> bool:
        """Nobody could know whether SES had it: an automatic mail may be missing, a reply may have come twice. The
        mail says so itself, and `invariants.py` (I4) sees to it that it is no more than that. Where SES tells what it
        accepted, the reply is not doubled, and what counts as unknown was not sent."""
        if self.state is SendState.UNKNOWN:
            return not (events and self.sent)
        return self.flagged and not (events and len(self.sent) > 1)

    def is_for_the_same(self, other: "Outgoing") -> bool:
        return (self.kind, self.recipient, self.position) == (other.kind, other.recipient, other.position)


def ending_of(state: State, sends: Sequence[Send]) -> Ending:
    return {
        "tickets": _sorted(_ticket(state, ticket) for ticket in state.tickets.values()),
        "mails": _sorted(_outgoing(state, mail, sends) for mail in state.outbox.values()),
        "customers": _sorted(
            (each.email, each.name, each.phones, each.other_emails, each.standing, each.version)
            for each in state.customers.values()
        ),
        "quarantine": _sorted((row["reason"], row["sender"], row["subject"], row["box"]) for row in state.quarantine),
        "waiting": _sorted((each.agent, each.answer.text, each.regardless) for each in state.waiting),
        "drafts": _sorted(
            (each.name.agent, each.name.kind, each.text, [file.name for file in each.files]) for each in state.drafts
        ),
        "suppressed": sorted(state.suppressed),
        "files": _sorted(_digest(content) for content in state.files.values()),
    }


def with_uncertain_mail_of(expected: Ending, found: Ending, events: bool) -> Ending:
    """`expected`, but what the found ending flags as uncertain may be so. `events`: whether SES reported."""
    uncertain = [mail for mail in found["mails"] if mail.is_excused(events)]

    def excused(mail: Outgoing) -> Outgoing:
        return next((other for other in uncertain if other.is_for_the_same(mail)), mail)

    return expected | {"mails": _sorted(map(excused, expected["mails"]))}


def differences(expected: Ending, found: Ending) -> list[tuple[str, Any]]:
    """What is missing (`lost`) and what there is too much of (`doubled`, or simply other)."""
    gone = [("lost", (part, value)) for part in expected for value in _minus(expected[part], found[part])]
    extra = [("doubled", (part, value)) for part in expected for value in _minus(found[part], expected[part])]
    return gone + extra


def _minus(these: Sequence[Any], those: Sequence[Any]) -> list[Any]:
    rest = list(those)
    return [value for value in these if value not in rest or rest.remove(value)]  # type: ignore[func-returns-value]


def _ticket(state: State, ticket: Ticket) -> tuple[Any, ...]:
    clocks = ticket.clocks
    return (
        ticket.subject,
        ticket.status,
        ticket.priority,
        ticket.department,
        ticket.requester,
        ticket.channel,
        ticket.assignee,
        ticket.tags,
        ticket.version,
        ticket.waiting_since is not None,
        clocks.situation,
        tuple((clock.mode, clock.given) for clock in clocks.each),
        ticket.custom_status,
        ticket.postponed and ticket.postponed.waits_for,
        ticket.closing is not None,
        ticket.level,
        ticket.transfers,
        ticket.participants,
        ticket.merged_into is not None,
        ticket.follows is not None,
        tuple(_entry(state, entry) for entry in state.entries.get(ticket.reference, ())),
    )


def _entry(state: State, entry: Entry) -> tuple[Any, ...]:
    return (
        entry.kind,
        entry.author,
        entry.event,
        _plain(entry.detail),
        entry.changes,
        entry.subject,
        entry.body,
        tuple((f.name, f.content_type, f.size, _digest(state.files.get(f.key, b""))) for f in entry.attachments),
        entry.mail and (entry.mail.message_id, entry.mail.verdicts, entry.mail.flags),
    )


def _outgoing(state: State, mail: OutboxMail, sends: Sequence[Send]) -> Outgoing:
    reported = mail.delivery if mail.delivery in (Delivery.BOUNCED, Delivery.COMPLAINED) else None
    return Outgoing(
        kind=mail.kind,
        recipient=mail.recipient,
        # a digest belongs to no entry
        position=-1 if mail.kind is MailKind.DIGEST else _position(state, mail),
        state=mail.state,
        delivery=reported,
        flagged=mail.possible_duplicate,
        sent=tuple((_plain(s.mail["Subject"]), _plain(s.text), _files(s)) for s in sends if s.outbox_id == mail.id),
    )


def _position(state: State, mail: OutboxMail) -> int:
    return [entry.id for entry in state.entries[mail.reference]].index(mail.entry_id)


def _files(send: Send) -> tuple[str, ...]:
    parts = [part for part in send.mail.walk() if part.get_content_disposition() == "attachment"]
    return tuple(_digest(bytes(part.get_payload(decode=True))) for part in parts)


def _plain(text: str) -> str:
    return _REFERENCES.sub("<ticket>", _TIMES.sub("<time>", text))


def _digest(content: bytes) -> str:
    """Two runs number their entries differently, so the ids of ours that a report quotes do not count."""
    return hashlib.sha256(_OUR_ID.sub(b"our id", content)).hexdigest()[:12]


def _sorted(values: Iterable[Any]) -> list[Any]:
    return sorted(values, key=repr)
