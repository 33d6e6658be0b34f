"""Settings for the fuzzer: one of each kind to find, and what the schema of their bodies cannot say."""

from typing import Any

from chalicelib.domain.directory import Agent, Role
from chalicelib.domain.settings import Kind, found, kind_of
from chalicelib.domain.ticket import Status
from tests.support.desk import World
from tests.support.settings import EACH

RESERVED = {*Role, *Status, "support", "billing", "always", "me", "none"}
NAMES = {Kind.HOURS: "hours", Kind.POLICY: "policy", Kind.GROUP: "group", Kind.BLOCK: "sender"}
# by the name in the path
KNOWN = {NAMES.get(kind_of(setting), kind_of(setting).value): setting.id for setting in EACH}
_MAKER = Agent("maker", "maker@example.com", "Maker", Role.OWNER)
_WEEK = {"monday": ["09:00-12:00", "13:00-17:00"]}


def set_up(world: World) -> None:
    for setting in EACH:
        world.desk.configuration.save(_MAKER, setting, None)


def version_of(world: World, name: str) -> int:
    """Of the setting to find; 1 if the fuzzer removed it."""
    kind = next(kind for kind in Kind if NAMES.get(kind, kind.value) == name)
    stored = found(world.desk.directory.load(), kind, KNOWN[name])
    return stored.version if stored else 1


def avoid_reserved(path_parameters: dict[str, Any]) -> None:
    """Names with a meaning of their own are no ids of settings; to the schema they are like others."""
    for name in KNOWN.keys() & path_parameters.keys():
        if path_parameters[name] in RESERVED:
            path_parameters[name] = KNOWN[name]


def mend(operation: str, body: dict[str, Any], number: int) -> None:
    """Only what exists can be named, and some values only go together."""
    if "names" in body:
        body["names"] = body["names"] or {"en": "A name"}
    mending = _MENDING.get(operation)
    if mending:
        mending(body, number)


def _department(body: dict[str, Any], number: int) -> None:
    body |= {"addresses": [f"team{number}@in.example.com"], "notify": [], "languages": ["en"], "signature": "Bye"}
    body |= {"escalates_to": "support", "required_on_form": [], "required_to_resolve": []}
    body |= {"auto_close_notice_hours": 0}
    body.pop("members", None)


def _agent(body: dict[str, Any], number: int) -> None:
    body |= {"email": f"fuzz{number}@staff.example", "role": "agent", "departments": ["support"]}


def _role(body: dict[str, Any], number: int) -> None:
    body["permissions"] = ["see_all", *(each for each in body["permissions"] if not each.startswith("see_"))]


def _category(body: dict[str, Any], number: int) -> None:
    body["department"] = "support"


def _field(body: dict[str, Any], number: int) -> None:
    choices = [{"id": f"choice-{each}", "names": {"en": "A choice"}} for each in range(2)]
    body["choices"] = choices if body["kind"] in ("choice", "multiple") else []


def _hours(body: dict[str, Any], number: int) -> None:
    body |= {"zone": "Europe/Helsinki", "week": _WEEK, "region": ""}


def _policy(body: dict[str, Any], number: int) -> None:
    body |= {"hours": "always", "targets": {"resolution": {"minutes": 60}}}
    body["conditions"] = {"departments": ["support"]}


def _organisation(body: dict[str, Any], number: int) -> None:
    body |= {"domains": [f"fuzz{number}.example"], "group": None}


def _own(body: dict[str, Any], number: int) -> None:
    body |= {"queue_off": [], "language": "fi"}


_MENDING = {
    "save_department": _department,
    "save_agent": _agent,
    "save_role": _role,
    "save_category": _category,
    "save_field": _field,
    "save_business_hours": _hours,
    "save_sla_policy": _policy,
    "save_organisation": _organisation,
    "change_me": _own,
}
