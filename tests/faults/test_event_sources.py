"""Queues, stream and clock as AWS runs them: what fails comes again, what cannot be done is kept aside, nothing waits
for a tick that never came."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from chalicelib.domain.outbox import LEASE, SendState
from chalicelib.domain.timeline import EventName
from tests.faults.flows import FLOWS
from tests.faults.invariants import Violation, always, once_settled
from tests.faults.plan import Fault, Kind
from tests.faults.site import MINUTE, Site, site
from tests.faults.sweep import Run, compared, run
from tests.faults.wires import Wire, direct_wire
from tests.support.mails import mail, notice
from tests.support.template import resources

HOUR = timedelta(hours=1)


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


@pytest.mark.parametrize("name", ["mail in", "outbound send of a reply"])
def test_an_hour_without_aws_loses_nothing_and_needs_nobody(name: str, direct: Wire) -> None:
    assert wrong_after_outage(name, HOUR, direct) == []


def test_half_an_hour_without_aws_loses_no_report_of_ses(direct: Wire) -> None:
    """Reports come back sooner, so that they still find the lease of the sender they are about: they have less time."""
    assert wrong_after_outage("SES feedback: bounce", HOUR / 2, direct) == []


def wrong_after_outage(name: str, length: timedelta, wire: Wire) -> list[Violation]:
    (flow,) = [flow for flow in FLOWS if flow.name == name]
    expected = run(flow, wire)
    with site(wire) as desk:
        act = flow.prepare(desk)
        desk.restart()
        desk.plan.arm(Fault(Kind.DOWN, 1))
        act()
        wait(desk, length)
        desk.settle()
        flow.then(desk)
        return compared(expected, Run.of(desk))


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


@pytest.mark.parametrize(("name", "copies"), [("reply", 2), ("acknowledgement", 1)])
def test_a_mail_whose_every_answer_is_lost_goes_out_no_oftener_than_promised_and_says_so(
    direct: Wire, name: str, copies: int
) -> None:
    (flow,) = [flow for flow in FLOWS if flow.name.startswith("outbound send") and flow.name.endswith(name)]
    with site(direct) as desk:
        act = flow.prepare(desk)
        desk.events_arrive = False
        desk.plan.arm(Fault(Kind.ANSWER_LOST, 0, "SendEmail"))
        act()
        wait(desk, HOUR)
        (mail_,) = [each for each in desk.read().outbox.values() if each.kind == name]
        assert mail_.state is SendState.UNKNOWN
        assert len([send for send in desk.sends if send.outbox_id == mail_.id]) == copies


def test_a_report_comes_back_before_the_lease_of_its_mail_ends() -> None:
    """Else a reply whose Send event was not taken at first would go out twice."""
    assert timedelta(seconds=resources()["FeedbackQueue"]["Properties"]["VisibilityTimeout"]) < LEASE


def test_a_mail_that_ses_delivers_twice_leaves_no_second_copy_of_its_attachments(desk: Site) -> None:
    """Nothing would name that copy, so nothing would ever delete it (I12)."""
    raw = mail(attachments={"fire.png": b"PNG"})
    desk.store_mail(raw)
    desk.store_mail(b"Received: by another way\r\n" + raw)
    desk.settle()
    state = desk.read()
    named = {file.key for entry in state.all_entries() for file in entry.attachments}
    assert set(state.files) == named
