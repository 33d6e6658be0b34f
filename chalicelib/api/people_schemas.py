"""Who is who, as the interface answers it."""

import msgspec

from chalicelib.api.schemas import Version
from chalicelib.domain.digests import Cadence
from chalicelib.domain.roles import Permission


class Department(msgspec.Struct):
    id: str
    name: str


class DepartmentList(msgspec.Struct):
    departments: tuple[Department, ...]


class Digest(msgspec.Struct):
    """When what is collected for an agent comes: each full hour, or every day `at` a time of `zone`."""

    cadence: Cadence
    at: str
    zone: str


class Me(msgspec.Struct):
    """Who is signed in. `role` is a built-in one or the id of a custom one; `departments` are those whose tickets the
    agent may see.

    `queue_off` are departments in which the queue hands them nothing, `notifications` how they are told of what. What
    is not named there is as it comes with the desk. `digest` is when what is collected comes, `undo_seconds` for how
    long a reply of theirs can be taken back before it goes out. `version` is what changes of these are based on.
    """

    id: str
    name: str
    email: str
    role: str
    permissions: tuple[Permission, ...]
    departments: tuple[Department, ...]
    available: bool
    queue_off: tuple[str, ...]
    notifications: dict[str, str]
    digest: Digest
    language: str
    undo_seconds: int
    version: Version


class Colleague(msgspec.Struct):
    """An agent as shown in pickers; `departments` are ids."""

    id: str
    name: str
    enabled: bool
    departments: tuple[str, ...]


class AgentList(msgspec.Struct):
    agents: tuple[Colleague, ...]
