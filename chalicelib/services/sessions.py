"""Signing in and out, and who is behind a request.

The cookie holds the agent's id and 256 random bits; the desk stores only their hash. Role, departments and
"disabled" are read from the agent's item at each request, so a removed agent is out at once.
"""

from datetime import datetime

from chalicelib.domain.directory import Agent
from chalicelib.domain.errors import Unauthenticated
from chalicelib.domain.permissions import active, may_see
from chalicelib.domain.session import SESSION_LIFETIME, Session, hash_secret
from chalicelib.domain.ticket import Ticket
from chalicelib.domain.values import dataclass
from chalicelib.services.ports import Clock, DirectoryStore, IdentityProvider, Ids, SessionStore

WRONG = "the e-mail address or the password is wrong"


@dataclass(frozen=True, slots=True)
class SignedIn:
    agent: Agent
    cookie: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks; `ticket` is the one the request is about, if it exists and the caller may see it."""

    agent: Agent
    ticket: Ticket | None


class Sessions:
    def __init__(
        self,
        store: SessionStore,
        directory: DirectoryStore,
        identity: IdentityProvider,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._store = store
        self._directory = directory
        self._identity = identity
        self._clock = clock
        self._ids = ids

    def sign_in(self, email: str, password: str, new_password: str | None = None) -> SignedIn:
        """A new session. Raises Unauthenticated alike for unknown people, wrong passwords and disabled agents."""
        self._identity.check_password(email.strip().lower(), password, new_password)
        # read afresh: a desk's newest agent signs in the moment after being added
        agent = self._directory.load().agent_by_email(email)
        if agent is None or not agent.enabled:
            raise Unauthenticated(WRONG)
        secret, now = self._ids.secret(), self._clock.now()
        session = Session(hash_secret(secret), agent.id, now, now + SESSION_LIFETIME)
        self._store.save(session)
        return SignedIn(agent, f"{agent.id}.{secret}", session.expires_at)

    def sign_out(self, cookie: str | None) -> None:
        parts = _parts(cookie)
        if parts:
            self._store.delete(hash_secret(parts[1]))

    def identify(self, cookie: str | None, reference: str | None = None) -> Caller:
        """The agent behind a cookie and the ticket asked for, in one round trip. Raises Unauthenticated."""
        parts = _parts(cookie)
        if parts is None:
            raise Unauthenticated("not signed in")
        agent_id, secret = parts
        found = self._store.identify(hash_secret(secret), agent_id, reference)
        session = found.session
        if session is None or session.agent_id != agent_id or not session.is_live(self._clock.now()):
            raise Unauthenticated("not signed in")
        agent = active(found.agent)
        ticket = found.ticket if found.ticket and may_see(agent, found.ticket) else None
        return Caller(agent, ticket)


def _parts(cookie: str | None) -> tuple[str, str] | None:
    agent_id, _, secret = (cookie or "").rpartition(".")
    # ids and secrets are short; anything else cannot be ours and must not reach a key
    return (agent_id, secret) if 0 < len(agent_id) <= 40 and 0 < len(secret) <= 64 else None
