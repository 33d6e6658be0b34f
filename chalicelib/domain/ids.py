"""Names of things: ticket references people read out, and sortable ids for what happens in a ticket.

References are eight random Crockford base32 characters (40 bits): a name, never a secret, and without a counter that
requests would queue for. ULIDs (github.com/ulid/spec) sort by time, so a ticket's timeline is a key range.
"""

import hashlib
import re
from datetime import datetime, timedelta

from chalicelib.domain.times import EPOCH

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
REFERENCE_LENGTH = 8
_REFERENCE = re.compile(f"[{CROCKFORD}]{{{REFERENCE_LENGTH}}}")
_ULID = re.compile(f"[0-7][{CROCKFORD}]{{25}}")
_MILLISECOND = timedelta(milliseconds=1)
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})


def crockford(number: int, length: int) -> str:
    """`number` in Crockford base32, padded to `length` characters."""
    characters = []
    for _ in range(length):
        number, digit = divmod(number, 32)
        characters.append(CROCKFORD[digit])
    return "".join(reversed(characters))


def reference_from(randomness: bytes) -> str:
    """A ticket reference made of the first 40 bits of `randomness`."""
    return crockford(int.from_bytes(randomness[:5], "big"), REFERENCE_LENGTH)


def ulid_from(at: datetime, randomness: bytes) -> str:
    """A ULID of the moment `at` and the first 80 bits of `randomness`."""
    milliseconds = (at - EPOCH) // _MILLISECOND  # whole numbers: as a float, 1.001 s has 1000 ms
    return crockford(milliseconds, 10) + crockford(int.from_bytes(randomness[:10], "big"), 16)


def parse_reference(text: str) -> str | None:
    """The reference as stored, from whatever a person typed (`k7qf-3m2x`, letters O, I, L for digits); None if it
    is none."""
    candidate = text.strip().upper().replace("-", "").translate(_MISREAD)
    return candidate if _REFERENCE.fullmatch(candidate) else None


def show_reference(reference: str) -> str:
    """The reference as people see it: `K7QF-3M2X`."""
    return f"{reference[:4]}-{reference[4:]}"


def is_ulid(text: str) -> bool:
    return _ULID.fullmatch(text) is not None


def digest(*parts: str, length: int = 26) -> str:
    """A stable key of `length` base32 characters (5 bits each) for values that may be long, odd or private."""
    joined = "\x1f".join(parts).encode("utf-8", "surrogatepass")
    return crockford(int.from_bytes(hashlib.sha256(joined).digest(), "big") >> (256 - 5 * length), length)
