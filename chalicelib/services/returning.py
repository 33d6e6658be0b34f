"""How a reply that is not sent comes back: an event for colleagues, and its words as a draft of its author's."""

from chalicelib.domain.drafts import Draft, DraftKind, DraftName, put_before
from chalicelib.domain.moves import noted
from chalicelib.domain.scheduled import ScheduledReply, back_as_draft
from chalicelib.domain.ticket import Ticket
from chalicelib.domain.timeline import Author, Entry, EntryKind, EventName
from chalicelib.domain.times import to_text
from chalicelib.services.composing_ports import DraftStore
from chalicelib.services.ports import Clock, Ids
from chalicelib.services.records import Change, DraftChange


class Returning:
    def __init__(self, drafts: DraftStore, clock: Clock, ids: Ids) -> None:
        self._drafts = drafts
        self._clock = clock
        self._ids = ids

    def change(self, ticket: Ticket, reply: ScheduledReply, entry: Entry) -> tuple[Change, Draft]:
        now = entry.at
        stored = self._drafts.get(reply.draft_name)
        kept = stored if stored and stored.expires_at > now else None
        draft = put_before(kept, back_as_draft(reply, now), now)
        given = DraftChange(draft.name, kept.version if kept else None, draft)
        return Change(ticket, noted(ticket), (entry,), draft=given, scheduled=reply), draft

    def event(self, reply: ScheduledReply, event: EventName, by: Author, why: str = "") -> Entry:
        """For colleagues: what became of it, and whom they should ask."""
        now = self._clock.now()
        return Entry(
            id=self._ids.ulid(now),
            reference=reply.reference,
            kind=EntryKind.EVENT,
            at=now,
            author=by,
            event=event,
            detail=why or f"due {to_text(reply.due_at)}",
            mentions=(reply.agent,),
        )

    def draft_of(self, agent_id: str, reference: str) -> Draft | None:
        name = DraftName(agent_id, reference, DraftKind.REPLY)
        draft = self._drafts.get(name)
        return draft if draft and draft.expires_at > self._clock.now() else None
