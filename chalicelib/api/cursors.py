"""Page cursors: a position that only the caller who got it can use, and only with the same question.

The code covers caller, question and position, so a changed, foreign or re-used cursor is refused as a whole.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable
from typing import TYPE_CHECKING

from chalicelib.api.json_body import Malformed
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.ids import digest

if TYPE_CHECKING:
    from chalicelib.services.ports import Signer

PURPOSE = "cursor"
CODE_BYTES = 17  # key version and 128 bits


class Cursors:
    """Makes and reads the cursors of one caller for one question (its parts in a fixed order, without paging)."""

    def __init__(self, signer: "Signer", caller: str, question: Iterable[str]) -> None:
        self._signer = signer
        self._bound_to = digest("cursor", caller, *question)

    def seal(self, position: str | None) -> str | None:
        """The cursor for a position; None stays None."""
        if position is None:
            return None
        mac = self._signer.sign(PURPOSE, self._signed(position), CODE_BYTES)
        return urlsafe_b64encode(mac + position.encode()).decode().rstrip("=")

    def open(self, cursor: str) -> str:
        """The position. Raises Malformed for anything that `seal` did not make for this caller and question."""
        try:
            raw = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
            mac, position = raw[:CODE_BYTES], raw[CODE_BYTES:].decode()
        except ValueError:
            raise _refusal() from None
        genuine = len(mac) == CODE_BYTES and self._signer.verify(PURPOSE, self._signed(position), mac)
        # Decoders skip characters outside the alphabet: only the spelling that `seal` gave is accepted.
        if not genuine or urlsafe_b64encode(raw).decode().rstrip("=") != cursor:
            raise _refusal()
        return position

    def _signed(self, position: str) -> bytes:
        return f"{self._bound_to}\x1f{position}".encode()


def _refusal() -> InvalidInput:
    return Malformed.of("cursor", "does not belong to this list; start again without it")
