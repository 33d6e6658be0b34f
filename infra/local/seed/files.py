"""Small attachments made by code: a picture, a document, a protocol."""

import struct
import zlib
from dataclasses import dataclass
from random import Random

SIDE = 96


@dataclass(frozen=True, slots=True)
class File:
    name: str
    content_type: str
    content: bytes


def made(kind: str, random: Random) -> File:
    """`png`, `pdf` or `txt`, a little different each time. Raises KeyError for any other kind."""
    return _MAKERS[kind](random)


def _picture(random: Random) -> File:
    """Coloured rings (PNG, W3C recommendation: eight-bit palette, one image chunk)."""
    palette = random.randbytes(8 * 3)
    size = random.randrange(60, 200)
    rows = b"".join(
        b"\0" + bytes(((x - 48) ** 2 + (y - 48) ** 2) // size % 8 for x in range(SIDE)) for y in range(SIDE)
    )
    head = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 3, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"PLTE", palette), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    content = b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)
    return File(f"IMG_{random.randrange(1000, 9999)}.png", "image/png", content)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _document(random: Random) -> File:
    """One page with one line (PDF 1.4, ISO 32000)."""
    number = random.randrange(100000, 999999)
    line = f"BT /F1 18 Tf 60 740 Td (Document {number}) Tj ET".encode()
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(line), line),
    )
    content, places = b"%PDF-1.4\n", []
    for place, each in enumerate(objects, 1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (place, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"xref\n0 5\n0000000000 65535 f \n%strailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return File(f"document-{number}.pdf", "application/pdf", content + end % (table, len(content)))


def _protocol(random: Random) -> File:
    words = ("lease expired, asking again", "connected", "update check", "sensor 2 silent", "restart requested")
    lines = (f"{hour:02d}:{random.randrange(60):02d}:07 {random.choice(words)}" for hour in range(24))
    return File("device-log.txt", "text/plain", "\n".join(lines).encode() + b"\n")


_MAKERS = {"png": _picture, "pdf": _document, "txt": _protocol}
