"""The signing keys, kept in SSM as a SecureString and read at most every five minutes."""

import base64
import json
import threading
from datetime import datetime, timedelta

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.adapters.aws import client
from chalicelib.domain.errors import Unavailable
from chalicelib.domain.signing import Keyring
from chalicelib.services.ports import Clock

REREAD_AFTER = timedelta(minutes=5)


class StoredKeys:
    """`Signer` whose keys are read at the first use. Raises Unavailable if they cannot be read."""

    def __init__(self, parameter: str, region: str, clock: Clock) -> None:
        self._parameter = parameter
        self._region = region
        self._clock = clock
        self._lock = threading.Lock()
        self._ring: Keyring | None = None
        self._read_at: datetime | None = None

    def sign(self, purpose: str, payload: bytes, size: int) -> bytes:
        return self._keyring().sign(purpose, payload, size)

    def verify(self, purpose: str, payload: bytes, mac: bytes) -> bool:
        return self._keyring().verify(purpose, payload, mac)

    def _keyring(self) -> Keyring:
        with self._lock:
            now = self._clock.now()
            if self._ring is None or self._read_at is None or now - self._read_at > REREAD_AFTER:
                self._ring, self._read_at = self._read(), now
            return self._ring

    def _read(self) -> Keyring:
        try:
            ssm = client("ssm", self._region)
            answer = ssm.get_parameter(Name=self._parameter, WithDecryption=True)
        except (ClientError, BotoCoreError) as error:
            raise Unavailable("the signing keys could not be read") from error
        stored = json.loads(answer["Parameter"]["Value"])
        return Keyring({int(version): base64.b64decode(secret) for version, secret in stored.items()})
