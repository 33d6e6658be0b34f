"""A raw mail as data, every part of it read tolerantly.

The standard library's reader raises on real mail under `policy.default`, and under `compat32` copies a mail several
times over; here the structure is read in place (`structure`) and only what is shown or kept is decoded (`body`).
"""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from chalicelib.domain.values import dataclass
from chalicelib.mail.addresses import Address, addresses, sole_sender
from chalicelib.mail.body import Body, read_body
from chalicelib.mail.content import Attachment
from chalicelib.mail.guard import header_start, with_line_feeds
from chalicelib.mail.headers import decode_words, unfolded
from chalicelib.mail.structure import Part, read_structure

__all__ = ["Address", "Attachment", "ParsedMail", "message_ids", "parse"]

MAX_SUBJECT = 255
MAX_MESSAGE_ID = 998
_ANGLED = re.compile(r"<([^<>\s]+)>")

# Verdicts come from the receipt alone. Senders can write these headers themselves, so nobody gets to see them.
# X-Lippu-Outbox stays: a forged one only makes the mail look like ours, which leads to quarantine.
_FORGEABLE = re.compile(r"x-ses-.*|x-lippu-(?!outbox$).*|x-amazon-.*|authentication-results|arc-.*|received-spf")


@dataclass(frozen=True, slots=True)
class ParsedMail:
    """What a mail says. All text is free of NUL and lone surrogates; ids stand without angle brackets.

    `headers` holds the values of each lower-case name, unfolded, encoded-words undecoded. `text` is the plain text,
    made from the HTML where the mail has no other; `html` is as sent, not sanitised. `notes` says what was cut.
    """

    message_id: str
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    subject: str
    sender: Address | None
    sender_problem: str | None
    reply_to: tuple[Address, ...]
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    date: str
    headers: Mapping[str, tuple[str, ...]]
    text: str
    html: str | None
    attachments: tuple[Attachment, ...]
    notes: tuple[str, ...]


def parse(raw: bytes) -> ParsedMail:
    """The mail, within the limits of `guard`. Never raises: what cannot be taken apart is shown as it came."""
    notes: list[str] = []
    raw = with_line_feeds(raw)
    part = read_structure(raw, header_start(raw), notes)
    body = read_body(raw, part, notes)
    return _mail(_headers(part), body, tuple(dict.fromkeys(notes)))


def message_ids(values: Sequence[str]) -> tuple[str, ...]:
    """The ids of References or In-Reply-To headers, in order; also ids that lost their angle brackets."""
    text = " ".join(values)
    found = _ANGLED.findall(text) or [word.strip("<>,;") for word in text.split() if "@" in word]
    return tuple(dict.fromkeys(id_ for id_ in found if 0 < len(id_) <= MAX_MESSAGE_ID))


def _headers(part: Part) -> dict[str, tuple[str, ...]]:
    charset = part.parameters.get("charset")
    headers: dict[str, tuple[str, ...]] = {}
    for name, value in part.fields.values:
        if not _FORGEABLE.fullmatch(name):
            headers[name] = (*headers.get(name, ()), unfolded(value, charset))
    return headers


def _mail(headers: dict[str, tuple[str, ...]], body: Body, notes: tuple[str, ...]) -> ParsedMail:
    def first(name: str) -> str:
        return headers.get(name, ("",))[0]

    sender, problem = sole_sender(headers.get("from", ()))
    return ParsedMail(
        message_id=next(iter(message_ids(headers.get("message-id", ())[:1])), first("message-id")[:MAX_MESSAGE_ID]),
        in_reply_to=message_ids(headers.get("in-reply-to", ())),
        references=message_ids(headers.get("references", ())),
        subject=" ".join(decode_words(first("subject")).split())[:MAX_SUBJECT],
        sender=sender,
        sender_problem=problem,
        reply_to=addresses(headers.get("reply-to", ())),
        to=addresses(headers.get("to", ())),
        cc=addresses(headers.get("cc", ())),
        date=first("date"),
        headers=MappingProxyType(headers),
        text=body.text,
        html=body.html,
        attachments=body.attachments,
        notes=notes,
    )
