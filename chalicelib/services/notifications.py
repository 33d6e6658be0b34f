"""What an agent was told, in the workspace: the list, what of it is read, and tickets they want to hear nothing of."""

from collections.abc import Collection
from dataclasses import replace

from chalicelib.domain.agents import Agent
from chalicelib.domain.permissions import sees, sees_only_own, visible
from chalicelib.domain.ticket import Ticket
from chalicelib.services.notification_ports import NoticePage, NoticeStore


class Notifications:
    """Everybody sees and changes their own alone."""

    def __init__(self, store: NoticeStore) -> None:
        self._store = store

    def list(self, agent: Agent, limit: int, after: str | None) -> NoticePage:
        """A page, newest first, without what came from departments that the agent sees no more."""
        page = self._store.page(agent.id, limit, after)
        shown = [each for each in page.notices if sees_only_own(agent) or sees(agent, each.department, None)]
        if sees_only_own(agent):
            shown = [replace(each, subject="") for each in shown]
        return replace(page, notices=tuple(shown))

    def read(self, agent: Agent, entry_ids: Collection[str], through: str | None) -> None:
        """Mark single ones as read, and everything up to `through`."""
        if entry_ids:
            self._store.read(agent.id, entry_ids)
        if through:
            self._store.read_through(agent.id, through)

    def mute(self, agent: Agent, ticket: Ticket | None, *, muted: bool) -> None:
        """Whether the agent is told of this ticket. Colleagues never see it. Raises NotFound."""
        self._store.mute(agent.id, visible(agent, ticket).reference, muted=muted)
