"""The first mails of conversations: from the plainest to the oddest that must still arrive."""

import base64
import struct

from tests.e2e.samples import (
    AGENT,
    DOMAIN,
    PIXEL,
    File,
    Sample,
    address,
    attached,
    html,
    in_charsets,
    multipart,
    on_the_wire,
    part,
    plain,
    raw,
)

BIG = bytes(range(256)) * (6 * 4 * 1024)  # 6 MiB
QUOTES = "".join(f"> line {number} of what was said before\n" for number in range(5500))
SIGNATURE = b"0\x80\x06\x09*\x86H\x86\xf7\x0d\x01\x07\x02\xa0\x80 not a real signature"
SECRET = b"-----BEGIN PGP MESSAGE-----\n\nhQEMA5Xn\n=abcd\n-----END PGP MESSAGE-----\n"
LETTER = on_the_wire(b"From: a@b.example\nSubject: An older letter\nMessage-ID: <old@b.example>\n\nOlder words.\n")
INVITATION = b"""BEGIN:VCALENDAR
METHOD:REQUEST
BEGIN:VEVENT
SUMMARY:Repair of the printer
DTSTART:20260304T100000Z
DTEND:20260304T113000Z
END:VEVENT
END:VCALENDAR
"""
FORWARD = """Please take care of this one.

---------- Forwarded message ---------
From: Kalle Kunde <kalle@%s>
Date: Mon, 2 Nov 2026 at 09:12
Subject: Coffee machine broken
To: Otso <agent@example.com>


It leaks.
"""


def winmail(name: str, content: bytes) -> bytes:
    """An envelope of Outlook's with one file ([MS-OXTNEF])."""
    attributes = ((0x9002, bytes(14)), (0x8010, name.encode() + b"\0"), (0x800F, content))
    packed = (struct.pack("<BII", 2, tag, len(value)) + value + b"\0\0" for tag, value in attributes)
    return b"\x78\x9f\x3e\x22\0\0" + b"".join(packed)


def nested(levels: int) -> bytes:
    level = "Content-Type: multipart/mixed; boundary=b{0}\n\n--b{0}\n"
    ends = "".join(f"\n--b{number}--" for number in reversed(range(levels)))
    return ("".join(level.format(number) for number in range(levels)) + plain("The core.") + ends + "\n").encode()


def simple(name: str, text: str = "Hello.", **expected: object) -> Sample:
    return Sample(name, raw(name, plain(f"{text}\n")), text, name, **expected)  # type: ignore[arg-type]


CONTENTS = (
    simple("plain", "Where is my parcel?"),
    Sample(
        "html only",
        raw(
            "html only",
            html("<p>The <b>printer</b> burns.</p><script>alert(1)</script><img src='https://t.example/x'>"),
        ),
        "The printer burns.",
        shown=("<b>printer</b>", "data-lippu-src"),
        hidden=("<script", "alert(1)", ' src="https://t.example'),
    ),
    Sample(
        "both",
        raw("both", multipart("alternative", plain("In plain words.\n"), html("<p>In <i>HTML</i>.</p>"))),
        "In plain words.",
        shown=("<i>HTML</i>",),
    ),
    Sample(
        "flowed",
        raw("flowed", "Content-Type: text/plain; charset=utf-8; format=flowed\n\nOne paragraph \nin two lines.\n"),
        "One paragraph in two lines.",
    ),
    *in_charsets(),
    Sample(
        "encoded name",
        raw(
            "encoded name",
            plain(),
            sender=f"=?utf-8?B?{base64.b64encode('Zoë Ångström'.encode()).decode()}?= <{address('encoded name')}>",
        ),
        "Hello.",
        person="Zoë Ångström",
    ),
    Sample(
        "long file name",
        raw(
            "long file name",
            multipart(
                "mixed",
                plain(),
                part(
                    "application/pdf",
                    b"%PDF-1.7",
                    "Content-Disposition: attachment;\n filename*0*=utf-8''%C3%84rger%20;\n filename*1*=%E2%82%AC.pdf",
                ),
            ),
        ),
        "Hello.",
        files=(File("Ärger €.pdf", "application/pdf", b"%PDF-1.7"),),
    ),
    Sample(
        "inline picture",
        raw(
            "inline picture",
            multipart(
                "related",
                html('<p>See: <img src="cid:pic@here" alt="chart"></p>'),
                part("image/png", PIXEL, "Content-ID: <pic@here>", "Content-Disposition: inline; filename=chart.png"),
            ),
        ),
        "See: chart",
        files=(File("chart.png", "image/png", PIXEL),),
        shown=('src="cid:pic@here"',),
    ),
    Sample(
        "big file",
        raw("big file", multipart("mixed", plain(), attached("big.bin", "application/x-big", BIG))),
        "Hello.",
        files=(File("big.bin", "application/x-big", BIG),),
    ),
    Sample(
        "winmail",
        raw(
            "winmail",
            multipart("mixed", plain(), attached("winmail.dat", "application/ms-tnef", winmail("plan.txt", b"Plan B"))),
        ),
        "Hello.",
        files=(File("plan.txt", "application/octet-stream", b"Plan B"),),
    ),
    Sample(
        "invitation",
        raw(
            "invitation",
            multipart("mixed", plain(), part('text/calendar; method=REQUEST; name="invite.ics"', INVITATION)),
        ),
        "Hello.\n\nCalendar event: Repair of the printer\nStatus: invitation\nWhen: 2026-03-04 10:00 UTC to 11:30 UTC",
        files=(File("invite.ics", "text/calendar", INVITATION),),
        answered=False,
    ),
    Sample(
        "signed",
        raw(
            "signed",
            multipart(
                "signed", plain("Truly mine.\n"), attached("smime.p7s", "application/pkcs7-signature", SIGNATURE)
            ),
        ),
        "Truly mine.",
        files=(File("smime.p7s", "application/pkcs7-signature", SIGNATURE),),
    ),
    Sample(
        "encrypted",
        raw(
            "encrypted",
            multipart(
                "encrypted",
                part("application/pgp-encrypted", b"Version: 1\n"),
                attached("encrypted.asc", "application/octet-stream", SECRET),
            ),
        ),
        "(encrypted message: open the attached original)",
        files=(
            File("", "application/pgp-encrypted", b"Version: 1\n"),
            File("encrypted.asc", "application/octet-stream", SECRET),
        ),
        flags=("encrypted",),
    ),
    Sample(
        "letter within",
        raw(
            "letter within",
            multipart("mixed", plain(), "Content-Type: message/rfc822\n\n" + LETTER.decode().replace("\r\n", "\n")),
        ),
        "Hello.",
        files=(File("An older letter.eml", "message/rfc822", LETTER),),
    ),
)

ODDITIES = (
    Sample("empty", raw("empty", plain("")), "(empty message)"),
    Sample("no subject", raw("no subject", plain(), subject="-"), "Hello.", "(no subject)"),
    Sample(
        "no id",
        raw("no id", plain()).replace(b"Message-ID: <no-id.1@mails.example>\r\n", b""),
        "Hello.",
    ),
    Sample("eight bits", raw("eight bits", plain(), subject="Größe: 5 µm"), "Hello.", "Größe: 5 µm"),
    Sample(
        "international",
        raw("international", plain(), sender="Jörg <joerg@bücher.example>"),
        "Hello.",
        requester="joerg@xn--bcher-kva.example",
        person="Jörg",
        envelope="joerg@xn--bcher-kva.example",
    ),
    Sample(
        "broken base64",
        raw(
            "broken base64",
            "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\nSGVs!bG8g\nd29yb GQ\n",
        ),
        "Hello world",
    ),
    Sample(
        "no boundary",
        raw("no boundary", "Content-Type: multipart/mixed\n\n--x\n" + plain("Still readable.\n") + "--x--\n"),
        "Still readable.",
    ),
    Sample("nested", raw("nested", nested(30)), flags=("parts were left out",)),
    Sample(
        "quotes",
        raw("quotes", plain(f"My answer.\n\nOn Mon, 2 Nov 2026 at 10:00, Somebody <a@b.example> wrote:\n{QUOTES}")),
        "My answer.",
    ),
    Sample("list", raw("list", plain(), "List-Id: <talk.list.example>", "Precedence: list"), "Hello.", answered=False),
    Sample(
        "automatic",
        raw("automatic", plain(), "Auto-Submitted: auto-replied"),
        reason="machine mail without a ticket: Auto-Submitted",
        envelope="",
        answered=False,
    ),
    Sample(
        "away",
        raw("away", plain("Back on Monday.\n"), subject="Out of office: Re: your letter"),
        "Back on Monday.",
        "Out of office: Re: your letter",
        kind="note",
        flags=("automatic: out of office by its subject",),
        answered=False,
    ),
    Sample(
        "forwarded by a customer",
        raw("forwarded by a customer", plain(FORWARD % DOMAIN), subject="Fwd: Coffee machine broken"),
        (FORWARD % DOMAIN).strip(),
        "Fwd: Coffee machine broken",
    ),
    Sample(
        "forwarded by an agent",
        raw("forwarded by an agent", plain(FORWARD % DOMAIN), sender=AGENT, subject="Fwd: Coffee machine broken"),
        "It leaks.",
        "Coffee machine broken",
        requester=f"kalle@{DOMAIN}",
        person="Kalle Kunde",
        flags=("from a forward", "forwarded by Otso Agent"),
        envelope=AGENT,
        answered=False,
    ),
    simple("forged a little", greeting="dmarc-fail.policy-none.test", flags=("unverified",), answered=False),
    simple("unchecked", greeting="spam-gray.dkim-fail.dmarc-gray.test"),
)

REFUSED = (
    Sample(
        "two senders",
        raw("two senders", plain(), "From: other@mails.example"),
        reason="2 From headers",
    ),
    Sample(
        "our own address",
        raw("our own address", plain(), sender="billing@help.example.com"),
        reason="it says that it comes from our own address",
    ),
    Sample(
        "our own mail",
        raw("our own mail", plain(), "X-Lippu-Outbox: x@help.example.com"),
        reason="it is our own mail come back",
    ),
    simple("spam", reason="spam check failed", greeting="spam-fail.test"),
    simple("virus", reason="virus check failed", greeting="virus-fail.test"),
    simple(
        "forged",
        reason="the sender's domain asks to reject mail like this (DMARC)",
        greeting="dmarc-fail.policy-reject.test",
    ),
    simple("to nobody", reason="none of its recipients is a support address", recipients=("nobody@help.example.com",)),
)

TICKETS = tuple(sample for sample in (*CONTENTS, *ODDITIES) if not sample.reason)
SET_ASIDE = tuple(sample for sample in (*ODDITIES, *REFUSED) if sample.reason)
