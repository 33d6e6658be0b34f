"""A signed-in browser. The secret is known to the browser alone; the desk keeps its hash."""

import hashlib
from datetime import datetime, timedelta

from chalicelib.domain.values import dataclass

SESSION_LIFETIME = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Session:
    secret_hash: str
    agent_id: str
    created_at: datetime
    expires_at: datetime

    def is_live(self, now: datetime) -> bool:
        return now < self.expires_at


def hash_secret(secret: str) -> str:
    """Session secrets hold 256 random bits, so a plain hash is as good as a slow one."""
    return hashlib.sha256(secret.encode()).hexdigest()
