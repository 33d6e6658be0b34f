"""What the use cases around prepared texts and macros need from outside, and what passes through."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol

from chalicelib.domain.canned import CannedText, Shelved
from chalicelib.domain.recipes import Macro
from chalicelib.domain.scopes import Scope
from chalicelib.domain.values import dataclass
from chalicelib.services.configuration_ports import AuditRecord
from chalicelib.services.records import Once

Prepared = CannedText | Macro


class Shelf(StrEnum):
    """What is listed together."""

    TEXTS = "text"
    MACROS = "macro"


@dataclass(frozen=True, slots=True)
class LibraryChange:
    """One thing with its record: all of it is stored or nothing is. `before` None makes it, `after` None removes it.

    What is shared has a `record`; `opens_log` if the desk has none so far, so that the log is known to exist.
    """

    scope: Scope
    before: Prepared | None
    after: Prepared | None
    record: AuditRecord | None = None
    opens_log: bool = False
    once: Once | None = None


class LibraryStore(Protocol):
    """Prepared texts and macros, by scope."""

    def rows(self, shelf: Shelf, scopes: Sequence[Scope]) -> tuple[Shelved, ...]:
        """What the scopes hold, in their order, the oldest first. It may be milliseconds old."""
        ...

    def text(self, scope: Scope, id: str) -> CannedText | None:
        """Strongly consistent."""
        ...

    def macro(self, scope: Scope, id: str) -> Macro | None:
        """Strongly consistent."""
        ...

    def commit(self, change: LibraryChange) -> Once | None:
        """Store a change. Returns None, or the stored `Once` if this very request was done before.

        Raises StaleVersion with what is stored if another change came first, NotFound if it is gone, Unavailable.
        """
        ...

    def count_use(self, shelf: Shelf, scope: Scope, id: str) -> None:
        """One use more; nothing happens if it is gone. Raises Unavailable."""
        ...
