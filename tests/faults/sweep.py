"""One flow, one fault, everything that follows, and what there is to say about it in the end."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.faults.endings import Ending, differences, ending_of, with_uncertain_mail_of
from tests.faults.flows import Flow
from tests.faults.invariants import Violation, always, once_settled
from tests.faults.plan import Call, Fault, Kind
from tests.faults.site import Site, site
from tests.faults.wires import Wire

MOST_TRIES = 5
# where a fault may leave it open whether SES has the mail: the call itself, and the claim that comes before
OPEN_QUESTIONS = {"SendEmail", "PutItem", "UpdateItem"}


@dataclass
class Run:
    """`calls` are those of the flow itself, without what repeats and settles it."""

    calls: list[Call]
    struck: list[Call]
    violations: list[Violation]
    ending: Ending

    @classmethod
    def of(cls, desk: Site) -> "Run":
        """What there is to say about a desk that has settled."""
        return cls([], [], violations_of(desk), ending_of(desk.read(), desk.sends))


@dataclass
class Undisturbed:
    """Runs without faults, each made once."""

    wire: Wire
    _runs: dict[tuple[str, bool], Run] = field(default_factory=dict)

    def of(self, flow: Flow, *, events: bool = True) -> Run:
        if (flow.name, events) not in self._runs:
            self._runs[flow.name, events] = run(flow, self.wire, events=events)
        return self._runs[flow.name, events]


@dataclass
class Tally:
    """What `make proof` shows of all runs together."""

    runs: int = 0
    harms: Counter[str] = field(default_factory=Counter)

    def count(self, violations: list[Violation]) -> None:
        self.runs += 1
        for harm in {violation.harm for violation in violations}:
            self.harms[harm] += 1


def run(
    flow: Flow,
    wire: Wire,
    fault: Fault | None = None,
    *,
    events: bool = True,
    unkind: bool = False,
    twin_at: int = 0,
) -> Run:
    """`events`: whether SES says what it accepted. `unkind`: whether event sources copy, reorder and repeat. `twin_at`:
    the call before which another process is given the same and finishes first."""
    with site(wire, unkind=unkind) as desk:
        act = flow.prepare(desk)
        desk.events_arrive = events
        wire.be_patient(fault is None or fault.kind is not Kind.HANGS)
        desk.restart()
        if twin_at:
            desk.plan.meanwhile(twin_at, desk.twin)
        else:
            desk.plan.arm(fault)
        told = act()
        calls, struck = desk.plan.calls, desk.plan.struck
        desk.plan.heal()
        wire.be_patient(True)
        for _ in range(MOST_TRIES):
            told = told or act()
        violations = [] if told else [Violation("I5", "stuck", "the caller was never told of success")]
        if fault and not struck:
            violations.append(Violation("harness", "wrong", "the fault struck nothing"))
        desk.settle()
        violations += violations_of(desk)
        flow.then(desk)
        violations += violations_of(desk)
        return Run(calls, struck, violations, ending_of(desk.read(), desk.sends))


def violations_of(desk: Site) -> list[Violation]:
    state = desk.read()
    found = [*always(state, desk.sends, desk.told), *once_settled(state)]
    if not desk.is_quiet():
        found.append(Violation("I10", "stuck", f"a queue still holds messages: {desk.last_failure!r}"))
    return found


def compared(expected: Run, found: Run, *, events: bool = True) -> list[Violation]:
    """Everything that is wrong with a run, given one in which nothing failed; `events` as in `run`."""
    ending = expected.ending
    if any(call.operation in OPEN_QUESTIONS for call in found.struck):
        ending = with_uncertain_mail_of(ending, found.ending, events)
    other = (Violation("ending", harm, f"{part}: {what}") for harm, (part, what) in differences(ending, found.ending))
    return [*found.violations, *other]


def every_fault(calls: int) -> Iterator[Fault]:
    return (Fault(kind, nth) for nth in range(1, calls + 1) for kind in Kind)


def each_way(calls: int, turn: int) -> Iterator[Fault]:
    """Every kind once, each at another call; at others at each turn."""
    return (Fault(kind, (turn + number) % calls + 1) for number, kind in enumerate(Kind))


def one_fault(calls: int, turn: int) -> Iterator[Fault]:
    """At the last call, which is where things are written down; another kind at each turn."""
    yield Fault(list(Kind)[turn % len(Kind)], calls)
