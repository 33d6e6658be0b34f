"""What a signed message of S/MIME encloses (`application/pkcs7-mime`, signed-data of RFC 5652). Nothing is verified."""

from chalicelib.domain.values import dataclass

SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
"""The object identifier 1.2.840.113549.1.7.2, in DER."""

MAX_PIECES = 50_000
MAX_DEPTH = 8

_SEQUENCE, _OCTETS, _OCTETS_IN_PIECES, _EXPLICIT, _OBJECT = 0x30, 0x04, 0x24, 0xA0, 0x06
_INDEFINITE = 0x80
_END = b"\0\0"


class Unreadable(ValueError):
    """The bytes are no signed-data that encloses its content."""


@dataclass(frozen=True, slots=True)
class _Element:
    """A value in BER (X.690). One of indefinite length, `end` None, runs until its end mark."""

    tag: int
    start: int
    end: int | None


def signed_content(data: bytes) -> bytes:
    """The enclosed MIME entity. Raises Unreadable, also for signatures that stand apart from what they sign."""
    outer = _element(data, 0, _SEQUENCE)
    kind = _element(data, outer.start, _OBJECT)
    if data[kind.start : kind.end] != SIGNED_DATA:
        raise Unreadable("not signed-data")
    position = _element(data, _element(data, _end(kind), _EXPLICIT).start, _SEQUENCE).start
    for _ in range(2):  # the version, and the set of digest algorithms
        position = _after(data, position, 0)
    enclosed = _element(data, position, _SEQUENCE)
    position = _end(_element(data, enclosed.start, _OBJECT))
    content = _read(data, _element(data, position, _EXPLICIT).start)
    if content.tag == _OCTETS:
        return data[content.start : content.end]
    if content.tag != _OCTETS_IN_PIECES:
        raise Unreadable("no content")
    return _joined(data, content)


def _joined(data: bytes, content: _Element) -> bytes:
    """The pieces of an octet string that was written while its length was unknown."""
    pieces: list[bytes] = []
    position = content.start
    stop = len(data) if content.end is None else content.end
    while position < stop and data[position : position + 2] != _END and len(pieces) < MAX_PIECES:
        piece = _element(data, position, _OCTETS)
        position = _end(piece)
        pieces.append(data[piece.start : position])
    return b"".join(pieces)


def _after(data: bytes, position: int, depth: int) -> int:
    element = _read(data, position)
    if element.end is not None:
        return element.end
    if depth == MAX_DEPTH:
        raise Unreadable("nested too deep")
    position = element.start
    for _ in range(MAX_PIECES):
        if data[position : position + 2] == _END:
            return position + 2
        position = _after(data, position, depth + 1)
    raise Unreadable("too many elements")


def _end(element: _Element) -> int:
    if element.end is None:
        raise Unreadable("a length is missing")
    return element.end


def _element(data: bytes, position: int, tag: int) -> _Element:
    element = _read(data, position)
    if element.tag != tag:
        raise Unreadable(f"tag {element.tag:#04x} where {tag:#04x} should be")
    return element


def _read(data: bytes, position: int) -> _Element:
    if position + 2 > len(data):
        raise Unreadable("it ends too early")
    tag, length = data[position], data[position + 1]
    start = position + 2
    if length == _INDEFINITE:
        return _Element(tag, start, None)
    if length > _INDEFINITE:
        octets = length - _INDEFINITE
        length = int.from_bytes(data[start : start + octets], "big") if octets <= 4 else len(data) + 1
        start += octets
    if start + length > len(data):
        raise Unreadable("a value ends outside")
    return _Element(tag, start, start + length)
