"""What the interface answers when it explains promises. Lengths are seconds of work time."""

import msgspec

from chalicelib.api.schemas import Reference, Time
from chalicelib.domain.sla_policy import Target
from chalicelib.domain.sla_readings import SpanKind, State


class PolicyInForce(msgspec.Struct):
    """The policy that the ticket is under, in the version that it was promised."""

    id: str
    version: int
    name: str


class HoursInForce(msgspec.Struct):
    """The business hours in which its promises are measured; `zone` is the time zone (IANA)."""

    id: str
    name: str
    zone: str


class Span(msgspec.Struct):
    """A stretch of a clock's life. Only `counted` ones use up what was promised; `because` says why another did not.

    `policy` and `version` are those that held at that time, null while nothing was promised.
    """

    start: Time
    end: Time
    kind: SpanKind
    because: str
    policy: str | None
    version: int | None


class ExplainedClock(msgspec.Struct):
    """One promise: `left_seconds` is negative once it is exceeded, `due` null while the clock stands. The spans leave
    no gap between the opening of the ticket and now. Those of a next response tell of every round.
    """

    target: Target
    state: State
    promised_seconds: float
    counted_seconds: float
    left_seconds: float
    started: Time | None
    due: Time | None
    breached_at: Time | None
    spans: tuple[Span, ...]


class SlaExplained(msgspec.Struct):
    """Everything promised about a ticket under the policy in force, as of `at`."""

    reference: Reference
    at: Time
    policy: PolicyInForce | None
    hours: HoursInForce | None
    clocks: tuple[ExplainedClock, ...]
