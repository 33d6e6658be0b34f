"""Digests: what was collected for an agent goes out in one mail, once for each time of the agent's plan.

The sweep only decides that it goes; what it says is read when it is sent, so that nothing is told that the agent read
meanwhile, may not see any more, or wants to hear nothing of.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from chalicelib.domain.agents import Agent, Occasion
from chalicelib.domain.directory import Department, Directory
from chalicelib.domain.ids import digest, ulid_from
from chalicelib.domain.languages import first_known
from chalicelib.domain.notifications import Notice
from chalicelib.domain.outbox import MailKind, OutboxMail, pending
from chalicelib.domain.permissions import may_see, visible_departments
from chalicelib.domain.ticket import Ticket
from chalicelib.domain.values import dataclass
from chalicelib.services.directory import DirectoryCache
from chalicelib.services.notification_ports import NoticeStore
from chalicelib.services.ports import TicketStore

# tickets in one mail; the workspace has all
MOST_TICKETS = 50


@dataclass(frozen=True, slots=True)
class Collected:
    """What a digest says: tickets in the order of their newest notice, with what happened to each."""

    department: Department
    language: str
    tickets: Sequence[tuple[Ticket, Sequence[Notice]]]


class Digests:
    def __init__(self, store: NoticeStore, tickets: TicketStore, directory: DirectoryCache) -> None:
        self._store = store
        self._tickets = tickets
        self._directory = directory

    def attend(self, agent_id: str, at: datetime, now: datetime) -> bool:
        """Send the digest of that time if it has anything to tell; says whether a mail goes out."""
        agent = self._directory.agent_now(agent_id)
        tells = agent is not None and agent.enabled and bool(self._store.in_digest(agent_id, at))
        mail = _mail(agent, at, now) if agent and tells else None
        return self._store.close_digest(agent_id, at, mail) and mail is not None

    def collected(self, mail: OutboxMail) -> Collected | None:
        """What a digest says now, None if there is nothing left to tell, or nobody."""
        directory = self._directory.current()
        known = directory.agent_by_email(mail.recipient)
        agent = self._directory.agent_now(known.id) if known else None
        department = _sender(agent, directory) if agent and agent.enabled else None
        if agent is None or department is None:
            return None
        told: dict[str, list[Notice]] = {}
        for notice in self._store.in_digest(agent.id, mail.created_at):
            told.setdefault(notice.reference, []).append(notice)
        references = list(told)[:MOST_TICKETS]
        heads = self._tickets.traces([], references).tickets
        left = [
            (heads[reference], notices)
            for reference in references
            if reference in heads and may_see(agent, heads[reference])
            for notices in [self._heard(agent, reference, told[reference])]
            if notices
        ]
        return Collected(department, first_known(agent.language, department.language), left) if left else None

    def _heard(self, agent: Agent, reference: str, notices: Sequence[Notice]) -> Sequence[Notice]:
        if agent.id in self._store.muted(reference):
            return [notice for notice in notices if notice.occasion is Occasion.REMINDER]
        return notices


def _mail(agent: Agent, at: datetime, now: datetime) -> OutboxMail:
    """The same for one agent and time, however often it is made. It belongs to no ticket: its reference is one that no
    ticket can have, because it begins with a letter that references do not know."""
    reference, entry_id = f"U{digest(agent.id, length=7)}", ulid_from(at, agent.id.encode().ljust(10, b"\0"))
    return replace(pending(reference, entry_id, MailKind.DIGEST, agent.email, "", now), created_at=at)


def _sender(agent: Agent, directory: Directory) -> Department | None:
    """The department in whose name the agent is written to: the first of their own."""
    own = (directory.departments[id] for id in agent.departments if id in directory.departments)
    return next(own, None) or next(iter(visible_departments(agent, directory)), None)
