"""Page cursors: a position that only the caller who got it can use, and only with the same question.

The code covers caller, question and position, so a changed, foreign or re-used cursor is refused as a whole.
"""

from collections.abc import Iterable

from chalicelib.api.json_body import Malformed
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.ids import digest
from chalicelib.domain.sealing import Signer, seal, unseal

PURPOSE = "cursor"


class Cursors:
    """Makes and reads the cursors of one caller for one question (its parts in a fixed order, without paging)."""

    def __init__(self, signer: Signer, caller: str, question: Iterable[str]) -> None:
        self._signer = signer
        self._bound_to = f"{digest('cursor', caller, *question)}\x1f".encode()

    def seal(self, position: str | None) -> str | None:
        """The cursor for a position; None stays None."""
        return None if position is None else seal(self._signer, PURPOSE, position.encode(), self._bound_to)

    def open(self, cursor: str, field: str = "cursor") -> str:
        """The position; `field` is where the cursor stood.

        Raises Malformed for anything that `seal` did not make for this caller and question.
        """
        position = unseal(self._signer, PURPOSE, cursor, self._bound_to)
        if position is None:
            raise _refusal(field)
        return position.decode()


def _refusal(field: str) -> InvalidInput:
    return Malformed.of(field, "does not belong to this list; start again without it")
