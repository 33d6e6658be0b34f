"""Words that other people carry for us: signed, so that they come back as they were given out, or count for nothing.

A sealed value can be read by whoever holds it; only its meaning is protected. Its purpose is inside the code, so that
a value made for one thing can never serve another.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Protocol

CODE_BYTES = 17  # key version and 128 bits


class Signer(Protocol):
    """Makes and checks message authentication codes, one key for each purpose."""

    def sign(self, purpose: str, payload: bytes, size: int) -> bytes:
        """A code of `size` bytes."""
        ...

    def verify(self, purpose: str, payload: bytes, mac: bytes) -> bool:
        """True if a live key made this code for this purpose and payload."""
        ...


def seal(signer: Signer, purpose: str, payload: bytes, bound_to: bytes = b"") -> str:
    """The payload with its code, fit for a URL. `bound_to` is covered by the code without being carried along."""
    return _spelled(signer.sign(purpose, bound_to + payload, CODE_BYTES) + payload)


def unseal(signer: Signer, purpose: str, sealed: str, bound_to: bytes = b"") -> bytes | None:
    """The payload, None for anything that `seal` did not give out for this purpose and bond."""
    try:
        raw = urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4))
    except ValueError:
        return None
    # decoders skip characters outside the alphabet: only the spelling that was given out counts
    if len(raw) < CODE_BYTES or _spelled(raw) != sealed:
        return None
    code, payload = raw[:CODE_BYTES], raw[CODE_BYTES:]
    return payload if signer.verify(purpose, bound_to + payload, code) else None


def _spelled(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")
