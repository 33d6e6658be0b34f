"""What the use cases around notifications need from outside, and what passes through."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from chalicelib.domain.notifications import Notice
from chalicelib.domain.outbox import OutboxMail
from chalicelib.domain.values import dataclass


@dataclass(frozen=True, slots=True)
class NoticePage:
    """Notices, newest first. `next` is the position to continue behind, if there are more.

    `unread` counts those of the newest hundred, with `more` at least so many; a later page does not count.
    """

    notices: tuple[Notice, ...]
    unread: int
    more: bool
    next: str | None


class NoticeStore(Protocol):
    """What each agent is told; a notice is known by its agent and entry, and kept for 60 days."""

    def add(self, notices: Sequence[Notice]) -> None:
        """Store those that are new. A digest that tells one of them is then sure to come."""
        ...

    def page(self, agent_id: str, limit: int, after: str | None) -> NoticePage:
        """It may be milliseconds old."""
        ...

    def read(self, agent_id: str, entry_ids: Collection[str]) -> None:
        """Mark notices as read; those that there are not are passed over."""
        ...

    def read_through(self, agent_id: str, entry_id: str) -> None:
        """Everything up to this entry is read."""
        ...

    def in_digest(self, agent_id: str, at: datetime) -> Sequence[Notice]:
        """The unread notices that this digest tells, newest first."""
        ...

    def close_digest(self, agent_id: str, at: datetime, mail: OutboxMail | None) -> bool:
        """The digest is due no more, and its mail goes out, both or neither; whether it was still due."""
        ...

    def muted(self, reference: str) -> frozenset[str]:
        """Agents who want to hear nothing of a ticket, strongly consistent."""
        ...

    def mute(self, agent_id: str, reference: str, *, muted: bool) -> None: ...
