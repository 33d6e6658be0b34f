"""The parts of an outgoing mail as they stand on the wire (RFC 2045, 2046, 2183), given out piece by piece.

Files are read one after the other and encoded in slices: a mail of 40 MB is held once, and one of its files beside it.
"""

import re
from base64 import encodebytes
from collections.abc import Callable, Iterable, Iterator
from email.charset import QP, Charset
from email.message import Message
from email.mime.nonmultipart import MIMENonMultipart
from email.policy import compat32

from chalicelib.domain.values import dataclass
from chalicelib.mail.charsets import without_unstorable

Pieces = Iterator[bytes]

WIRE = compat32.clone(linesep="\r\n", max_line_length=78)
MAX_NAME = 100
MAX_ID = 250
_LINE = 57  # bytes that make the 76 characters of a line of base64 (RFC 2045, section 6.8)
_SLICE = 8192 * _LINE
# Control characters, line and paragraph separators, and characters that turn the reading direction.
_NOT_IN_HEADERS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
_CONTENT_TYPE = re.compile(r"(?!multipart/|message/)[a-z0-9][a-z0-9.+-]{0,60}/[a-z0-9][a-z0-9.+-]{0,80}")
NOT_IN_IDS = re.compile(r"[^!-~]|[<>]")


@dataclass(frozen=True, slots=True)
class OutgoingFile:
    """A file to send, of `size` bytes; `read` fetches them. With a `content_id` the HTML shows it in place."""

    name: str
    content_type: str
    size: int
    read: Callable[[], bytes]
    content_id: str | None = None


def one_line(text: str) -> str:
    """The words of a text with single spaces, without characters that could end a header or turn its direction."""
    return " ".join(_NOT_IN_HEADERS.sub(" ", without_unstorable(text)).split())


def file_name(text: str) -> str:
    return re.sub(r'[/\\"]', "_", one_line(text))[:MAX_NAME] or "file"


def header_line(name: str, value: str) -> bytes:
    return WIRE.fold_binary(name, value)


def text_part(text: str, subtype: str) -> Pieces:
    charset = Charset("utf-8")
    charset.body_encoding = QP
    part = MIMENonMultipart("text", subtype, charset="utf-8")
    del part["MIME-Version"]
    part.set_payload(without_unstorable(text).replace("\r\n", "\n").replace("\r", "\n"), charset)
    yield part.as_bytes(policy=WIRE)


def file_part(file: OutgoingFile) -> Pieces:
    yield _headers_of(file)
    content = file.read()
    for start in range(0, len(content), _SLICE):
        yield encodebytes(content[start : start + _SLICE]).replace(b"\n", b"\r\n")


def multipart(kind: str, boundary: str, parts: Iterable[Pieces]) -> Pieces:
    yield header_line("Content-Type", f'multipart/{kind}; boundary="{boundary}"') + b"\r\n"
    for part in parts:
        yield f"--{boundary}\r\n".encode()
        yield from part
        yield b"\r\n"
    yield f"--{boundary}--\r\n".encode()


def bytes_taken(file: OutgoingFile) -> int:
    """How much longer this file makes a mail, to the byte, its boundary aside."""
    lines, rest = divmod(file.size, _LINE)
    encoded = lines * 78 + ((rest + 2) // 3 * 4 + 2 if rest else 0)
    return len(_headers_of(file)) + encoded + 2


def _headers_of(file: OutgoingFile) -> bytes:
    content_type = file.content_type.lower()
    part = Message()
    part["Content-Type"] = content_type if _CONTENT_TYPE.fullmatch(content_type) else "application/octet-stream"
    part["Content-Transfer-Encoding"] = "base64"
    name = file_name(file.name)
    disposition = "inline" if file.content_id else "attachment"
    part.add_header("Content-Disposition", disposition, filename=name if name.isascii() else ("utf-8", "", name))
    if file.content_id:
        part["Content-ID"] = f"<{NOT_IN_IDS.sub('', file.content_id)[:MAX_ID]}>"
    return b"".join(header_line(header, value) for header, value in part.items()) + b"\r\n"
