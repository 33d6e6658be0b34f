"""Who works at the desk and what its departments promise. Small, read whole, and cached for seconds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from chalicelib.domain.errors import InvalidInput

LONGEST_SENDER_LOCAL_PART = 25


class Role(StrEnum):
    """What an agent may see: everything, the own departments, or only what is assigned to them."""

    ADMIN = "admin"
    AGENT = "agent"
    RESTRICTED = "restricted"


@dataclass(frozen=True, slots=True)
class Department:
    """A team with its support addresses (lower case, the first one is the sender) and its promise of a first answer."""

    id: str
    name: str
    addresses: tuple[str, ...]
    first_response: timedelta
    sender_name: str = ""
    signature: str = ""
    notify: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Raises InvalidInput for a department that could not send or get mail."""
        if not self.addresses:
            raise InvalidInput.of("addresses", "a department needs at least one support address")
        if len(self.sender_address.partition("@")[0]) > LONGEST_SENDER_LOCAL_PART:
            # answers come back to `local+t.<signed token>@...`, and a local part ends at 64 characters (RFC 5321)
            raise InvalidInput.of(
                "addresses", f"the part before the @ must be at most {LONGEST_SENDER_LOCAL_PART} characters"
            )

    @property
    def sender_address(self) -> str:
        return self.addresses[0]


@dataclass(frozen=True, slots=True)
class Agent:
    """Somebody who answers. `departments` are ids; an admin needs none. A disabled agent is out at the next request."""

    id: str
    email: str
    name: str
    role: Role
    departments: tuple[str, ...] = ()
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class Directory:
    """All departments and agents, by id."""

    departments: Mapping[str, Department] = field(default_factory=dict)
    agents: Mapping[str, Agent] = field(default_factory=dict)

    def department_for(self, address: str) -> Department | None:
        """The department that owns a support address; a plus part (`support+x@...`) does not matter."""
        local, _, domain = address.lower().rpartition("@")
        plain = f"{local.partition('+')[0]}@{domain}"
        for department in self.departments.values():
            if plain in department.addresses:
                return department
        return None

    def own_addresses(self) -> frozenset[str]:
        return frozenset(address for department in self.departments.values() for address in department.addresses)

    def agent_by_email(self, email: str) -> Agent | None:
        wanted = email.strip().lower()
        return next((agent for agent in self.agents.values() if agent.email.lower() == wanted), None)

    def notified_about(self, department_id: str) -> tuple[str, ...]:
        """Addresses told about an unassigned ticket: the department's list, else its members who may see it."""
        department = self.departments.get(department_id)
        if department is not None and department.notify:
            return department.notify
        return tuple(
            agent.email
            for agent in self.agents.values()
            if agent.enabled and agent.role is not Role.RESTRICTED and department_id in agent.departments
        )
