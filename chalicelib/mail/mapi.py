"""Lists of MAPI properties, as `winmail.dat` carries them ([MS-OXTNEF] section 2.1.3.5.2, types of [MS-OXCDATA])."""

import struct
from collections.abc import Iterator

from chalicelib.domain.values import dataclass
from chalicelib.mail.charsets import decode

STRING8, UNICODE, OBJECT, BINARY = 0x001E, 0x001F, 0x000D, 0x0102
MAX_PROPERTIES = 5000
MAX_VALUES = 5000

_MANY_VALUES = 0x1000
_FIRST_NAMED = 0x8000
_NAMED_BY_STRING = 1
_GUID_LENGTH = 16
_TAG = struct.Struct("<HH")
_NUMBER = struct.Struct("<I")
# values of these types have a fixed length, which is padded to a multiple of four
_LENGTHS = {0x0001: 0, 0x0002: 4, 0x0003: 4, 0x0004: 4, 0x0005: 8, 0x0006: 8, 0x0007: 8, 0x000A: 4, 0x000B: 4}
_LENGTHS |= {0x0014: 8, 0x0040: 8, 0x0048: 16}


class Damaged(ValueError):
    """The bytes are not what they say they are."""


@dataclass(frozen=True, slots=True)
class Property:
    """One property; of many values the first. Text is decoded, numbers up to 32 bits are int, the rest is bytes."""

    id: int
    type: int
    value: str | int | bytes


def properties(data: bytes, charset: str) -> Iterator[Property]:
    """The properties in order; text of eight bits is in `charset`. Raises Damaged where a length leads outside."""
    cursor = _Cursor(data)
    count = cursor.number()
    if count > MAX_PROPERTIES:
        raise Damaged("too many properties")
    for _ in range(count):
        type_, id_ = cursor.unpack(_TAG)
        if id_ >= _FIRST_NAMED:
            _skip_name(cursor)
        values = _values(cursor, type_)
        if values:
            yield Property(id_, type_ & ~_MANY_VALUES, _read(type_ & ~_MANY_VALUES, values[0], charset))


def _skip_name(cursor: "_Cursor") -> None:
    cursor.take(_GUID_LENGTH)
    if cursor.number() == _NAMED_BY_STRING:
        cursor.padded(cursor.number())
    else:
        cursor.number()


def _values(cursor: "_Cursor", type_: int) -> list[bytes]:
    kind = type_ & ~_MANY_VALUES
    length = _LENGTHS.get(kind)
    if length is None and kind not in (STRING8, UNICODE, OBJECT, BINARY):
        raise Damaged(f"unknown type {kind:#06x}")
    count = cursor.number() if type_ & _MANY_VALUES or length is None else 1
    if count > MAX_VALUES:
        raise Damaged("too many values")
    return [cursor.padded(cursor.number() if length is None else length) for _ in range(count)]


def _read(kind: int, value: bytes, charset: str) -> str | int | bytes:
    if kind == UNICODE:
        return decode(value[: len(value) & ~1], "utf-16-le").partition("\0")[0]
    if kind == STRING8:
        return decode(value.partition(b"\0")[0], charset)
    return int.from_bytes(value, "little") if len(value) == 4 and kind in _LENGTHS else value


class _Cursor:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._position = 0

    def take(self, length: int) -> bytes:
        end = self._position + length
        if end > len(self._data):
            raise Damaged("a value ends outside")
        value = self._data[self._position : end]
        self._position = end
        return value

    def padded(self, length: int) -> bytes:
        """A value and the bytes that fill it to a multiple of four. At the very end these may be missing."""
        value = self.take(length)
        self._position = min(len(self._data), self._position + -length % 4)
        return value

    def number(self) -> int:
        return int(self.unpack(_NUMBER)[0])

    def unpack(self, form: struct.Struct) -> tuple[int, ...]:
        return form.unpack(self.take(form.size))
