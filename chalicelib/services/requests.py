"""Requests that happen once: the caller names them with a key, and a repetition gets the first answer.

A key counts for one caller on one route. The same key with another body is refused rather than guessed about.
"""

import hashlib
import json
from datetime import datetime, timedelta

from chalicelib.domain.errors import IdempotencyMismatch
from chalicelib.domain.ids import digest
from chalicelib.domain.ticket import Status, Ticket
from chalicelib.domain.times import from_text, to_text
from chalicelib.domain.values import dataclass
from chalicelib.services.records import Once

REMEMBERED_FOR = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Request:
    """A named request: where it counts, and what it asks."""

    key: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Done:
    """What a change came to: the timeline entry it made and the ticket's version and status after it.

    A reply that waits until `due_at` has changed nothing yet; `entry_id` is the id of the scheduled reply then.
    """

    reference: str
    entry_id: str
    version: int
    status: Status
    due_at: datetime | None = None


def request_of(actor_id: str, route: str, idempotency_key: str, body: bytes) -> Request:
    return Request(
        key=digest("request", actor_id, route, idempotency_key), fingerprint=hashlib.sha256(body).hexdigest()
    )


def once(request: Request, done: Done, now: datetime) -> Once:
    """The stored form of a request and its answer."""
    return Once(
        key=request.key,
        fingerprint=request.fingerprint,
        reference=done.reference,
        entry_id=done.entry_id,
        expires_at=now + REMEMBERED_FOR,
        result=json.dumps([done.version, done.status.value, *_due(done)]).encode(),
    )


def answer_again(request: Request, stored: Once) -> Done:
    """The first answer. Raises IdempotencyMismatch if the request was another one then."""
    refuse_another(request, stored)
    version, status, *due = json.loads(stored.result)
    return Done(stored.reference, stored.entry_id, version, Status(status), from_text(due[0]) if due else None)


def refuse_another(request: Request, stored: Once) -> None:
    """Raises IdempotencyMismatch if what was stored under this key is another request."""
    if stored.fingerprint != request.fingerprint:
        raise IdempotencyMismatch("this Idempotency-Key was used for another request")


def _due(done: Done) -> tuple[str, ...]:
    return (to_text(done.due_at),) if done.due_at else ()


def done(ticket: Ticket, entry_id: str) -> Done:
    return Done(ticket.reference, entry_id, ticket.version, ticket.status)
