"""What writing in tickets needs from outside, beside the tickets themselves."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from chalicelib.domain.drafts import Draft, DraftName
from chalicelib.domain.scheduled import ScheduledReply
from chalicelib.domain.timeline import Entry
from chalicelib.domain.values import dataclass
from chalicelib.services.records import DraftChange, Once


@dataclass(frozen=True, slots=True)
class DraftPage:
    """Some of an agent's drafts, by ticket; `next` is where to go on, if there may be more."""

    drafts: tuple[Draft, ...]
    next: str | None


class DraftStore(Protocol):
    """Drafts, strongly consistent. What has expired may still be there for a while."""

    def get(self, name: DraftName) -> Draft | None: ...

    def of_ticket(self, agent_id: str, reference: str) -> Sequence[Draft]: ...

    def of_agent(self, agent_id: str, limit: int, after: str | None) -> DraftPage: ...

    def save(self, draft: Draft, based_on: int | None) -> Draft:
        """The draft as stored over the version `based_on`, None if there is none. The same save twice is one.

        Raises StaleVersion with the stored one, None if there is none.
        """
        ...

    def discard(self, name: DraftName, based_on: int) -> None:
        """Remove that version; fine if there is no draft any more. Raises StaleVersion with the stored one."""
        ...


class ScheduledStore(Protocol):
    """Replies that wait to be sent. `TicketStore.commit` ends that with what becomes of them."""

    def get(self, reference: str, id: str) -> ScheduledReply | None:
        """Strongly consistent. Raises NotWaiting for one that was sent, stopped or taken back lately."""
        ...

    def add(self, reply: ScheduledReply, once: Once, draft: DraftChange | None) -> Once | None:
        """Store a waiting reply, and take the draft away that it was. Returns None, or the stored `Once` if this very
        request was done before. Raises DraftChanged."""
        ...


class Timelines(Protocol):
    def since(self, reference: str, entry_id: str) -> Iterator[Entry]:
        """Entries of a ticket behind that one, oldest first, strongly consistent, read as they are asked for."""
        ...
