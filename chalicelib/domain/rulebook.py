"""What a desk's configuration means for one ticket: which promises hold, when it closes itself, what stops its clocks.

A department that names no policy promises a first answer within its own time, around the clock. That promise is a
policy like any other; its version is the promised time in seconds, so that a ticket keeps what it was promised although
nobody stored the old setting.
"""

from dataclasses import replace
from datetime import timedelta

from chalicelib.domain.directory import Directory
from chalicelib.domain.hours import ALWAYS
from chalicelib.domain.sla_clocks import Clocks
from chalicelib.domain.sla_policy import (
    Audience,
    Notify,
    Policy,
    Promise,
    ShareUsed,
    Step,
    Target,
    Terms,
    WaitsFor,
    choose,
)
from chalicelib.domain.ticket import Closing, Status, Ticket
from chalicelib.domain.values import dataclass

WARN_AT_PERCENT = 75
DEPARTMENT_POLICY = "~"
TOLD = (Notify(Audience.ASSIGNEE),)


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The rules of a desk as configured now."""

    directory: Directory

    def in_force(self, clocks: Clocks) -> tuple[Clocks, Terms | None]:
        """The terms a ticket's clocks run under. Those of a policy that is gone for good stop counting."""
        if clocks.policy is None:
            return clocks, None
        terms = self.terms(*clocks.policy)
        return (clocks, terms) if terms else (replace(clocks, policy=None), None)

    def terms(self, id: str, version: int) -> Terms | None:
        """The terms of a policy as a ticket was promised them; None if nobody knows them any more."""
        if id.startswith(DEPARTMENT_POLICY):
            return _promise_of(id.removeprefix(DEPARTMENT_POLICY), timedelta(seconds=version))
        policy = self.directory.policy_as_promised(id, version)
        return Terms(policy, self.directory.hours(policy.hours) or ALWAYS) if policy else None

    def knows_promise_of(self, ticket: Ticket) -> bool:
        return ticket.clocks.policy is None or self.terms(*ticket.clocks.policy) is not None

    def chosen_for(self, *, department: str, priority: str, tags: tuple[str, ...], group: str) -> Terms | None:
        """The terms that a ticket with these properties gets today; `group` is its customer's, empty for none."""
        groups = (group,) if group else ()
        ordered = self.directory.ordered_policies
        policy = choose(ordered, department=department, priority=priority, groups=groups, tags=tags)
        if policy:
            return Terms(policy, self.directory.hours(policy.hours) or ALWAYS)
        own = self.directory.departments.get(department)
        return _promise_of(department, own.first_response) if own else None

    def pause_of(self, ticket: Ticket) -> WaitsFor | None:
        """Why the ticket's status stops its clocks, None if it does not."""
        if ticket.status is Status.POSTPONED and ticket.postponed:
            return ticket.postponed.waits_for
        custom = self.directory.statuses.get(ticket.custom_status)
        return custom.pauses_for if custom else None

    def closing_of(self, ticket: Ticket) -> Closing | None:
        """When the ticket closes itself if nobody writes; None while that is not the customer's turn, or never."""
        department = self.directory.departments.get(ticket.department)
        if department is None or department.auto_close is None or not ticket.waits_for_customer:
            return None
        at = ticket.moved_at + department.auto_close
        return Closing(at, max(ticket.moved_at, at - department.auto_close_notice))

    def notice_of(self, ticket: Ticket) -> timedelta:
        """How long before a ticket closes itself its customer is told."""
        department = self.directory.departments.get(ticket.department)
        return min(department.auto_close_notice, department.auto_close or timedelta()) if department else timedelta()


def _promise_of(department: str, first_response: timedelta) -> Terms:
    """A department's own promise: a first answer, a warning when three quarters of the time are used up."""
    steps = (Step(ShareUsed(WARN_AT_PERCENT), TOLD), Step(ShareUsed(100), TOLD))
    policy = Policy(
        id=f"{DEPARTMENT_POLICY}{department}",
        version=int(first_response.total_seconds()),
        name="First answer",
        hours=ALWAYS.id,
        targets={Target.FIRST_RESPONSE: Promise(first_response, steps)},
    )
    return Terms(policy, ALWAYS)
