"""How a ticket moves: customers open it, agents answer it, time wakes and closes it.

A customer's message makes it open, an agent's answer makes it answered. Spam stays spam. A ticket that nobody answered
yet may go back to new; an answered one may not. Every move also moves the clocks of what was promised, and sets when
the ticket closes itself: only while the next word is the customer's.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.rulebook import Rulebook
from chalicelib.domain.sla_clocks import Alarm, advance, look
from chalicelib.domain.sla_clocks import opened as opened_clocks
from chalicelib.domain.sla_facts import (
    AgentAnswered,
    Assigned,
    CustomerWrote,
    Fact,
    Opened,
    Phase,
    StatusChanged,
    TermsChanged,
)
from chalicelib.domain.sla_policy import WaitsFor
from chalicelib.domain.ticket import (
    PUT_ASIDE,
    TAGS_BYTES,
    WAITING_FOR_US,
    Channel,
    Closing,
    Postponement,
    Priority,
    Requester,
    Status,
    Ticket,
    new_ticket,
)
from chalicelib.domain.values import dataclass

PHASES = {
    Status.NEW: Phase.OPEN,
    Status.OPEN: Phase.OPEN,
    Status.ANSWERED: Phase.ANSWERED,
    Status.POSTPONED: Phase.POSTPONED,
    Status.RESOLVED: Phase.RESOLVED,
    Status.CLOSED: Phase.CLOSED,
    Status.SPAM: Phase.SPAM,
    Status.TRASH: Phase.DELETED,
}


@dataclass(frozen=True, slots=True)
class Moved:
    """The ticket after a move, and the marks of promises that were reached before it without anybody having looked."""

    ticket: Ticket
    alarms: tuple[Alarm, ...] = ()


@dataclass(frozen=True, slots=True)
class Edit:
    """What an agent may change on a ticket; None leaves a field alone, `unassign` takes the assignee away.

    `custom_status` goes with the status it is a name of; `postpone` with Status.POSTPONED. `group` follows from the
    customer.
    """

    status: Status | None = None
    custom_status: str | None = None
    postpone: tuple[datetime, WaitsFor] | None = None
    priority: Priority | None = None
    tags: tuple[str, ...] | None = None
    assignee: str | None = None
    unassign: bool = False
    department: str | None = None
    category: str | None = None
    escalate: bool = False
    group: str | None = None


def open_ticket(
    *,
    reference: str,
    subject: str,
    department: str,
    requester: Requester,
    channel: Channel,
    now: datetime,
    rules: Rulebook,
    language: str = "",
    follows: str | None = None,
    priority: Priority = Priority.MEDIUM,
    category: str = "",
    group: str = "",
) -> Ticket:
    """A customer's new ticket, under the promises of today."""
    terms = rules.chosen_for(department=department, priority=priority.value, tags=(), group=group)
    return new_ticket(
        reference=reference,
        subject=subject,
        department=department,
        requester=requester,
        channel=channel,
        now=now,
        clocks=opened_clocks(Opened(now, terms)),
        language=language,
        follows=follows,
        priority=priority,
        category=category,
        group=group,
    )


def customer_wrote(ticket: Ticket, now: datetime, rules: Rulebook) -> Moved:
    """A customer's message: open again (a new ticket nobody answered stays new, spam stays spam)."""
    keeps = ticket.status in (Status.SPAM, Status.NEW)
    waiting = None if ticket.status is Status.SPAM else ticket.waiting_since or now
    after = _in_status(ticket, ticket.status if keeps else Status.OPEN)
    return _settled(ticket, replace(after, moved_at=now, waiting_since=waiting), now, rules, CustomerWrote(now))


def agent_answered(
    ticket: Ticket, now: datetime, rules: Rulebook, status: Status = Status.ANSWERED, custom_status: str = ""
) -> Moved:
    """A public answer: nobody waits for us any more."""
    after = replace(_in_status(ticket, status), custom_status=custom_status, moved_at=now, waiting_since=None)
    return _settled(ticket, after, now, rules, AgentAnswered(now))


def noted(ticket: Ticket) -> Ticket:
    """Something was written beside the conversation: only the version moves."""
    return replace(ticket, version=ticket.version + 1)


def edited(ticket: Ticket, edit: Edit, now: datetime, rules: Rulebook) -> Moved:
    """The ticket after an agent's change. Raises InvalidInput for a move the rules do not allow, and for long tags."""
    after = _moved_by_hand(ticket, edit, now)
    tags = ticket.tags if edit.tags is None else tuple(dict.fromkeys(edit.tags))
    if edit.tags is not None and len("".join(tags).encode()) > TAGS_BYTES:
        raise InvalidInput.of("tags", f"must be at most {TAGS_BYTES} bytes together")
    department = ticket.department if edit.department is None else edit.department
    after = replace(
        after,
        priority=edit.priority or ticket.priority,
        tags=tags,
        assignee=None if edit.unassign else edit.assignee or ticket.assignee,
        department=department,
        transfers=ticket.transfers + (department != ticket.department),
        level=ticket.level + edit.escalate,
        category=ticket.category if edit.category is None else edit.category,
        group=ticket.group if edit.group is None else edit.group,
    )
    return _settled(ticket, after, now, rules)


def merged_away(ticket: Ticket, into: str, now: datetime, rules: Rulebook) -> Moved:
    """The ticket ends because it lives on in another."""
    after = replace(_in_status(ticket, Status.CLOSED), moved_at=now, waiting_since=None, merged_into=into)
    return _settled(ticket, after, now, rules)


def woken(ticket: Ticket, now: datetime, rules: Rulebook) -> Moved:
    """The time a ticket was postponed to has come: it is open again, or new if it was that and nobody answered."""
    was_new = ticket.postponed is not None and ticket.postponed.was_new and not ticket.was_answered
    after = _in_status(ticket, Status.NEW if was_new else Status.OPEN)
    return _settled(ticket, replace(after, moved_at=now, waiting_since=ticket.waiting_since or now), now, rules)


def closing_announced(ticket: Ticket, now: datetime, rules: Rulebook) -> Ticket:
    """The customer was told that the ticket closes soon; they get the whole time of notice, however late that was."""
    closing = ticket.closing and Closing(max(ticket.closing.at, now + rules.notice_of(ticket)), None)
    return replace(ticket, version=ticket.version + 1, closing=closing)


def closed_by_itself(ticket: Ticket, now: datetime, rules: Rulebook) -> Moved:
    """Nobody wrote for long enough. It was not waiting for us, so nothing is forgotten."""
    after = replace(_in_status(ticket, Status.CLOSED), moved_at=now, waiting_since=None)
    return _settled(ticket, after, now, rules)


def looked_at(ticket: Ticket, now: datetime, rules: Rulebook) -> Moved:
    """The marks of promises that were reached until now, given out."""
    clocks, terms = rules.in_force(ticket.clocks)
    moved = look(clocks, now, terms)
    return Moved(replace(ticket, version=ticket.version + 1, clocks=moved.clocks), moved.alarms)


def _moved_by_hand(ticket: Ticket, edit: Edit, now: datetime) -> Ticket:
    """The ticket in the status an agent gave it. A move out of the trash may name no status: it leads back."""
    status = ticket.status if edit.status is None else edit.status
    if status is Status.NEW and ticket.status is not Status.NEW and ticket.was_answered:
        raise InvalidInput.of("status", "only a ticket that nobody answered yet can go back to new")
    if (status is Status.POSTPONED) != bool(edit.postpone or (edit.status is None and ticket.postponed)):
        raise InvalidInput.of("postpone", "goes with the status postponed, and that status with it")
    if edit.postpone and edit.postpone[0] <= now:
        raise InvalidInput.of("postpone.until", "must lie in the future")
    moves = status is not ticket.status
    after = _in_status(ticket, status) if moves else ticket
    if edit.custom_status is not None:
        after = replace(after, custom_status=edit.custom_status)
    if edit.postpone:
        was_new = ticket.postponed.was_new if ticket.postponed else ticket.status is Status.NEW
        after = replace(after, postponed=Postponement(*edit.postpone, was_new))
    if not moves:
        return after
    waiting = (ticket.waiting_since or now) if status in WAITING_FOR_US else None
    if status is Status.POSTPONED:
        waiting = ticket.waiting_since
    return replace(after, moved_at=now, waiting_since=waiting)


def _in_status(ticket: Ticket, status: Status) -> Ticket:
    """The ticket in another status, without what belonged to the old one."""
    if status is ticket.status:
        return ticket
    trashed_from = ticket.status if status is Status.TRASH else None
    return replace(ticket, status=status, custom_status="", postponed=None, trashed_from=trashed_from)


def _settled(before: Ticket, after: Ticket, now: datetime, rules: Rulebook, *facts: Fact) -> Moved:
    """The move completed: its version, its clocks, and when the ticket closes itself."""
    clocks, terms = rules.in_force(before.clocks)
    alarms: list[Alarm] = []
    for fact in (*facts, *_facts_between(before, after, now, rules)):
        moved = advance(clocks, fact, terms)
        clocks, alarms = moved.clocks, [*alarms, *moved.alarms]
        terms = fact.terms if isinstance(fact, TermsChanged) else terms
    after = replace(after, version=before.version + 1, clocks=clocks)
    closing = rules.closing_of(after)
    if closing and before.closing and after.moved_at == before.moved_at:
        closing = before.closing  # the same wait, of which the customer may have been told already
    return Moved(replace(after, closing=closing), tuple(alarms))


def _facts_between(before: Ticket, after: Ticket, now: datetime, rules: Rulebook) -> Iterator[Fact]:
    """What the clocks must know about a move beside who wrote."""
    phase = Phase.MERGED if after.merged_into else PHASES[after.status]
    waits_for = rules.pause_of(after)
    situation = before.clocks.situation
    if (phase, waits_for) != (situation.phase, situation.waits_for):
        yield StatusChanged(now, phase, waits_for)
    if after.assignee and not before.assignee:
        yield Assigned(now)
    if _what_policies_go_by(after) != _what_policies_go_by(before):
        department, priority, tags, group = _what_policies_go_by(after)
        terms = rules.chosen_for(department=department, priority=priority.value, tags=tags, group=group)
        promised = (terms.policy.id, terms.policy.version) if terms else None
        if promised != before.clocks.policy:
            yield TermsChanged(now, terms)


def _what_policies_go_by(ticket: Ticket) -> tuple[str, Priority, tuple[str, ...], str]:
    return ticket.department, ticket.priority, ticket.tags, ticket.group


def restored_status(ticket: Ticket) -> Status:
    """Where a ticket goes that is taken out of the trash or the spam."""
    if ticket.status not in PUT_ASIDE:
        raise InvalidInput.of("status", "is neither spam nor in the trash")
    back = ticket.trashed_from or (Status.OPEN if ticket.was_answered else Status.NEW)
    return Status.OPEN if back is Status.POSTPONED else back
