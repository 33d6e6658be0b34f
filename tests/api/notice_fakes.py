"""A fake of notifications. It shares what was asked and what fails."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from chalicelib.domain.agents import Occasion
from chalicelib.domain.directory import Agent
from chalicelib.domain.notifications import Notice
from chalicelib.domain.permissions import visible
from chalicelib.services.notification_ports import NoticePage
from tests.support.clock import START
from tests.support.desk import ADMIN, SUPPORT

if TYPE_CHECKING:
    from tests.api.fakes import FakeUseCases

ENTRY = "01KB3RSEVW0000000000000001"


class FakeNotifications:
    """One that was read and one that was not; there are more."""

    def __init__(self, cases: "FakeUseCases", reference: str) -> None:
        self._cases = cases
        self.next: str | None = ENTRY
        self._notices = tuple(
            Notice(
                "a-agent", f"{ENTRY[:-1]}{number}", reference, Occasion.ASSIGNED, START, SUPPORT.id, *words, read=read
            )
            for number, words, read in ((2, ("The printer is on fire", ADMIN.name), False), (1, (), True))
        )

    def list(self, agent: Agent, limit: int, after: str | None) -> NoticePage:
        self._cases._note("list_notifications", limit=limit, after=after)
        return NoticePage(self._notices, 1, False, self.next)

    def read(self, agent: Agent, entry_ids: Collection[str], through: str | None) -> None:
        self._cases._note("read_notifications", ids=tuple(entry_ids), through=through)

    def mute(self, agent: Agent, ticket: Any, *, muted: bool) -> None:
        self._cases._note("mute", ticket=visible(agent, ticket).reference, muted=muted)
