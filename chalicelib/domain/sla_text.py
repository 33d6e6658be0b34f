"""A ticket's clocks as one short text (under 250 bytes), for the ticket's head.

Parts stand between dots: the opening in milliseconds since 1970; the last fact and the next alarm; the situation
(first letters of phase and reason, and a digit of its three flags); the four clocks; the policy's version and id.
A clock is its mode's first letter and how many marks were given out, then work time counted, start and due time.
Numbers are in base 36, times in milliseconds since the opening; what is not there is empty.
"""

from datetime import UTC, datetime, timedelta

from chalicelib.domain.sla_clocks import TARGETS, Clock, Clocks
from chalicelib.domain.sla_facts import Mode, Phase, Situation
from chalicelib.domain.sla_policy import WaitsFor

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
MILLISECOND = timedelta(milliseconds=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NO_POLICY = ""
NOT_WAITING = "-"
# the letters stand for these
MODES = {mode.value[0]: mode for mode in Mode}
PHASES = {phase.value[0]: phase for phase in Phase}
REASONS: dict[str, WaitsFor | None] = {NOT_WAITING: None} | {reason.value[0]: reason for reason in WaitsFor}


def clocks_to_text(clocks: Clocks) -> str:
    id, version = clocks.policy or (NO_POLICY, 0)
    return ".".join(
        (
            _base36((clocks.opened - EPOCH) // MILLISECOND),
            _moment(clocks.at, clocks.opened),
            _moment(clocks.next_alarm, clocks.opened),
            _situation_to_text(clocks.situation),
            *(_clock_to_text(clock, clocks.opened) for clock in clocks.each),
            _base36(version),
            id,
        )
    )


def clocks_from_text(text: str) -> Clocks:
    """The clocks written by `clocks_to_text`. Raises ValueError for anything else."""
    try:
        return _read(text)
    except (KeyError, IndexError) as unknown:
        raise ValueError(f"no clocks: {text!r}") from unknown


def _read(text: str) -> Clocks:
    opened_part, at, alarm, situation, *each, version, id = text.split(".", 5 + len(TARGETS))
    opened = EPOCH + int(opened_part, 36) * MILLISECOND
    return Clocks(
        opened=opened,
        at=opened + _length(at),
        situation=_situation_from_text(situation),
        policy=None if id == NO_POLICY else (id, int(version, 36)),
        each=tuple(_clock_from_text(part, opened) for part in each),
        next_alarm=_moment_from(alarm, opened),
    )


def _situation_to_text(situation: Situation) -> str:
    reason = situation.waits_for.value[0] if situation.waits_for else NOT_WAITING
    flags = situation.answered + 2 * situation.assigned + 4 * situation.waiting
    return f"{situation.phase.value[0]}{reason}{flags}"


def _situation_from_text(text: str) -> Situation:
    bits = int(text[2:])
    return Situation(
        phase=PHASES[text[0]],
        waits_for=REASONS[text[1]],
        answered=bool(bits & 1),
        assigned=bool(bits & 2),
        waiting=bool(bits & 4),
    )


def _clock_to_text(clock: Clock, opened: datetime) -> str:
    if clock == Clock():
        return ""
    counted = _base36(clock.counted // MILLISECOND)
    started, due = _moment(clock.started, opened), _moment(clock.due, opened)
    return f"{clock.mode.value[0]}{_base36(clock.given)}:{counted}:{started}:{due}"


def _clock_from_text(text: str, opened: datetime) -> Clock:
    if not text:
        return Clock()
    head, counted, started, due = text.split(":")
    return Clock(
        mode=MODES[head[0]],
        counted=_length(counted),
        given=int(head[1:], 36),
        started=_moment_from(started, opened),
        due=_moment_from(due, opened),
    )


def _moment(at: datetime | None, opened: datetime) -> str:
    return "" if at is None else _base36((at - opened) // MILLISECOND)


def _moment_from(text: str, opened: datetime) -> datetime | None:
    return opened + _length(text) if text else None


def _length(text: str) -> timedelta:
    return int(text, 36) * MILLISECOND


def _base36(number: int) -> str:
    digits = ""
    while True:
        number, digit = divmod(number, 36)
        digits = DIGITS[digit] + digits
        if not number:
            return digits
