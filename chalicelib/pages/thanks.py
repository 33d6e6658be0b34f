"""The short signed value in the address of the thanks page: it shows a number to whoever was given it, and
no other.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import TYPE_CHECKING

from chalicelib.domain.ids import parse_reference

if TYPE_CHECKING:
    from chalicelib.services.ports import Signer

PURPOSE = "thanks"
CODE_BYTES = 17  # key version and 128 bits


def seal_thanks(signer: "Signer", reference: str, department_id: str) -> str:
    payload = f"{reference}{department_id}".encode()
    mac = signer.sign(PURPOSE, payload, CODE_BYTES)
    return urlsafe_b64encode(mac + payload).decode().rstrip("=")


def open_thanks(signer: "Signer", sealed: str) -> tuple[str, str] | None:
    """Reference and department id; None for anything that was not sealed here."""
    try:
        raw = urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4))
        mac, payload = raw[:CODE_BYTES], raw[CODE_BYTES:]
        text = payload.decode()
    except ValueError:
        return None
    if len(mac) < CODE_BYTES or not signer.verify(PURPOSE, payload, mac):
        return None
    if urlsafe_b64encode(raw).decode().rstrip("=") != sealed:  # decoders skip what is not in their alphabet
        return None
    reference, department_id = text[:8], text[8:]
    return (reference, department_id) if parse_reference(reference) == reference else None
