"""The compressed rich text of Outlook ([MS-OXRTFCP])."""

import struct

MAX_RTF = 1 << 20
MAX_COMPRESSED = 1 << 20

_HEADER = struct.Struct("<II4sI")  # size of what follows the first field, size of the text, kind, checksum
_COMPRESSED, _PLAIN = b"LZFu", b"MELA"
_WINDOW = 4096
# The dictionary begins with what nearly every text begins with (section 2.1.3.1.1).
_PRELOADED = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor "
    b"MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
    b"\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)


def decompressed(data: bytes) -> bytes:
    """The RTF source. Raises ValueError if it is no compressed RTF, or more than MAX_RTF."""
    if len(data) < _HEADER.size or len(data) > MAX_COMPRESSED:
        raise ValueError("not a compressed RTF of a usual size")
    _, size, kind, _ = _HEADER.unpack_from(data)
    body = data[_HEADER.size :]
    if size > MAX_RTF or kind not in (_COMPRESSED, _PLAIN):
        raise ValueError("not a compressed RTF of a usual size")
    return body[:size] if kind == _PLAIN else _unpacked(body, size)


def _unpacked(body: bytes, size: int) -> bytes:
    """Section 2.2.2.1: a control byte tells for each of eight tokens whether it is a byte or a run of the window."""
    text = bytearray(_PRELOADED)
    limit = len(_PRELOADED) + size
    position = 0
    while position < len(body) and len(text) < limit:
        control = body[position]
        position += 1
        for bit in range(8):
            if position >= len(body) or len(text) >= limit:
                break
            if not control >> bit & 1:
                text.append(body[position])
                position += 1
                continue
            token = int.from_bytes(body[position : position + 2], "big")
            position += 2
            start = _place(token >> 4, len(text))
            if start is None:
                return bytes(text[len(_PRELOADED) : limit])
            _copy(text, start, (token & 15) + 2)
    return bytes(text[len(_PRELOADED) : limit])


def _place(offset: int, written: int) -> int | None:
    """Where a place of the circular window lies in the text so far; None for the end mark, the place written next."""
    distance = (written - offset) % _WINDOW
    return written - distance if 0 < distance <= written else None


def _copy(text: bytearray, start: int, length: int) -> None:
    """A run may reach into what it writes itself."""
    for index in range(start, start + length):
        text.append(text[index])
