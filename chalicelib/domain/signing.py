"""Message authentication codes for every token that leaves the desk.

One secret per key version; from it an own key for each purpose, so that a token made for one purpose can never serve
another. Two versions are live at a time: the newest signs, both verify, older ones verify nothing.
"""

import hashlib
import hmac
from collections.abc import Mapping

MINIMUM_SECRET_BYTES = 32
LIVE_VERSIONS = 2


class Keyring:
    """Signs and verifies with the newest `LIVE_VERSIONS` of the secrets given by version number (1 to 255).

    Raises ValueError for an empty ring, a version out of range or a secret shorter than 32 bytes.
    """

    def __init__(self, secrets: Mapping[int, bytes]) -> None:
        if not secrets:
            raise ValueError("a keyring needs at least one secret")
        for version, secret in secrets.items():
            if not 1 <= version <= 255 or len(secret) < MINIMUM_SECRET_BYTES:
                raise ValueError(f"signing key {version} needs a number from 1 to 255 and at least 32 bytes")
        live = sorted(secrets, reverse=True)[:LIVE_VERSIONS]
        self._newest = live[0]
        self._secrets = {version: secrets[version] for version in live}

    def sign(self, purpose: str, payload: bytes, size: int) -> bytes:
        """`size` bytes: the key version, then the code. Security needs `size` >= 11 for mail, >= 17 elsewhere."""
        return bytes([self._newest]) + self._code(self._newest, purpose, payload)[: size - 1]

    def verify(self, purpose: str, payload: bytes, mac: bytes) -> bool:
        """True if `mac` was made by `sign` for this purpose and payload with a live key."""
        if len(mac) < 11 or mac[0] not in self._secrets:
            return False
        return hmac.compare_digest(self._code(mac[0], purpose, payload)[: len(mac) - 1], mac[1:])

    def _code(self, version: int, purpose: str, payload: bytes) -> bytes:
        key = hmac.digest(self._secrets[version], b"lippu:" + purpose.encode(), hashlib.sha256)
        return hmac.digest(key, bytes([version]) + payload, hashlib.sha256)
