"""What happens to a ticket, as far as service levels are concerned, and where it stands after that.

Rules, for each kind of promise:
- first response: from a customer's opening of the ticket to the first public answer of an agent. Resolving is no
  answer. A ticket that an agent opened has none.
- next response: from the customer's first unanswered message, once there was a first answer, to the next public answer.
- first assignment: from the opening to the first assignee. Taking the assignee away again starts nothing.
- resolution: from the opening until the ticket is resolved or closed. Reopened, it goes on from where it was.

All stand still in a status that pauses, and while the ticket is resolved, closed, spam, deleted or merged. The two
responses also stand still while the ticket is answered: nobody waits for us.
"""

from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from chalicelib.domain.sla_policy import Target, Terms, WaitsFor
from chalicelib.domain.values import dataclass


class Phase(StrEnum):
    """Categories of status as the clocks tell them apart; a new ticket is an open one."""

    OPEN = "open"
    POSTPONED = "postponed"
    ANSWERED = "answered"
    RESOLVED = "resolved"
    CLOSED = "closed"
    SPAM = "spam"
    DELETED = "deleted"
    MERGED = "merged"


FINISHED = frozenset({Phase.RESOLVED, Phase.CLOSED})
ASIDE = frozenset({Phase.SPAM, Phase.DELETED, Phase.MERGED})
RESPONSES = frozenset({Target.FIRST_RESPONSE, Target.NEXT_RESPONSE})


@dataclass(frozen=True, slots=True)
class Opened:
    """The ticket begins, under the terms chosen for it; None if nothing is promised."""

    at: datetime
    terms: Terms | None
    by_customer: bool = True


@dataclass(frozen=True, slots=True)
class CustomerWrote:
    at: datetime


@dataclass(frozen=True, slots=True)
class AgentAnswered:
    """A public message of an agent; notes are none."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Assigned:
    at: datetime


@dataclass(frozen=True, slots=True)
class StatusChanged:
    """Another status: resolved, reopened, closed, spam and merged are all this. `waits_for` is why it stands still."""

    at: datetime
    phase: Phase
    waits_for: WaitsFor | None = None


@dataclass(frozen=True, slots=True)
class TermsChanged:
    """Another policy is in force: chosen by hand, or because priority, department, group or tags changed."""

    at: datetime
    terms: Terms | None


Fact = CustomerWrote | AgentAnswered | Assigned | StatusChanged | TermsChanged


@dataclass(frozen=True, slots=True)
class Situation:
    """Where a ticket stands. `waiting`: the customer wrote after the last public answer."""

    phase: Phase = Phase.OPEN
    waits_for: WaitsFor | None = None
    answered: bool = False
    assigned: bool = False
    waiting: bool = False

    def after(self, fact: Fact) -> "Situation":
        match fact:
            case CustomerWrote():
                return replace(self, waiting=self.answered)
            case AgentAnswered():
                return replace(self, answered=True, waiting=False)
            case Assigned():
                return replace(self, assigned=True)
            case StatusChanged(phase=phase, waits_for=waits_for):
                return replace(self, phase=phase, waits_for=waits_for)
        return self

    def fulfils(self, target: Target) -> bool:
        """Whether what was promised has happened (or, for a next response, is not waited for)."""
        match target:
            case Target.FIRST_RESPONSE:
                return self.answered
            case Target.NEXT_RESPONSE:
                return not self.waiting
            case Target.FIRST_ASSIGNMENT:
                return self.assigned
            case Target.RESOLUTION:
                return self.phase in FINISHED


class Mode(StrEnum):
    """What a clock does: nothing, count work time, stand still for a reason outside the desk, or be done."""

    IDLE = "idle"
    COUNTING = "counting"
    PAUSED = "paused"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Standing:
    """What a clock should do and, unless it counts, why: a phase, a reason to wait, or a word of its own."""

    mode: Mode
    because: str = ""


NOT_PROMISED = Standing(Mode.IDLE, "not_promised")
FULFILLED = Standing(Mode.DONE, "fulfilled")
COUNTING = Standing(Mode.COUNTING)


def standing(target: Target, situation: Situation, terms: Terms | None) -> Standing:
    """What the clock of `target` does in that situation under those terms."""
    if terms is None or target not in terms.policy.targets:
        return NOT_PROMISED
    if situation.fulfils(target):
        return FULFILLED
    if situation.phase in ASIDE | FINISHED:
        return Standing(Mode.IDLE, situation.phase.value)
    if situation.waits_for in terms.policy.pauses_for:
        return Standing(Mode.PAUSED, situation.waits_for.value)
    if situation.phase is Phase.ANSWERED and target in RESPONSES:
        return Standing(Mode.IDLE, situation.phase.value)
    return COUNTING
