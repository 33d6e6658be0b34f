"""The short signed value in the address of the thanks page: it shows a number to whoever was given it, and
no other, for a month.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from typing import TYPE_CHECKING

from chalicelib.domain.ids import parse_reference

if TYPE_CHECKING:
    from chalicelib.services.ports import Signer

PURPOSE = "thanks"
CODE_BYTES = 17  # key version and 128 bits
VALID_DAYS = 30
_DAY_BYTES = 2
_SECONDS_A_DAY = 24 * 60 * 60


def seal_thanks(signer: "Signer", reference: str, department_id: str, now: datetime) -> str:
    """The end is a whole day, so that a form posted again leads to the same address."""
    last_day = _day(now) + VALID_DAYS
    payload = last_day.to_bytes(_DAY_BYTES, "big") + f"{reference}{department_id}".encode()
    mac = signer.sign(PURPOSE, payload, CODE_BYTES)
    return urlsafe_b64encode(mac + payload).decode().rstrip("=")


def open_thanks(signer: "Signer", sealed: str, now: datetime) -> tuple[str, str] | None:
    """Reference and department id; None for anything that was not sealed here or has ended."""
    try:
        raw = urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4))
        mac, payload = raw[:CODE_BYTES], raw[CODE_BYTES:]
        text = payload[_DAY_BYTES:].decode()
    except ValueError:
        return None
    if len(mac) < CODE_BYTES or not signer.verify(PURPOSE, payload, mac):
        return None
    if urlsafe_b64encode(raw).decode().rstrip("=") != sealed:  # decoders skip what is not in their alphabet
        return None
    if int.from_bytes(payload[:_DAY_BYTES], "big") < _day(now):
        return None
    reference, department_id = text[:8], text[8:]
    return (reference, department_id) if parse_reference(reference) == reference else None


def _day(at: datetime) -> int:
    return int(at.timestamp()) // _SECONDS_A_DAY
