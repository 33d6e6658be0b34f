"""What people may do: single permissions, the built-in roles as sets of them, and roles that admins put together."""

from collections.abc import Mapping
from enum import StrEnum

from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.values import dataclass


class Role(StrEnum):
    """The roles that come with the desk."""

    OWNER = "owner"
    ADMIN = "admin"
    AGENT = "agent"
    RESTRICTED = "restricted"


class Permission(StrEnum):
    """The first three say which tickets somebody sees, the others what may be done with those."""

    SEE_ALL = "see_all"
    SEE_DEPARTMENTS = "see_departments"
    SEE_ASSIGNED = "see_assigned"
    REPLY = "reply"
    NOTE = "note"
    EDIT = "edit"
    ASSIGN = "assign"
    TRANSFER = "transfer"
    MERGE = "merge"
    RESOLVE = "resolve"
    TRASH = "trash"
    RESTORE = "restore"
    SEE_QUARANTINE = "see_quarantine"
    BLOCK = "block"
    MANAGE_CANNED = "manage_canned"
    CONFIGURE = "configure"
    MANAGE_PEOPLE = "manage_people"
    READ_REPORTS = "read_reports"
    EXPORT = "export"


SCOPES = frozenset({Permission.SEE_ALL, Permission.SEE_DEPARTMENTS, Permission.SEE_ASSIGNED})
_ON_TICKETS = frozenset(
    {
        Permission.REPLY,
        Permission.NOTE,
        Permission.EDIT,
        Permission.ASSIGN,
        Permission.TRANSFER,
        Permission.MERGE,
        Permission.RESOLVE,
    }
)
_EVERYTHING = frozenset(Permission) - {Permission.SEE_DEPARTMENTS, Permission.SEE_ASSIGNED}
BUILT_IN: Mapping[str, frozenset[Permission]] = {
    Role.OWNER: _EVERYTHING,
    Role.ADMIN: _EVERYTHING,
    Role.AGENT: _ON_TICKETS
    | {Permission.SEE_DEPARTMENTS, Permission.TRASH, Permission.RESTORE, Permission.SEE_QUARANTINE},
    Role.RESTRICTED: _ON_TICKETS | {Permission.SEE_ASSIGNED},
}
# only an owner makes, changes or removes people of these
ABOVE_OTHERS = frozenset({Role.OWNER, Role.ADMIN})


@dataclass(frozen=True, slots=True)
class CustomRole:
    """A role of the desk's own. `version` counts its changes; those who hold it carry its permissions with them."""

    id: str
    name: str
    permissions: frozenset[Permission]
    version: int = 1

    def __post_init__(self) -> None:
        """Raises InvalidInput for a role that would be taken for a built-in one, or says nothing or too much about
        which tickets are seen."""
        if self.id in BUILT_IN:
            raise InvalidInput.of("id", "is the name of a role that comes with the desk")
        if len(self.permissions & SCOPES) != 1:
            raise InvalidInput.of("permissions", f"needs exactly one of {', '.join(sorted(SCOPES))}")
        if Permission.SEE_QUARANTINE in self.permissions and Permission.SEE_ASSIGNED in self.permissions:
            # mail that was set aside belongs to departments and is assigned to nobody
            raise InvalidInput.of("permissions", "see_quarantine needs see_departments or see_all")
