"""Drafts: each agent's own, in tickets that they still see, the same on every device.

The last save wins, but only over the version that it was based on: two windows cannot overwrite each other unseen.
"""

from collections.abc import Sequence

from chalicelib.domain.agents import Agent
from chalicelib.domain.drafts import Draft, DraftKind, DraftName, OfferedDraft, next_version
from chalicelib.domain.errors import StaleVersion
from chalicelib.domain.permissions import may_see, require, visible
from chalicelib.domain.roles import Permission
from chalicelib.domain.ticket import Ticket
from chalicelib.domain.values import dataclass
from chalicelib.services.attachments import Attachments
from chalicelib.services.composing_ports import DraftStore
from chalicelib.services.ports import Clock, TicketStore

NEEDED = {DraftKind.REPLY: Permission.REPLY, DraftKind.NOTE: Permission.NOTE}


@dataclass(frozen=True, slots=True)
class Words:
    """What a draft says; `uploads` are ids of uploads for its ticket, or of files that it has already."""

    text: str
    uploads: Sequence[str]
    status: str
    to_all: bool
    summary: str
    mentions: tuple[str, ...]
    seen: str


@dataclass(frozen=True, slots=True)
class DraftWithTicket:
    draft: Draft
    ticket: Ticket


@dataclass(frozen=True, slots=True)
class OwnDrafts:
    """Some of an agent's drafts with their tickets; `next` is where to go on, if there may be more."""

    drafts: tuple[DraftWithTicket, ...]
    next: str | None


class Drafts:
    def __init__(self, drafts: DraftStore, tickets: TicketStore, attachments: Attachments, clock: Clock) -> None:
        self._drafts = drafts
        self._tickets = tickets
        self._attachments = attachments
        self._clock = clock

    def save(
        self, agent: Agent, ticket: Ticket | None, kind: DraftKind, based_on: int | None, words: Words
    ) -> OfferedDraft:
        """The draft as stored over the version `based_on`, None if there is none yet.

        Raises NotFound, Forbidden, InvalidInput for uploads that are not there, and StaleVersion with the draft as it
        is now, None if there is none: it was sent or discarded.
        """
        seen = visible(agent, ticket)
        require(agent, NEEDED[kind])
        now = self._clock.now()
        draft = Draft(
            name=DraftName(agent.id, seen.reference, kind),
            version=next_version(based_on, now),
            saved_at=now,
            text=words.text,
            files=self._attachments.keep_in_draft(agent, seen, words.uploads),
            status=words.status,
            to_all=words.to_all,
            summary=words.summary,
            mentions=words.mentions,
            seen=words.seen,
        )
        try:
            return self._offered(self._drafts.save(draft, based_on))
        except StaleVersion as stale:
            raise self._stale(stale) from stale

    def discard(self, agent: Agent, ticket: Ticket | None, kind: DraftKind, based_on: int) -> None:
        """Raises NotFound for a ticket they do not see, StaleVersion with the draft if it was saved since."""
        seen = visible(agent, ticket)
        try:
            self._drafts.discard(DraftName(agent.id, seen.reference, kind), based_on)
        except StaleVersion as stale:
            raise self._stale(stale) from stale

    def of_ticket(self, agent: Agent, ticket: Ticket | None) -> tuple[OfferedDraft, ...]:
        """The agent's own in that ticket. Raises NotFound."""
        seen = visible(agent, ticket)
        drafts = self._drafts.of_ticket(agent.id, seen.reference)
        return tuple(self._offered(draft) for draft in drafts if self._lasts(draft))

    def of_agent(self, agent: Agent, limit: int, after: str | None) -> OwnDrafts:
        """Some of the agent's own, in tickets that they still see."""
        page = self._drafts.of_agent(agent.id, limit, after)
        lasting = [draft for draft in page.drafts if self._lasts(draft)]
        tickets = self._tickets.traces([], list(dict.fromkeys(draft.name.reference for draft in lasting))).tickets
        found = [(draft, tickets.get(draft.name.reference)) for draft in lasting]
        return OwnDrafts(
            tuple(DraftWithTicket(draft, ticket) for draft, ticket in found if ticket and may_see(agent, ticket)),
            page.next,
        )

    def _lasts(self, draft: Draft) -> bool:
        """DynamoDB removes what has expired some time later."""
        return draft.expires_at > self._clock.now()

    def _stale(self, stale: StaleVersion) -> StaleVersion:
        current = stale.current
        return StaleVersion(self._offered(current) if current and self._lasts(current) else None)

    def _offered(self, draft: Draft) -> OfferedDraft:
        return OfferedDraft(draft, self._attachments.offer(draft.name, draft.files, draft.expires_at))
