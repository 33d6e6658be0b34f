"""Whatever falls due is done within 90 seconds: the sweep comes once a minute, at any second of it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from chalicelib.domain.directory import PlacedPolicy
from chalicelib.domain.hours import ALWAYS
from chalicelib.domain.moves import Edit
from chalicelib.domain.outbox import LEASE, SAFETY_NET, claimed
from chalicelib.domain.sla_policy import AddTag, Policy, Promise, ShareUsed, Step, Target, WaitsFor
from chalicelib.domain.ticket import Status
from chalicelib.domain.timeline import EventName
from chalicelib.services.requests import request_of
from tests.support.clock import START
from tests.support.desk import AGENT, SUPPORT
from tests.support.lambdas import Lambdas
from tests.support.mails import mail
from tests.support.setting_up import set_up

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
AT_MOST = 90 * SECOND
Prepare = Callable[[Lambdas], tuple[datetime, Callable[[], bool]]]


def _event(lambdas: Lambdas, name: EventName) -> Callable[[], bool]:
    return lambda: any(entry.event is name for entry in lambdas.entries())


def _promise(name: EventName, share: int) -> Prepare:
    def prepare(lambdas: Lambdas) -> tuple[datetime, Callable[[], bool]]:
        steps = (Step(ShareUsed(75), (AddTag("soon"),)), Step(ShareUsed(150), (AddTag("late"),)))
        policy = Policy("quick", 1, "Quick", ALWAYS.id, {Target.FIRST_RESPONSE: Promise(2 * HOUR, steps)})
        set_up(lambdas.desk, PlacedPolicy(1, policy))
        lambdas.receive(mail(headers={"Precedence": "bulk"}))
        return START + 2 * HOUR * share / 100, _event(lambdas, name)

    return prepare


def _postponed(lambdas: Lambdas) -> tuple[datetime, Callable[[], bool]]:
    lambdas.receive(mail(headers={"Precedence": "bulk"}))
    until = START + 3 * HOUR
    edit = Edit(status=Status.POSTPONED, postpone=(until, WaitsFor.AGENT))
    lambdas.desk.edits.edit(AGENT, lambdas.ticket(), 1, edit, None)
    return until, _event(lambdas, EventName.WOKEN)


def _closing(name: EventName, after: timedelta) -> Prepare:
    def prepare(lambdas: Lambdas) -> tuple[datetime, Callable[[], bool]]:
        set_up(lambdas.desk, replace(SUPPORT, auto_close=3 * HOUR, auto_close_notice=2 * HOUR))
        lambdas.receive()
        lambdas.agent_replies()
        lambdas.send_everything()
        if name is EventName.CLOSED_BY_ITSELF:
            lambdas.world.clock.advance(HOUR)
            lambdas.tick()
        return START + after, _event(lambdas, name)

    return prepare


def _reminder(lambdas: Lambdas) -> tuple[datetime, Callable[[], bool]]:
    lambdas.receive(mail(headers={"Precedence": "bulk"}))
    at = START + HOUR + 17 * SECOND
    request = request_of(AGENT.id, "reminder", "key", b"")
    lambdas.desk.reminders.add(AGENT, lambdas.ticket(), at, "Call Maija", request)
    return at, _event(lambdas, EventName.REMINDED)


def _forgotten_mail(lambdas: Lambdas) -> tuple[datetime, Callable[[], bool]]:
    """A mail that neither the stream nor a sender took."""
    lambdas.receive()
    (pending,) = lambdas.outbox()
    return START + SAFETY_NET, lambda: pending.id in lambdas.queued()


def _lost_sender(lambdas: Lambdas) -> tuple[datetime, Callable[[], bool]]:
    """A mail whose sender was never heard of again."""
    lambdas.receive()
    (pending,) = lambdas.outbox()
    assert lambdas.desk.outbox.replace(pending, claimed(pending, START, "lost"))
    return START + LEASE, lambda: lambdas.outbox()[0].state.value == "unknown"


TIMERS: dict[str, Prepare] = {
    "a warning": _promise(EventName.SLA_WARNING, 75),
    "a breach": _promise(EventName.SLA_BREACH, 100),
    "an escalation": _promise(EventName.SLA_ESCALATION, 150),
    "the end of a postponement": _postponed,
    "the notice before closing": _closing(EventName.CLOSES_SOON, HOUR),
    "closing": _closing(EventName.CLOSED_BY_ITSELF, 3 * HOUR),
    "a reminder": _reminder,
    "a mail that nobody took": _forgotten_mail,
    "a mail whose sender is gone": _lost_sender,
}


@pytest.mark.parametrize("seconds", [0, 1, 59])
@pytest.mark.parametrize("name", TIMERS)
def test_what_is_due_is_done_within_90_seconds_and_not_before(lambdas: Lambdas, name: str, seconds: int) -> None:
    due, is_done = TIMERS[name](lambdas)
    clock = lambdas.world.clock
    # sweeps a minute apart, of which one comes so many seconds after the due time
    clock.advance(due + seconds * SECOND - 2 * MINUTE - clock.now())
    while clock.now() < due:
        lambdas.tick()
        assert not is_done()
        clock.advance(MINUTE)
    lambdas.tick()
    assert is_done()
    assert clock.now() - due <= AT_MOST
