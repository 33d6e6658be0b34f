"""Queues, stream and clock as AWS runs them: what fails comes again, what cannot be done is kept aside, nothing waits
for a tick that never came."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from chalicelib.domain.timeline import EventName
from tests.faults.flows import FLOWS, Flow
from tests.faults.invariants import always, once_settled
from tests.faults.plan import Fault, Kind
from tests.faults.site import MINUTE, Site, site
from tests.faults.sweep import Run, compared, run
from tests.faults.wires import Wire, direct_wire
from tests.support.mails import mail, notice
from tests.support.template import resources

HOUR = timedelta(hours=1)
QUEUED = [flow for flow in FLOWS if flow.name in ("mail in", "outbound send of a reply", "SES feedback: bounce")]


@pytest.fixture(scope="module")
def direct() -> Iterator[Wire]:
    with direct_wire() as made:
        yield made


@pytest.fixture
def desk(direct: Wire) -> Iterator[Site]:
    with site(direct) as made:
        yield made


def wait(desk: Site, time: timedelta) -> None:
    """Time passes and everything tries, whether AWS is there or not."""
    for _ in range(time // MINUTE):
        desk.drain()
        desk.tick()
        desk.clock.advance(MINUTE)


def most_receives(resource: str) -> int:
    return int(resources()[resource]["Properties"]["RedrivePolicy"]["maxReceiveCount"])


def test_poison_is_kept_aside_after_its_tries_and_holds_up_nothing(desk: Site) -> None:
    desk.enqueue(desk.inbound, {"not": "a receipt"})
    desk.store_mail(mail())
    wait(desk, desk.inbound.visibility * (most_receives("InboundQueue") + 1))
    state = desk.read()
    assert state.dead_letters == ['{"not": "a receipt"}']
    assert [entry.mail and entry.mail.message_id for entry in state.all_entries()] == ["first@customer.example"]


def test_a_dead_letter_given_again_after_the_repair_has_one_effect(desk: Site) -> None:
    """What was broken: the original was not there to be read."""
    announced = notice("inbound/late")
    desk.enqueue(desk.inbound, announced)
    wait(desk, desk.inbound.visibility * (most_receives("InboundQueue") + 1))
    assert len(desk.read().dead_letters) == 1
    desk.world.put_raw("inbound/late", mail())
    desk.give_dead_letters_again()
    desk.give_dead_letters_again()
    desk.enqueue(desk.inbound, announced)
    desk.settle()
    state = desk.read()
    assert [*always(state, desk.sends, desk.told), *once_settled(state)] == []
    assert len(state.tickets) == 1


@pytest.mark.parametrize("flow", QUEUED, ids=lambda flow: flow.name)
def test_an_hour_without_aws_loses_nothing_and_needs_nobody(flow: Flow, direct: Wire) -> None:
    expected = run(flow, direct)
    with site(direct) as desk:
        act = flow.prepare(desk)
        desk.restart()
        desk.plan.arm(Fault(Kind.DOWN, 1))
        act()
        wait(desk, HOUR)
        desk.settle()
        flow.then(desk)
        assert compared(expected, Run.of(desk)) == []


def test_a_breach_in_an_hour_without_ticks_is_told_once_when_they_come_back(desk: Site) -> None:
    desk.store_mail(mail())
    desk.drain()
    desk.clock.advance(timedelta(hours=11))
    for _ in range(3):
        desk.tick()
        desk.tick()
        desk.clock.advance(MINUTE)
    desk.settle()
    events = [entry.event for entry in desk.read().all_entries() if entry.event]
    assert events == [EventName.SLA_BREACH]
    told = [send for send in desk.sends if send.recipient == "support-lead@example.com"]
    assert len(told) == 1
