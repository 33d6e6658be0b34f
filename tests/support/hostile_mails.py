"""Mails made to break a reader: `ONCE` maps names to functions that make one, `GROWING` to functions of its size.

A growing mail is made at size n and 2n, to see that reading it does not take more than in proportion.
"""

import base64
import io
import random
import struct
from collections.abc import Callable

HEAD = b"From: a@example.com\r\nTo: b@example.com\r\nSubject: s\r\nMIME-Version: 1.0\r\n"
HTML = HEAD + b"Content-Type: text/html; charset=utf-8\r\n\r\n"
TEXT = HEAD + b"Content-Type: text/plain; charset=utf-8\r\n\r\n"
BASE64 = HEAD + b"Content-Transfer-Encoding: base64\r\nContent-Type: "
CALENDAR = HEAD + b"Content-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n"
MIXED = HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
RELATED = HEAD + b"Content-Type: multipart/related; boundary=b\r\n\r\n"
MEBI = 1 << 20


def encoded(content_type: bytes, content: bytes) -> bytes:
    return BASE64 + content_type + b"\r\n\r\n" + base64.encodebytes(content)


def part(content_type: bytes, content: bytes) -> bytes:
    return b"--b\r\nContent-Type: " + content_type + b"\r\n\r\n" + content + b"\r\n"


def shown_by(html: bytes, length: int) -> bytes:
    """A quarter of a megabyte of this HTML, and two equal pictures: one with an id of this length, one with `a`."""
    picture = b"image/png\r\nContent-ID: <%b>"
    pictures = part(picture % (b"i" * length), b"png") + part(picture % b"a", b"png")
    return part(b"text/html", html * (MEBI // 4 // len(html))) + pictures + b"--b--\r\n"


def nested(levels: int) -> bytes:
    level = b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n"
    return HEAD + b"".join(level % (number, number) for number in range(levels)) + b"\r\nend\r\n"


def in_charset(charset: str, content: bytes = b"\xe4 xn--\xff +AGE-.\r\n" * 50) -> bytes:
    return HEAD + b"Content-Type: text/plain; charset=" + charset.encode() + b"\r\n\r\n" + content


def tnef(*attributes: tuple[int, int, bytes]) -> bytes:
    parts = (struct.pack("<BII", level, tag, len(value)) + value + b"\0\0" for level, tag, value in attributes)
    return b"\x78\x9f\x3e\x22\0\0" + b"".join(parts)


def tnef_in_itself(levels: int) -> bytes:
    data = tnef()
    for _ in range(levels):
        value = bytes.fromhex("0703020000000000c000000000000046") + data
        properties = struct.pack("<IHHII", 1, 0x000D, 0x3701, 1, len(value)) + value + b"\0" * (-len(value) % 4)
        data = tnef((2, 0x9002, b"\0" * 14), (2, 0x9005, properties))
    return data


def rtf_bomb() -> bytes:
    runs = (b"\xff" + b"\x00\x1f" * 8) * 60_000
    return struct.pack("<II4sI", len(runs) + 12, 0xFFFFFFFF, b"LZFu", 0) + runs


def message_properties(*values: tuple[int, bytes]) -> bytes:
    packed = (struct.pack("<HHII", 0x0102, id_, 1, len(v)) + v + b"\0" * (-len(v) % 4) for id_, v in values)
    return struct.pack("<I", len(values)) + b"".join(packed)


def noise(size: int) -> bytes:
    return random.Random(7).randbytes(size)


def lines(pattern: bytes, count: int) -> bytes:
    return b"".join(pattern % number for number in range(count))


def attachment_of(size: int) -> bytes:
    out = io.BytesIO()
    out.write(BASE64 + b'application/pdf; name="a.pdf"\r\n\r\n')
    line = base64.b64encode(bytes(range(57))) + b"\r\n"
    out.write(line * (size // len(line)))
    return out.getvalue()


ONCE: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "one line end": lambda: b"\r\n",
    "a NUL": lambda: b"\0",
    "no header": lambda: b"\r\n\r\ntext",
    "no body": lambda: HEAD,
    "no end of a boundary": lambda: HEAD + b'Content-Type: multipart/mixed; boundary="b',
    "a boundary that is empty": lambda: HEAD + b'Content-Type: multipart/mixed; boundary=""\r\n\r\n----\r\n\r\nx',
    "a boundary of dashes": lambda: HEAD + b"Content-Type: multipart/mixed; boundary=--\r\n\r\n" + b"------\r\n" * 1000,
    "all levels with one boundary": lambda: (
        HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" * 300 + b"\r\nx"
    ),
    "bytes 0 to 255": lambda: TEXT + bytes(range(256)) * 100,
    "random bytes": lambda: noise(200_000),
    "lone surrogates": lambda: TEXT + "\ud800".encode("utf-8", "surrogatepass") * 1000,
    "surrogates of UTF-7": lambda: in_charset("utf-7", b"+2AA- +3gA- " * 1000),
    "half a UTF-16": lambda: in_charset("utf-16le", b"\x00\xd8" * 1001 + b"x"),
    "messages in messages": lambda: b"Content-Type: message/rfc822\r\n\r\n" * 300 + HEAD + b"\r\nx",
    "two thousand delivery reports": lambda: (
        HEAD + b"Content-Type: message/delivery-status\r\n\r\n" + b"Action: failed\r\n\r\n" * 2000
    ),
    "parentheses as sender": lambda: b"From: " + b"(" * 20_000 + b"\r\n\r\nx",
    "brackets as message id": lambda: b"Message-ID: " + b"<" * 20_000 + b"\r\n" + HEAD + b"\r\nx",
    "an endless RFC 2231 name": lambda: (
        HEAD + b"Content-Type: a/b; " + lines(b" name*%d*=%%41%%42;\r\n", 999) + b"\r\n\r\nx"
    ),
    "one RFC 2231 section a thousand times": lambda: (
        HEAD + b"Content-Type: a/b; " + b" name*0*=utf-8'en'%41;\r\n" * 400 + b"\r\n\r\nx"
    ),
    "an idna charset in RFC 2231": lambda: HEAD + b"Content-Type: a/b; name*=idna''%ff%fe\r\n\r\nx",
    "a type that is none": lambda: HEAD + b"Content-Type: /;;;=;=\r\nContent-Transfer-Encoding: ;\r\n\r\nx",
    "twenty content types": lambda: HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n" * 20 + b"\r\n--b\r\n\r\nx",
    "uuencode that is none": lambda: (
        HEAD + b"Content-Transfer-Encoding: x-uuencode\r\n\r\nbegin 644 x\n\x01\x02\xff\nend"
    ),
    "quoted-printable that is none": lambda: (
        HEAD + b"Content-Transfer-Encoding: quoted-printable\r\n\r\n" + b"=ZZ=\r\n==" * 5000
    ),
    "an encoded-word as address": lambda: b"From: =?utf-8?q?a=40b=2Eexample?= <=?utf-8?q?x?=@y.example>\r\n\r\nx",
    "a TNEF that ends": lambda: encoded(b"application/ms-tnef", b"\x78\x9f\x3e\x22\0\0\x01"),
    "a TNEF of noise": lambda: encoded(b"application/ms-tnef", b"\x78\x9f\x3e\x22\0\0" + noise(100_000)),
    "a TNEF in a TNEF": lambda: encoded(b"application/ms-tnef", tnef_in_itself(300)),
    "a TNEF of ten thousand files": lambda: encoded(
        b"application/ms-tnef", tnef(*[(2, 0x9002, b"\0" * 14), (2, 0x8010, b"x\0")] * 5000)
    ),
    "a TNEF with endless RTF": lambda: encoded(
        b"application/ms-tnef", tnef((1, 0x9003, message_properties((0x1009, rtf_bomb()))))
    ),
    "ninety-five TNEFs with RTF": lambda: (
        MIXED
        + b"".join(
            part(b"application/ms-tnef\r\nContent-Transfer-Encoding: base64", base64.encodebytes(envelope))
            for envelope in [tnef((1, 0x9003, message_properties((0x1009, rtf_of(60_000)))))] * 95
        )
    ),
    "a TNEF of a million properties": lambda: encoded(
        b"application/ms-tnef", tnef((1, 0x9003, struct.pack("<I", 0xFFFFFFFF) + b"\x0b\0\x02\0\x01\0\0\0" * 100_000))
    ),
    "a signed message of noise": lambda: encoded(
        b"application/pkcs7-mime", bytes.fromhex("30803080060a2a864886f70d010702a080") + b"\x30\x80" * 50_000
    ),
    "a signed message of many sets": lambda: encoded(
        b"application/pkcs7-mime",
        bytes.fromhex("308006092a864886f70d010702a0803080020101") + b"\x31\x80" + b"\x02\x01\x01" * 200_000,
    ),
    "armour without end": lambda: TEXT + b"-----BEGIN PGP MESSAGE-----\r\n" * 20_000,
    "pictures with endless Content-IDs": lambda: RELATED + shown_by(b"cid:a ", 998),
    "pictures with long Content-IDs": lambda: RELATED + shown_by(b"cid:a ", 250),
    "locations in locations": lambda: (
        RELATED
        + part(b"text/html", b'"://"' * 200_000)
        + b"".join(part(b"image/png\r\nContent-Location: " + b"cid:" * n + b"://", b"%d" % n) for n in range(60))
    ),
    "endless numbers of characters": lambda: (
        HTML + b"<img alt='&#" + b"0" * 500_000 + b"65;'>&#" + b"9" * 250_000 + b";&#x" + b"f" * 250_000 + b"; x"
    ),
    "ninety-eight HTML parts": lambda: MIXED + part(b"text/html", b"<p>a</p>" * 1300) * 98,
    "a forwarded mail of forty megabytes": lambda: MIXED + part(b"message/rfc822", attachment_of(40 * MEBI)),
    "forty megabytes in base64": lambda: attachment_of(40 * MEBI),
    "forty megabytes of text": lambda: TEXT + b"a line of text that goes on for a while\r\n" * MEBI,
    "forty megabytes of HTML": lambda: HTML + b"<p>a line of text that goes on </p>\r\n" * MEBI,
    "forty megabytes of header": lambda: HEAD + b"X-A: bbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\r\n" * MEBI + b"\r\nx",
    "forty megabytes of one line": lambda: TEXT + b"x" * (40 * MEBI),
    "forty megabytes of dashes": lambda: MIXED + b"--\n" * (13 * MEBI),
    "forty megabytes of carriage returns": lambda: HEAD + b"\r\n" + b"\r" * (40 * MEBI),
    "forty megabytes of equal signs": lambda: BASE64 + b"a/b\r\n\r\n" + b"QQ==" * (10 * MEBI),
    "forty megabytes, unpadded": lambda: BASE64 + b"a/b\r\n\r\n" + b"QUJD" * (10 * MEBI) + b"QUI",
}

GROWING: dict[str, tuple[Callable[[int], bytes], int]] = {
    "nested parts": (nested, 2000),
    "parts": (lambda n: MIXED + b"--b\r\n\r\nx\r\n" * n, 20_000),
    "parts of HTML": (lambda n: MIXED + b"--b\r\nContent-Type: text/html\r\n\r\n<p>x\r\n" * n, 20_000),
    "headers": (lambda n: HEAD + b"X-A: b\r\n" * n + b"\r\nx", 100_000),
    "one header": (lambda n: HEAD + b"X-A: " + b"b \r\n " * n + b"\r\n\r\nx", 50_000),
    "parameters": (lambda n: HEAD + b"Content-Type: text/plain" + lines(b"; p%d=v", n) + b"\r\n\r\nx", 5000),
    "quotes in parameters": (lambda n: HEAD + b"Content-Type: a/b; name=" + b'\\"' * n + b"\r\n\r\nx", 20_000),
    "encoded-words": (
        lambda n: b"Subject: " + b" ".join([b"=?utf-8?q?=C3=A4?="] * n) + b"\r\n" + HEAD + b"\r\nx",
        10_000,
    ),
    "encoded-words that never end": (lambda n: b"Subject: " + b"=?utf-8?q?a" * n + b"\r\n" + HEAD + b"\r\nx", 50_000),
    "addresses": (
        lambda n: HEAD + b"Cc: " + b",\r\n ".join(lines(b"u%d@example.com ", n).split()) + b"\r\n\r\nx",
        5000,
    ),
    "references": (lambda n: HEAD + b"References: " + lines(b"<%d@x>\r\n ", n) + b"\r\n\r\nx", 20_000),
    "NULs": (lambda n: TEXT + b"\0" * n, 1_000_000),
    "base64 with padding everywhere": (lambda n: encoded(b"text/plain", b"x") + b"QQ==" * n, 200_000),
    "base64 that is none": (lambda n: BASE64 + b"text/plain\r\n\r\n" + b"!?<>\xff " * n, 100_000),
    "quote signs": (lambda n: TEXT + b"> " * n, 300_000),
    "quoted lines": (lambda n: TEXT + b"> quoted\r\n" * n, 50_000),
    "half attributions": (lambda n: TEXT + b"On Monday, a@example.com\r\n" * n, 20_000),
    "blank lines": (lambda n: TEXT + b"\r\n" * n, 300_000),
    "flowed lines": (lambda n: HEAD + b"Content-Type: text/plain; format=flowed\r\n\r\n" + b"> a \r\n" * n, 100_000),
    "div in div": (lambda n: HTML + b"<div>" * n + b"x", 50_000),
    "blockquote in blockquote": (lambda n: HTML + b"<blockquote>" * n + b"x", 20_000),
    "table in table": (lambda n: HTML + b"<table><tr><td>" * n + b"x", 15_000),
    "open formatting": (lambda n: HTML + b"<p><b><i><u>" * n + b"x", 10_000),
    "links in links": (lambda n: HTML + b"<a href=x>" * n + b"x", 30_000),
    "angles": (lambda n: HTML + b"<" * n, 300_000),
    "attributes": (lambda n: HTML + b"<p " + lines(b"a%d=1 ", n) + b">x", 30_000),
    "an attribute without end": (lambda n: HTML + b'<p a="' + b"x<p a=" * n, 50_000),
    "ampersands": (lambda n: HTML + b"&" * n, 150_000),
    "entities": (lambda n: HTML + b"&#x110000;&amp" * n, 30_000),
    "comments": (lambda n: HTML + b"<!--" * n, 80_000),
    "styles": (lambda n: HTML + b"<p style='" + b"color:red;" * n + b"'>x", 40_000),
    "style elements": (lambda n: HTML + b"<style>" * n, 50_000),
    "cid addresses": (lambda n: MIXED + b"--b\r\nContent-Type: text/html\r\n\r\n" + b"cid:a " * n, 80_000),
    "events": (lambda n: CALENDAR + b"END:VEVENT\r\nBEGIN:VEVENT\r\n" * n, 20_000),
    "attendees": (lambda n: CALENDAR + lines(b"ATTENDEE;CN=x:mailto:%d@x\r\n", n), 10_000),
    "calendar parameters": (lambda n: CALENDAR + b"DTSTART" + b';X="' * n + b":20260101\r\n", 50_000),
    "calendar folds": (lambda n: CALENDAR + b"SUMMARY:" + b"x\r\n " * n, 60_000),
    "files in a TNEF": (
        lambda n: encoded(b"application/ms-tnef", tnef(*[(2, 0x9002, b""), (2, 0x800F, b"x")] * n)),
        8000,
    ),
    "runs in an RTF": (
        lambda n: encoded(b"application/ms-tnef", tnef((1, 0x9003, message_properties((0x1009, rtf_of(n)))))),
        20_000,
    ),
    "pictures that are one": (
        lambda n: (
            MIXED + lines(b"--b\r\nContent-Type: image/png\r\nContent-ID: <%d>\r\n\r\n" + b"x" * 1000 + b"\r\n", n)
        ),
        60,
    ),
}


def rtf_of(runs: int) -> bytes:
    body = (b"\x00" + b"text of " + b"\xff" + b"\x00\x0f" * 8) * (runs // 8)
    return struct.pack("<II4sI", len(body) + 12, MEBI - 1, b"LZFu", 0) + body
