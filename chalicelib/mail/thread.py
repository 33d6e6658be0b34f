"""How a mail finds its ticket: signed reply addresses, our signed message ids, stored ids, and the subject as a hint.

Only signed things lead anywhere by themselves. A reply address is made for one recipient and one ticket; purpose,
ticket and recipient are inside its code, the key version is the signer's matter. Agents' reply addresses are of another
purpose: whoever holds a customer's can never speak as an agent.
"""

import base64
import binascii
import re
from collections.abc import Iterable, Sequence

from chalicelib.domain.ids import CROCKFORD, digest, parse_reference
from chalicelib.domain.sealing import Signer
from chalicelib.domain.values import dataclass
from chalicelib.mail.addresses import MAX_LOCAL_PART, normalise_address
from chalicelib.mail.parse import ParsedMail

REPLY_PURPOSE = "reply-address"
AGENT_REPLY_PURPOSE = "agent-reply-address"
MESSAGE_ID_PURPOSE = "message-id"
REPLY_MAC_BYTES = 11  # one byte of key version, 80 bits of code: what a local part of 64 characters has room for
MESSAGE_ID_MAC_BYTES = 17
RECIPIENT_HASH_LENGTH = 8
MAX_MESSAGE_IDS = 20
MAX_RECIPIENTS = 100

_CODED = f"[{CROCKFORD.lower()}]"
_REPLY_LOCAL_PART = re.compile(rf".*\+([ta])\.({_CODED}{{8}})\.({_CODED}{{{RECIPIENT_HASH_LENGTH}}})\.([a-z2-7]{{18}})")
_OWN_ID = re.compile(r"lippu\.([0-9A-Z]{8})\.([A-Za-z0-9_-]{1,64})\.([a-z2-7]{28})@[A-Za-z0-9.-]{1,253}")
_ENTRY_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_SES_ID = re.compile(r"([^@\s]+)@(?:[a-z0-9-]+\.)+amazonses\.com", re.IGNORECASE)
_SUBJECT_TAG = re.compile(rf"\[([{CROCKFORD}]{{4}}-[{CROCKFORD}]{{4}})\]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ReplyToken:
    """What a genuine reply address says: the ticket, a hash of the person it was made for, and if that is an agent."""

    reference: str
    recipient_hash: str
    for_agent: bool = False


@dataclass(frozen=True, slots=True)
class OwnId:
    """What a genuine message id of ours says: the ticket, and the entry of its timeline that was sent."""

    reference: str
    entry_id: str


@dataclass(frozen=True, slots=True)
class Hints:
    """Everything in a mail that may lead to a ticket, strongest first.

    `message_ids` are those of References and In-Reply-To, newest first; ids that SES gave are reduced to their local
    part, because SES answers one form and puts another on the wire.
    """

    tokens: tuple[ReplyToken, ...]
    own_ids: tuple[OwnId, ...]
    message_ids: tuple[str, ...]
    subject_reference: str | None


def reply_address(base: str, reference: str, recipient: str, signer: Signer, *, for_agent: bool = False) -> str:
    """The address under which answers of `recipient` reach the ticket: `local+t.<ticket>.<recipient>.<code>@domain`,
    for an agent's answers `local+a....`.

    Raises ValueError if `base` or `recipient` is no address, or if the local part of `base` is too long (over 25).
    """
    local, _, domain = normalise_address(base).partition("@")
    recipient_hash = _recipient_hash(recipient)
    mac = signer.sign(_purpose(for_agent), _reply_payload(reference, recipient_hash), REPLY_MAC_BYTES)
    local = f"{local}+{'a' if for_agent else 't'}.{reference.lower()}.{recipient_hash.lower()}.{_encoded(mac)}"
    if len(local) > MAX_LOCAL_PART:
        raise ValueError("the local part of the department's address is too long for reply addresses")
    return f"{local}@{domain}"


def read_reply_address(address: str, signer: Signer) -> ReplyToken | None:
    """The token of a genuine reply address, in any case of letters; None for everything else."""
    local = address.strip("<> ").lower().rpartition("@")[0]
    match = _REPLY_LOCAL_PART.fullmatch(local) if len(local) <= MAX_LOCAL_PART else None
    mac = _decoded(match[4]) if match else None
    if not match or mac is None:
        return None
    token = ReplyToken(match[2].upper(), match[3].upper(), for_agent=match[1] == "a")
    genuine = signer.verify(_purpose(token.for_agent), _reply_payload(token.reference, token.recipient_hash), mac)
    return token if genuine else None


def is_reply_address(address: str) -> bool:
    """True for whatever is written like a reply address, genuine or not: it is one person's and nobody else's."""
    return _REPLY_LOCAL_PART.fullmatch(address.strip("<> ").lower().rpartition("@")[0]) is not None


def token_owner_is(token: ReplyToken, email: str) -> bool:
    """True if the reply address was made for this person."""
    try:
        return token.recipient_hash == _recipient_hash(email)
    except ValueError:
        return False


def own_message_id(reference: str, entry_id: str, domain: str, signer: Signer) -> str:
    """Our signed id, without angle brackets, which goes into References because SES replaces Message-ID.

    Raises ValueError for an entry id that does not fit into a message id.
    """
    if not _ENTRY_ID.fullmatch(entry_id):
        raise ValueError("not an entry id")
    mac = signer.sign(MESSAGE_ID_PURPOSE, _id_payload(reference, entry_id), MESSAGE_ID_MAC_BYTES)
    return f"lippu.{reference}.{entry_id}.{_encoded(mac)}@{domain}"


def read_own_message_id(msgid: str, signer: Signer) -> OwnId | None:
    """What a genuine id of ours names; None for everything else."""
    match = _OWN_ID.fullmatch(msgid.strip("<> "))
    mac = _decoded(match[3]) if match else None
    if not match or mac is None:
        return None
    genuine = signer.verify(MESSAGE_ID_PURPOSE, _id_payload(match[1], match[2]), mac)
    return OwnId(match[1], match[2]) if genuine else None


def find_hints(mail: ParsedMail, envelope_recipients: Sequence[str], signer: Signer) -> Hints:
    """Everything in the mail that may lead to a ticket. Recipients are those of the envelope, never of To."""
    tokens = [read_reply_address(recipient, signer) for recipient in envelope_recipients[:MAX_RECIPIENTS]]
    own_ids, message_ids = hints_of_ids((*mail.in_reply_to, *reversed(mail.references)), signer)
    tag = _SUBJECT_TAG.search(mail.subject)
    return Hints(
        tokens=tuple(dict.fromkeys(token for token in tokens if token)),
        own_ids=own_ids,
        message_ids=message_ids,
        subject_reference=parse_reference(tag[1]) if tag else None,
    )


def hints_of_ids(ids: Iterable[str], signer: Signer) -> tuple[tuple[OwnId, ...], tuple[str, ...]]:
    """What message ids may lead to, strongest first: the genuine ones of ours, and all of them as they are stored."""
    some = tuple(dict.fromkeys(ids))[:MAX_MESSAGE_IDS]
    own_ids = [read_own_message_id(id_, signer) for id_ in some]
    return (
        tuple(dict.fromkeys(own for own in own_ids if own)),
        tuple(dict.fromkeys(comparable_message_id(id_) for id_ in some)),
    )


def comparable_message_id(msgid: str) -> str:
    """The id without brackets, and without its host if that is one of SES (github.com/drewblas/aws-ses, issue 68)."""
    msgid = msgid.strip("<> ")
    match = _SES_ID.fullmatch(msgid)
    return match[1] if match else msgid


def _purpose(for_agent: bool) -> str:
    return AGENT_REPLY_PURPOSE if for_agent else REPLY_PURPOSE


def _recipient_hash(email: str) -> str:
    return digest("reply recipient", normalise_address(email), length=RECIPIENT_HASH_LENGTH)


def _reply_payload(reference: str, recipient_hash: str) -> bytes:
    return f"{reference}\n{recipient_hash}".encode()


def _id_payload(reference: str, entry_id: str) -> bytes:
    return f"{reference}\n{entry_id}".encode()


def _encoded(mac: bytes) -> str:
    return base64.b32encode(mac).decode("ascii").rstrip("=").lower()


def _decoded(text: str) -> bytes | None:
    """The bytes, None unless `text` is exactly how they are written: one code has one spelling."""
    try:
        mac = base64.b32decode(text.upper() + "=" * (-len(text) % 8))
    except binascii.Error:
        return None
    return mac if _encoded(mac) == text else None
