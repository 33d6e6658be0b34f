"""The short signed value in the address of the thanks page: it shows a number to whoever was given it, and
no other, for a month.
"""

from datetime import datetime

from chalicelib.domain.ids import parse_reference
from chalicelib.domain.sealing import Signer, seal, unseal

PURPOSE = "thanks"
VALID_DAYS = 30
_DAY_BYTES = 2
_SECONDS_A_DAY = 24 * 60 * 60


def seal_thanks(signer: Signer, reference: str, department_id: str, now: datetime) -> str:
    """The end is a whole day, so that a form posted again leads to the same address."""
    last_day = _day(now) + VALID_DAYS
    return seal(signer, PURPOSE, last_day.to_bytes(_DAY_BYTES, "big") + f"{reference}{department_id}".encode())


def open_thanks(signer: Signer, sealed: str, now: datetime) -> tuple[str, str] | None:
    """Reference and department id; None for anything that was not sealed here or has ended."""
    payload = unseal(signer, PURPOSE, sealed)
    if payload is None or int.from_bytes(payload[:_DAY_BYTES], "big") < _day(now):
        return None
    text = payload[_DAY_BYTES:].decode("utf-8", "replace")
    reference, department_id = text[:8], text[8:]
    return (reference, department_id) if parse_reference(reference) == reference else None


def _day(at: datetime) -> int:
    return int(at.timestamp()) // _SECONDS_A_DAY
