"""`winmail.dat`, the envelope in which Outlook hides files and texts (TNEF, [MS-OXTNEF]).

An own reader, because the library for it (tnefparse) has no limits and a licence (LGPL) that does not go with bundling.
Only names, contents and bodies are read, each length is checked against what is there, and nothing is unpacked beyond
it but the text (`compressed_rtf`).
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from chalicelib.mail.charsets import decode
from chalicelib.mail.mapi import OBJECT, Damaged, properties

SIGNATURE = b"\x78\x9f\x3e\x22"
MAX_NESTING = 5
MAX_ATTRIBUTES = 20_000

_ATTRIBUTE = struct.Struct("<BII")  # level, id and type, length ([MS-OXTNEF] section 2.1.3)
_CHECKSUM_LENGTH = 2
_LEVELS = (1, 2)  # of the message, of an attachment

_BODY = 0x800C
_FILE_DATA = 0x800F
_FILE_TITLE = 0x8010
_FILE_BEGINS = 0x9002
_MESSAGE_PROPERTIES = 0x9003
_FILE_PROPERTIES = 0x9005
_OEM_CODE_PAGE = 0x9007

# [MS-OXPROPS]
_P_BODY, _P_RTF, _P_HTML, _P_CODE_PAGE = 0x1000, 0x1009, 0x1013, 0x3FDE
_P_DATA, _P_SHORT_NAME, _P_LONG_NAME, _P_SHOWN_NAME = 0x3701, 0x3704, 0x3707, 0x3001
_P_TYPE, _P_CONTENT_ID = 0x370E, 0x3712

_EMBEDDED_MESSAGE = bytes.fromhex("0703020000000000c000000000000046")  # IID_IMessage, in front of a TNEF of its own
_CHARSETS = {65001: "utf-8", 65000: "utf-7", 20127: "us-ascii", 20866: "koi8-r", 21866: "koi8-u", 50220: "iso-2022-jp"}
_ISO_8859_1 = 28590


@dataclass(slots=True)
class TnefFile:
    """A file of the envelope; `content_id` is '' if it has none."""

    name: str = ""
    content: bytes = b""
    content_type: str = ""
    content_id: str = ""


@dataclass(slots=True)
class Tnef:
    """What the envelope holds. `is_whole` tells whether it could be read to its end."""

    text: str = ""
    html: str = ""
    rtf: bytes = b""  # compressed as [MS-OXRTFCP] says
    files: list[TnefFile] = field(default_factory=list)
    is_whole: bool = False


def read_tnef(data: bytes, nesting: int = 0) -> Tnef:
    """The envelope, as far as it can be read. Raises Damaged if it is none at all."""
    if not data.startswith(SIGNATURE):
        raise Damaged("no TNEF signature")
    reader = _Reader(nesting)
    try:
        for level, attribute, value in _attributes(data):
            reader.take(level, attribute, value)
        reader.found.is_whole = True
    except Damaged:
        pass
    return reader.finished()


def _attributes(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    position = len(SIGNATURE) + 2
    for _ in range(MAX_ATTRIBUTES):
        if position + _ATTRIBUTE.size > len(data):
            return
        level, tag, length = _ATTRIBUTE.unpack_from(data, position)
        start = position + _ATTRIBUTE.size
        if level not in _LEVELS or start + length > len(data):
            raise Damaged("an attribute ends outside")
        yield level, tag & 0xFFFF, data[start : start + length]
        position = start + length + _CHECKSUM_LENGTH
    raise Damaged("too many attributes")


class _Reader:
    def __init__(self, nesting: int) -> None:
        self.found = Tnef()
        self._nesting = nesting
        self._oem = "cp1252"
        self._nested: list[Tnef] = []

    def take(self, level: int, attribute: int, value: bytes) -> None:
        if attribute == _OEM_CODE_PAGE and len(value) >= 4:
            self._oem = _charset(int.from_bytes(value[:4], "little"))
        elif attribute == _BODY and level == 1:
            self.found.text = self.found.text or self._string(value)
        elif attribute == _MESSAGE_PROPERTIES and level == 1:
            self._take_message(value)
        elif attribute == _FILE_BEGINS:
            self.found.files.append(TnefFile())
        elif level == 2 and self.found.files:
            self._take_file(self.found.files[-1], attribute, value)

    def finished(self) -> Tnef:
        """With the files of embedded messages after the own ones."""
        for nested in self._nested:
            self.found.files.extend(nested.files)
            self.found.is_whole = self.found.is_whole and nested.is_whole
        self.found.files = [file for file in self.found.files if file.content or file.name]
        return self.found

    def _take_message(self, value: bytes) -> None:
        found = {property.id: property.value for property in properties(value, self._oem)}
        page = found.get(_P_CODE_PAGE)
        html, text, rtf = found.get(_P_HTML), found.get(_P_BODY), found.get(_P_RTF)
        if isinstance(html, bytes):
            self.found.html = decode(html.rstrip(b"\0"), _charset(page) if isinstance(page, int) else None)
        elif isinstance(html, str):
            self.found.html = html
        if isinstance(text, str) and text.strip():
            self.found.text = text
        if isinstance(rtf, bytes):
            self.found.rtf = rtf

    def _take_file(self, file: TnefFile, attribute: int, value: bytes) -> None:
        if attribute == _FILE_DATA:
            file.content = value
        elif attribute == _FILE_TITLE:
            file.name = file.name or self._string(value)
        elif attribute == _FILE_PROPERTIES:
            self._take_properties(file, value)

    def _take_properties(self, file: TnefFile, value: bytes) -> None:
        found = {property.id: property for property in properties(value, self._oem)}
        texts = {id_: property.value for id_, property in found.items() if isinstance(property.value, str)}
        file.name = (
            texts.get(_P_LONG_NAME) or file.name or texts.get(_P_SHORT_NAME) or texts.get(_P_SHOWN_NAME) or file.name
        )
        file.content_type = texts.get(_P_TYPE, "")
        file.content_id = texts.get(_P_CONTENT_ID, "").strip("<> ")
        data = found.get(_P_DATA)
        if data is None or not isinstance(data.value, bytes):
            return
        if data.type == OBJECT and data.value.startswith(_EMBEDDED_MESSAGE + SIGNATURE):
            self._take_embedded(file, data.value[len(_EMBEDDED_MESSAGE) :])
        elif not file.content:
            file.content = data.value

    def _take_embedded(self, file: TnefFile, data: bytes) -> None:
        """A message within: its files become ours, its text a file that bears its name."""
        if self._nesting >= MAX_NESTING:
            raise Damaged("nested too deep")
        nested = read_tnef(data, self._nesting + 1)
        self._nested.append(nested)
        text = nested.text or nested.html
        file.content = text.encode()
        file.content_type = "text/plain" if nested.text else "text/html"
        file.name = f"{file.name or 'message'}{'.txt' if nested.text else '.html'}" if text else ""

    def _string(self, value: bytes) -> str:
        return decode(value.partition(b"\0")[0], self._oem)


def _charset(code_page: int) -> str:
    if _ISO_8859_1 < code_page < _ISO_8859_1 + 17:
        return f"iso-8859-{code_page - _ISO_8859_1}"
    return _CHARSETS.get(code_page, f"cp{code_page}")
