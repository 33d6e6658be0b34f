"""People who answer at the desk: their role, their departments, and what they set for themselves."""

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum

from chalicelib.domain.digests import DigestPlan
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.roles import BUILT_IN, Permission
from chalicelib.domain.values import dataclass

# what the filter of ticket lists takes instead of an agent
NOT_AGENTS = frozenset({"me", "none"})


class Occasion(StrEnum):
    """What an agent may be told about. `escalated` is a ticket that was handed up to them."""

    ASSIGNED = "assigned"
    ESCALATED = "escalated"
    CUSTOMER_WROTE = "customer_wrote"
    NEW_TICKET = "new_ticket"
    MENTIONED = "mentioned"
    SLA_WARNING = "sla_warning"
    SLA_BREACH = "sla_breach"
    REMINDER = "reminder"
    REPLY_STOPPED = "reply_stopped"


class Way(StrEnum):
    """How an agent is told: in the workspace alone, by a mail at once, in a collected mail, or not at all."""

    WORKSPACE = "workspace"
    MAIL = "mail"
    DIGEST = "digest"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Agent:
    """Somebody who answers. `departments` are ids; an admin needs none. A disabled agent is out at the next request.

    `role` is a built-in one or the id of a custom one, whose permissions the agent carries along as `grants`: so rights
    are read with the agent, and a changed role counts at the next request. `available`, `queue_off` (departments in
    which the queue hands them nothing), `notifications`, `digest`, `language` and `undo_seconds` (how long a reply of
    theirs waits, so that it can be taken back) are the agent's own to set. `capacity` None is the department's, 0 no
    limit.
    """

    id: str
    email: str
    name: str
    role: str
    departments: tuple[str, ...] = ()
    enabled: bool = True
    grants: frozenset[Permission] = frozenset()
    capacity: int | None = None
    available: bool = True
    queue_off: frozenset[str] = frozenset()
    notifications: Mapping[Occasion, Way] = field(default_factory=dict, hash=False)
    digest: DigestPlan = field(default_factory=DigestPlan)
    language: str = ""
    undo_seconds: int = 0
    version: int = 1

    def __post_init__(self) -> None:
        """Raises InvalidInput for a name that means something else in lists."""
        if self.id in NOT_AGENTS:
            raise InvalidInput.of("id", f"{self.id} means something else in lists; choose another")

    @property
    def permissions(self) -> frozenset[Permission]:
        """What the role permits. Whether the agent is enabled is another question: see `may`."""
        return BUILT_IN.get(self.role, self.grants)


def may(agent: Agent, permission: Permission) -> bool:
    """Whether this agent has the permission now; a disabled one has none."""
    return agent.enabled and permission in agent.permissions
