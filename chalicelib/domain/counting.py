"""What a ticket is counted in, so that nobody has to read tickets to know how many there are.

A count is a set of numbers, each with an owner, a place and a name. A ticket says in which of them it stands; whoever
shows a count adds up the numbers that its viewer may see. Due times are counted by the minute, because which of them
have passed is a question of when somebody asks.
"""

from collections.abc import Iterable, Mapping
from dataclasses import field
from datetime import UTC, datetime, timedelta

from chalicelib.domain.beside import Values
from chalicelib.domain.ids import crockford
from chalicelib.domain.saved_views import SavedView
from chalicelib.domain.ticket import WAITING_FOR_US, Status, Ticket
from chalicelib.domain.values import dataclass

# changes of one department meet in one of so many items, so that they seldom wait for each other
SHARDS = 4
AT_WORK = frozenset({Status.NEW, Status.OPEN, Status.ANSWERED, Status.POSTPONED})
FREE = "free"
MENTIONED = "mentioned"
MENTIONED_OWN = "mentioned-own"
NOBODYS = "-"
MAILS = "!mails"
AT, BY, DUE, MENTION = "AT#", "BY#", "DUE#", "MENTION#"
MINUTE = timedelta(minutes=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """One number that a ticket is part of, or with an empty `name` something that is there because of the ticket.

    `owner` is a department's id, an agent's behind `@`, or `MAILS`.
    """

    owner: str
    place: str
    name: str


@dataclass(frozen=True, slots=True)
class Tally:
    """What a ticket (`T` and its reference) or a mail set aside (`M` and its id) is counted in at present.

    `mentions` are the agents whom its notes mention, each with the id of the newest such note. `turn` counts changes.
    """

    subject: str
    slots: frozenset[Slot] = frozenset()
    mentions: Mapping[str, str] = field(default_factory=dict)
    turn: int = 0


def of_agent(agent: str) -> str:
    """The owner of an agent's own numbers."""
    return f"@{agent}"


def of_ticket(reference: str) -> str:
    return f"T{reference}"


def of_mail(id: str) -> str:
    return f"M{id}"


def slots_of(
    ticket: Ticket, mentions: Mapping[str, str], views: Iterable[SavedView], values: Values
) -> frozenset[Slot]:
    """Everything that the ticket is counted in; `values` are those of its custom fields."""
    found = {Slot(ticket.department, f"{AT}{shard_of(ticket.reference)}", ticket.status.value)}
    if ticket.status in WAITING_FOR_US and not ticket.assignee:
        found.add(Slot(ticket.department, f"{AT}{shard_of(ticket.reference)}", FREE))
    if ticket.assignee:
        found.add(_own(ticket.assignee, f"{ticket.department} {ticket.status.value}"))
    if ticket.due_at:
        found.add(Slot(ticket.department, due_place(ticket.due_at), f"{ticket.due_at:%M}"))
        if ticket.assignee:
            found.add(_own(ticket.assignee, own_due(ticket.due_at)))
    if ticket.status in AT_WORK:
        found.update(_mentioned(ticket, mentions))
    for view in views:
        if view.holds(ticket, values):
            found.add(view_slot(view, ticket.department, ticket.assignee))
    return frozenset(found)


def _mentioned(ticket: Ticket, mentions: Mapping[str, str]) -> Iterable[Slot]:
    for agent, note in mentions.items():
        yield Slot(of_agent(agent), f"{MENTION}{note}#{ticket.reference}", "")
        yield _own(agent, f"{ticket.department} {MENTIONED}")
        if ticket.assignee == agent:
            yield _own(agent, f"{ticket.department} {MENTIONED_OWN}")


def _own(agent: str, name: str) -> Slot:
    return Slot(of_agent(agent), f"{AT}0", name)


def view_slot(view: SavedView, department: str, assignee: str | None) -> Slot:
    """A team's view is counted by department; a private one with its owner, so that nobody else reads past it."""
    if view.owner:
        return Slot(of_agent(view.owner), f"{BY}{view.id}#{view.counting}#{department}", assignee or NOBODYS)
    return Slot(department, f"{BY}{view.id}#{view.counting}", assignee or NOBODYS)


def slots_of_mail(departments: Iterable[str]) -> frozenset[Slot]:
    """A mail set aside counts once, whichever of its departments somebody works in."""
    return frozenset({Slot(MAILS, f"{AT}0", "+".join(sorted(set(departments))) or NOBODYS)})


def towards(present: frozenset[Slot], wanted: frozenset[Slot], most: int) -> frozenset[Slot]:
    """The slots after one step, which touches at most `most` of them: a transaction has an end."""
    steps = sorted(present ^ wanted)[:most]
    return present ^ frozenset(steps)


def shard_of(reference: str) -> int:
    return ord(reference[-1]) % SHARDS


def due_place(at: datetime) -> str:
    """The item of an hour, which has a number for each of its minutes."""
    return f"{DUE}{at.astimezone(UTC):%Y-%m-%dT%H}"


def own_due(at: datetime) -> str:
    """The name of a minute among an agent's own numbers; names sort as minutes do."""
    return f"due {crockford((at - _EPOCH) // MINUTE, 6)}"


def minute_of(at: datetime) -> datetime:
    """The beginning of the minute: a ticket is overdue from the minute after the one in which it was due."""
    return at.replace(second=0, microsecond=0)
