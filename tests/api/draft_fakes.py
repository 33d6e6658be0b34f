"""Fake use cases around drafts. They share what was asked and what fails with the others."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from chalicelib.domain.directory import Agent
from chalicelib.domain.drafts import Draft, DraftKind, DraftName, OfferedDraft
from chalicelib.domain.errors import NotFound, StaleVersion
from chalicelib.domain.permissions import visible
from chalicelib.domain.scheduled import Answer, ScheduledReply
from chalicelib.domain.ticket import Status, Ticket
from chalicelib.domain.timeline import StoredFile
from chalicelib.services.drafts import DraftWithTicket, OwnDrafts, Words
from chalicelib.services.requests import Done
from chalicelib.services.scheduling import TakenBack
from tests.support.clock import START
from tests.support.tickets import REFERENCE

if TYPE_CHECKING:
    from tests.api.fakes import FakeUseCases

PLUG = StoredFile("0", "drafts/secret-key", "plug.png", "image/png", 4)
DRAFT = Draft(DraftName("a-agent", REFERENCE, DraftKind.REPLY), 1, START, "Pull the", (PLUG,))


class FakeDrafts:
    def __init__(self, cases: "FakeUseCases") -> None:
        self._cases = cases

    def save(
        self, agent: Agent, ticket: Ticket | None, kind: DraftKind, based_on: int | None, words: Words
    ) -> OfferedDraft:
        self._cases._note("save_draft", kind=kind, based_on=based_on, words=words)
        visible(agent, ticket)
        if based_on not in (None, DRAFT.version):
            raise StaleVersion(OfferedDraft(DRAFT, ("upload-1",)))
        return OfferedDraft(DRAFT, ("upload-1",))

    def discard(self, agent: Agent, ticket: Ticket | None, kind: DraftKind, based_on: int) -> None:
        self._cases._note("discard_draft", kind=kind, based_on=based_on)
        visible(agent, ticket)
        if based_on != DRAFT.version:
            raise StaleVersion(None)

    def of_ticket(self, agent: Agent, ticket: Ticket | None) -> tuple[OfferedDraft, ...]:
        self._cases._note("of_ticket", ticket=ticket)
        visible(agent, ticket)
        return (OfferedDraft(DRAFT, ("upload-1",)),)

    def of_agent(self, agent: Agent, limit: int, after: str | None) -> OwnDrafts:
        self._cases._note("of_agent", limit=limit, after=after)
        return OwnDrafts((DraftWithTicket(DRAFT, self._cases.tickets[REFERENCE]),), "K7QF3M2X#reply")


SCHEDULED = ScheduledReply(
    id="01KB3RSEVW0000000000000007",
    reference=REFERENCE,
    agent="a-agent",
    agent_name="Antti Agent",
    requester="maija@customer.example",
    version=1,
    seen="",
    created_at=START,
    due_at=START + timedelta(days=1),
    regardless=False,
    answer=Answer("Water helps.", (PLUG,), Status.ANSWERED),
)


class FakeScheduling:
    def __init__(self, cases: "FakeUseCases") -> None:
        self._cases = cases

    def take_back(self, agent: Agent, ticket: Ticket | None, id: str, request: Any) -> TakenBack:
        self._cases._note("take_back", id=id)
        seen = visible(agent, ticket)
        if id != SCHEDULED.id:
            raise NotFound("no such reply")
        return TakenBack(Done(seen.reference, id, seen.version + 1, seen.status), OfferedDraft(DRAFT, ("upload-1",)))
