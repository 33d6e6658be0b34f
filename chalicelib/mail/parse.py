"""A raw mail as data. Structure by the `email` package under its `compat32` policy, everything else read tolerantly.

`policy.default` is slower and raises on real mail; what it would decode is decoded here instead.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from email.parser import BytesHeaderParser
from types import MappingProxyType

from chalicelib.mail.addresses import Address, addresses, sole_sender
from chalicelib.mail.body import MAX_TEXT, Attachment, Body, read_body
from chalicelib.mail.charsets import decode
from chalicelib.mail.guard import guard
from chalicelib.mail.headers import decode_words, split_parameters, unfolded

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
    guarded = guard(raw)
    try:
        message = message_from_bytes(guarded.raw)
        body = read_body(message)
    except (RecursionError, LookupError, ValueError, TypeError, AttributeError, AssertionError, IndexError):
        return _as_it_came(guarded.raw, guarded.notes)
    return _mail(_headers(message), body, guarded.notes)


def message_ids(values: Sequence[str]) -> tuple[str, ...]:
    """The ids of References or In-Reply-To headers, in order; also ids that lost their angle brackets."""
    text = " ".join(values)
    found = _ANGLED.findall(text) or [word.strip("<>,;") for word in text.split() if "@" in word]
    return tuple(dict.fromkeys(id_ for id_ in found if 0 < len(id_) <= MAX_MESSAGE_ID))


def _headers(message: Message) -> dict[str, tuple[str, ...]]:
    charset = split_parameters(str(message.get("content-type", "")))[1].get("charset")
    headers: dict[str, tuple[str, ...]] = {}
    for name, value in message.raw_items():
        key = unfolded(name).lower()
        if key and not _FORGEABLE.fullmatch(key):
            headers[key] = (*headers.get(key, ()), unfolded(value, charset))
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
        notes=(*notes, *body.notes),
    )


def _as_it_came(raw: bytes, notes: tuple[str, ...]) -> ParsedMail:
    """The header fields as far as they can be read, and the source as the text."""
    message = BytesHeaderParser().parsebytes(raw)
    source = message.get_payload(decode=True)
    text = decode(source if isinstance(source, bytes) else b"", None)[:MAX_TEXT]
    return _mail(_headers(message), Body(text, None, ()), (*notes, "the structure could not be read"))
