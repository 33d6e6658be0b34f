"""Whether a change of the configuration may be made: what it would break, and what tickets hold on to."""

import json
from collections.abc import Mapping

from chalicelib.domain.categories import SHIPPED_CATEGORIES, Category
from chalicelib.domain.consistency import Flaw, flaws
from chalicelib.domain.customer_groups import CustomerGroup, Organisation
from chalicelib.domain.directory import Directory, PlacedPolicy
from chalicelib.domain.errors import Conflict, FieldProblem, InvalidInput
from chalicelib.domain.fields import CustomField
from chalicelib.domain.settings import Kind, Setting, kind_of, settings_of
from chalicelib.domain.statuses import SHIPPED_STATUSES, CustomStatus
from chalicelib.services.audit import described

# the directory is read in one answer of 1 MB, which templates of mail share
MOST_BYTES_OF_ONE = 8_000
MOST_BYTES = 330_000
MOST: Mapping[Kind, int] = {
    Kind.DEPARTMENT: 100,
    Kind.AGENT: 500,
    Kind.STATUS: 50,
    Kind.CATEGORY: 100,
    Kind.FIELD: 100,
    Kind.ROLE: 50,
    Kind.HOURS: 50,
    Kind.POLICY: 100,
    Kind.GROUP: 50,
    Kind.ORGANISATION: 500,
    Kind.BLOCK: 500,
}

# settings that carry a mark once tickets or customers have them
MARKED = CustomStatus | Category | CustomField | CustomerGroup | Organisation


def require_consistent(before: Directory, after: Directory, changed: Setting) -> None:
    """Raises InvalidInput for a change that adds a flaw, whether to the setting itself or to another one."""
    added = flaws(after) - flaws(before)
    if added:
        raise InvalidInput(*(FieldProblem(_place(flaw, changed), flaw.message) for flaw in _in_order(added)))


def require_not_needed(before: Directory, after: Directory, removed: Setting) -> None:
    """Raises Conflict for something that others still name."""
    added = flaws(after) - flaws(before)
    if added:
        needed_by = dict.fromkeys(f"{flaw.kind} {flaw.id} ({flaw.field})" for flaw in _in_order(added))
        words = ", ".join(needed_by)
        raise Conflict(f"{kind_of(removed)} {removed.id} is still needed by {words}: change those first.")


def require_unused(setting: Setting) -> None:
    """Raises Conflict for what tickets or customers have, and for what came with the desk."""
    if not isinstance(setting, MARKED):
        return
    words = f"{kind_of(setting)} {setting.id}"
    if setting.used:
        who = "Customers" if isinstance(setting, CustomerGroup | Organisation) else "Tickets"
        raise Conflict(f"{who} have {words}: retire it instead, then nobody can choose it any more.")
    if setting.id in _SHIPPED.get(kind_of(setting), ()):
        raise Conflict(f"{words} came with the desk and cannot be removed: retire it instead.")


def require_fresh_id(before: Setting | None, after: Setting, directory: Directory) -> None:
    """Raises Conflict for a new policy under the id of a removed one: tickets are held to that."""
    former = {id for id, _ in directory.former_policies}
    if before is None and isinstance(after, PlacedPolicy) and after.id in former:
        raise Conflict(f"Tickets were promised what a removed policy {after.id} said: choose another id.")


def require_kept(before: Setting | None, after: Setting) -> None:
    """Raises Conflict where tickets would be left with what means nothing, or something else, after the change."""
    if not getattr(before, "used", False):
        return
    if isinstance(before, CustomStatus) and isinstance(after, CustomStatus) and after.behaves_as != before.behaves_as:
        raise Conflict(f"Tickets have status {before.id}: what it behaves_as cannot change, make another status.")
    if isinstance(before, CustomField) and isinstance(after, CustomField):
        if after.kind is not before.kind:
            raise Conflict(f"Tickets have field {before.id}: its kind cannot change, make another field.")
        gone = {choice.id for choice in before.choices} - {choice.id for choice in after.choices}
        if gone:
            raise Conflict(f"Tickets may have {', '.join(sorted(gone))}: keep them among the choices of {before.id}.")


def require_room(directory: Directory, changed: Setting) -> None:
    """Raises InvalidInput for more than can be read at once."""
    settings = _all(directory)
    size = _size(changed)
    if size > MOST_BYTES_OF_ONE:
        raise InvalidInput.of("body", f"is too much: with all names it may have {MOST_BYTES_OF_ONE} bytes")
    kind = kind_of(changed)
    if len(settings_of(directory, kind)) > MOST[kind]:
        raise InvalidInput.of("id", f"there may be {MOST[kind]} of this kind: remove one first")
    if sum(map(_size, settings)) > MOST_BYTES:
        raise InvalidInput.of("body", "the configuration as a whole is too big: remove what is not used any more")


_SHIPPED: Mapping[Kind, Mapping[str, object]] = {Kind.STATUS: SHIPPED_STATUSES, Kind.CATEGORY: SHIPPED_CATEGORIES}


def _all(directory: Directory) -> list[Setting]:
    return [
        *(PlacedPolicy(0, former) for former in directory.former_policies.values()),
        *directory.departments.values(),
        *directory.agents.values(),
        *directory.statuses.values(),
        *directory.categories.values(),
        *directory.fields.values(),
        *directory.roles.values(),
        *directory.schedules.values(),
        *directory.policies.values(),
        *directory.groups.values(),
        *directory.organisations.values(),
        *directory.blocks.values(),
    ]


def _size(setting: Setting) -> int:
    return len(json.dumps(described(setting), ensure_ascii=False).encode())


def _in_order(found: frozenset[Flaw]) -> list[Flaw]:
    return sorted(found, key=lambda flaw: (flaw.kind, flaw.id, flaw.field, flaw.message))


def _place(flaw: Flaw, changed: Setting) -> str:
    if flaw.id in ("", changed.id) and flaw.kind is kind_of(changed):
        return flaw.field
    return f"{flaw.kind}.{flaw.id}.{flaw.field}"
