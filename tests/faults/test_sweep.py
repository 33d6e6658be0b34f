"""Every call of every flow, failed in every way: in the end it is as if nothing had failed.

The quick slice lets one call of each flow fail, in turn in each way. With LIPPU_PROOF=1 each call fails in each way,
and each way comes once more in each flow over sockets and the proxy, at a call that differs from flow to flow.
"""

import pytest

from tests.faults.flows import FLOWS, Flow
from tests.faults.plan import Fault, Kind
from tests.faults.sweep import Run, Tally, Undisturbed, compared, each_way, every_fault, one_fault, run
from tests.faults.wires import Wire, direct_wire
from tests.support.proof import is_full

pytestmark = [
    pytest.mark.network,
    # what dies in the middle of a call leaves its socket to the garbage collector
    pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning"),
    pytest.mark.filterwarnings("ignore:Exception ignored in. <socket:pytest.PytestUnraisableExceptionWarning"),
]
SENDING = [flow for flow in FLOWS if flow.name.startswith("outbound send")]


def names(flow: Flow) -> str:
    return flow.name


def wrong_with(expected: Run, found: Run, what: object, tally: Tally, *, events: bool = True) -> list[str]:
    violations = compared(expected, found, events=events)
    tally.count(violations)
    return [f"{what}: {violation}" for violation in violations]


@pytest.fixture(scope="module")
def undisturbed(wire: Wire) -> Undisturbed:
    return Undisturbed(wire)


@pytest.mark.parametrize("flow", FLOWS, ids=names)
def test_a_flow_ends_alike_whichever_call_fails(
    flow: Flow, wire: Wire, sockets: Wire | None, undisturbed: Undisturbed, tally: Tally
) -> None:
    expected = undisturbed.of(flow)
    assert expected.violations == []
    calls = len(expected.calls)
    wrong = []
    for fault in every_fault(calls) if is_full() else one_fault(calls, FLOWS.index(flow)):
        wrong += wrong_with(expected, run(flow, wire, fault), fault, tally)
    if sockets:
        expected = Undisturbed(sockets).of(flow)
        for fault in each_way(calls, FLOWS.index(flow)):
            wrong += wrong_with(expected, run(flow, sockets, fault), f"by sockets, {fault}", tally)
    assert wrong == []


@pytest.mark.parametrize("flow", SENDING, ids=names)
def test_without_word_from_ses_a_mail_is_sent_or_says_that_it_may_be_missing_or_double(
    flow: Flow, wire: Wire, undisturbed: Undisturbed, tally: Tally
) -> None:
    expected = undisturbed.of(flow, events=False)
    operations = [call.operation for call in expected.calls]
    send = operations.index("SendEmail") + 1
    faults = every_fault(len(operations)) if is_full() else [Fault(Kind.HANGS, send)]
    wrong = []
    for fault in faults:
        if fault.nth >= send - 1:
            wrong += wrong_with(expected, run(flow, wire, fault, events=False), fault, tally, events=False)
    assert wrong == []


@pytest.mark.parametrize("flow", FLOWS if is_full() else FLOWS[::7], ids=names)
def test_copies_and_another_order_change_nothing(
    flow: Flow, wire: Wire, undisturbed: Undisturbed, tally: Tally
) -> None:
    """Every message, batch and tick comes twice, and what waits together comes newest first."""
    assert wrong_with(undisturbed.of(flow), run(flow, wire, unkind=True), "copies", tally) == []


@pytest.mark.parametrize("flow", FLOWS if is_full() else FLOWS[1::7], ids=names)
def test_two_at_once_come_to_what_one_would(flow: Flow, undisturbed: Undisturbed, tally: Tally) -> None:
    """The same message, batch, tick or request is at work in another process, which is faster at any call."""
    wrong, expected = [], undisturbed.of(flow)
    last = len(expected.calls)
    with direct_wire() as direct:
        for nth in range(1 if is_full() else last, last + 1):
            found = run(flow, direct, twin_at=nth)
            wrong += wrong_with(expected, found, f"faster before call {nth}", tally)
    assert wrong == []
