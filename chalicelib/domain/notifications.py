"""What agents are told about, and how: as they chose, else as this page says.

An entry of a timeline concerns whoever it is meant for, if they see the ticket, and never its own author. Everything
that is told stands in the workspace, except for those who turned it off; a mail goes at once or with the next digest to
those who want one.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from chalicelib.domain.agents import Agent, Occasion, Way
from chalicelib.domain.directory import Directory
from chalicelib.domain.permissions import may_see
from chalicelib.domain.ticket import PUT_ASIDE, Ticket
from chalicelib.domain.timeline import Entry, EntryKind, EventName
from chalicelib.domain.values import dataclass

UNLESS_CHOSEN: Mapping[Occasion, Way] = {
    Occasion.SLA_WARNING: Way.MAIL,
    Occasion.SLA_BREACH: Way.MAIL,
    Occasion.REMINDER: Way.MAIL,
    Occasion.REPLY_STOPPED: Way.MAIL,
    # the list of unassigned tickets shows them to everybody
    Occasion.NEW_TICKET: Way.OFF,
}
# their mails are stored together with the entry, in its own transaction
MAILED_WITH_THE_ENTRY = frozenset(
    {Occasion.SLA_WARNING, Occasion.SLA_BREACH, Occasion.REMINDER, Occasion.REPLY_STOPPED, Occasion.MENTIONED}
)
_OF_EVENTS: Mapping[EventName, Occasion] = {
    EventName.SLA_WARNING: Occasion.SLA_WARNING,
    EventName.SLA_BREACH: Occasion.SLA_BREACH,
    EventName.SLA_ESCALATION: Occasion.SLA_BREACH,
    EventName.REMINDED: Occasion.REMINDER,
    EventName.REPLY_STOPPED: Occasion.REPLY_STOPPED,
}


@dataclass(frozen=True, slots=True)
class Notice:
    """One agent is told of one entry. `by` names who caused it, if that was an agent.

    `subject` is the ticket's as it was then, empty for who sees only what they hold: they may lose sight of it.
    `digest_at` is the digest that tells it.
    """

    agent: str
    entry_id: str
    reference: str
    occasion: Occasion
    at: datetime
    department: str
    subject: str = ""
    by: str = ""
    digest_at: datetime | None = None
    read: bool = False


def way_of(agent: Agent, occasion: Occasion) -> Way:
    return agent.notifications.get(occasion) or UNLESS_CHOSEN.get(occasion, Way.WORKSPACE)


def wants_mail(agent: Agent, occasion: Occasion) -> bool:
    """Whether a mail goes to this agent at once. Those who left are never told."""
    return agent.enabled and way_of(agent, occasion) is Way.MAIL


def mailed(addresses: Iterable[str], occasion: Occasion, directory: Directory) -> tuple[str, ...]:
    """The addresses without those of agents who chose otherwise. A list of a department is nobody's own choice."""
    agents = {address: directory.agent_by_email(address) for address in addresses}
    return tuple(address for address, agent in agents.items() if agent is None or wants_mail(agent, occasion))


def occasion_of(entry: Entry, ticket: Ticket) -> Occasion | None:
    """What an entry is to those whom it concerns, None if it concerns nobody."""
    if entry.event and entry.event in _OF_EVENTS:
        return _OF_EVENTS[entry.event]
    if entry.kind is EntryKind.NOTE and entry.mentions:
        return Occasion.MENTIONED
    if _given_to(entry):
        return Occasion.ESCALATED if entry.event is EventName.ESCALATED else Occasion.ASSIGNED
    if entry.kind is EntryKind.MESSAGE_IN:
        return Occasion.NEW_TICKET if entry.at == ticket.created_at else Occasion.CUSTOMER_WROTE
    return None


def told_of(entry: Entry, ticket: Ticket, directory: Directory) -> tuple[Agent, ...]:
    """Agents whom an entry concerns, with the ticket as it is now: who lost it meanwhile is told nothing."""
    occasion = occasion_of(entry, ticket)
    if occasion is None or (ticket.status in PUT_ASIDE and occasion not in MAILED_WITH_THE_ENTRY):
        return ()
    agents = (directory.agents.get(id) for id in _meant(entry, ticket, occasion, directory))
    return tuple(agent for agent in agents if agent and agent.id != entry.author.id and may_see(agent, ticket))


def _meant(entry: Entry, ticket: Ticket, occasion: Occasion, directory: Directory) -> tuple[str, ...]:
    if occasion in MAILED_WITH_THE_ENTRY:
        return entry.mentions
    if occasion is Occasion.NEW_TICKET:
        return tuple(agent.id for agent in directory.members(ticket.department))
    if occasion in (Occasion.ASSIGNED, Occasion.ESCALATED) and _given_to(entry) != ticket.assignee:
        return ()
    return (ticket.assignee,) if ticket.assignee else ()


def _given_to(entry: Entry) -> str:
    return next((change.after for change in entry.changes if change.field == "assignee"), "")
