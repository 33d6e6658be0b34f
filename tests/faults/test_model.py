"""Thousands of steps in any order, and after each of them nothing is lost or doubled."""

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.faults.model import DeskModel
from tests.faults.wires import direct_wire
from tests.support.proof import is_full, report

STEPS_IN_A_RUN = 50
RUNS = 250 if is_full() else 3
FULL_STEPS = 10_000


def test_whatever_happens_in_whatever_order_the_invariants_hold() -> None:
    DeskModel.steps = DeskModel.violations = 0
    with direct_wire() as wire:
        DeskModel.wire = wire
        try:
            run_state_machine_as_test(
                DeskModel,
                settings=settings(
                    max_examples=RUNS,
                    stateful_step_count=STEPS_IN_A_RUN,
                    derandomize=True,
                    database=None,
                    deadline=None,
                    phases=(Phase.generate,),
                    suppress_health_check=list(HealthCheck),
                ),
            )
        finally:
            report("model", steps=DeskModel.steps, violations=DeskModel.violations)
    assert DeskModel.steps >= (FULL_STEPS if is_full() else RUNS)
