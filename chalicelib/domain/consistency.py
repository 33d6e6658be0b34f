"""What is wrong with a configuration as a whole: names of things that do not exist, and dead ends for tickets.

A change is refused if it would add a flaw. Flaws that were there before stop nobody from mending something else.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

from chalicelib.domain.agents import may
from chalicelib.domain.directory import Directory
from chalicelib.domain.languages import LANGUAGES
from chalicelib.domain.roles import BUILT_IN, Permission, Role
from chalicelib.domain.settings import Kind
from chalicelib.domain.sla_policy import Action, Notify, Policy, RaisePriority, Reassign
from chalicelib.domain.ticket import Priority
from chalicelib.domain.values import dataclass


@dataclass(frozen=True, slots=True)
class Flaw:
    """`message` says what is wrong with a `field` of a setting, and what would mend it."""

    kind: Kind
    id: str
    field: str
    message: str


def flaws(directory: Directory) -> frozenset[Flaw]:
    """Everything that is wrong."""
    checks = (
        _departments,
        _required_fields,
        _answered,
        _agents,
        _owners,
        _categories,
        _policies,
        _organisations,
        _blocks,
    )
    return frozenset(flaw for check in checks for flaw in check(directory))


def answerers(directory: Directory, department_id: str) -> tuple[str, ...]:
    """Ids of the members of a department who can answer."""
    return tuple(agent.id for agent in directory.members(department_id) if may(agent, Permission.REPLY))


def _departments(directory: Directory) -> Iterator[Flaw]:
    owners = Counter(address for each in directory.departments.values() for address in set(each.addresses))
    own, people = directory.own_addresses(), {agent.email.lower() for agent in directory.agents.values()}
    for department in directory.departments.values():
        for address in department.addresses:
            if owners[address] > 1:
                yield Flaw(Kind.DEPARTMENT, department.id, "addresses", f"{address} belongs to two departments")
            if address in people:
                yield Flaw(Kind.DEPARTMENT, department.id, "addresses", f"{address} is the address of an agent")
        for address in own.intersection(department.notify):
            message = f"{address} is an address of this desk, which would write to itself"
            yield Flaw(Kind.DEPARTMENT, department.id, "notify", message)
        yield from _unknown(Kind.DEPARTMENT, department.id, "languages", department.languages, LANGUAGES, "a language")
        offered = [id for id, category in directory.categories.items() if not category.retired]
        yield from _unknown(
            Kind.DEPARTMENT, department.id, "form_categories", department.form_categories, offered, "a category"
        )
        if department.escalates_to:
            yield from _unknown_departments(
                directory, Kind.DEPARTMENT, department.id, "escalates_to", [department.escalates_to]
            )


def _required_fields(directory: Directory) -> Iterator[Flaw]:
    for department in directory.departments.values():
        for name in ("required_on_form", "required_to_resolve"):
            for id in getattr(department, name):
                field = directory.fields.get(id)
                if field is None or field.retired:
                    message = f"{id} is no field that can be filled in; take it off the list first"
                    yield Flaw(Kind.DEPARTMENT, department.id, name, message)
                elif name == "required_on_form" and not field.for_customers:
                    message = f"{id} is not shown to customers, so they could not fill it in"
                    yield Flaw(Kind.DEPARTMENT, department.id, name, message)


def _answered(directory: Directory) -> Iterator[Flaw]:
    """Each department has a member who can answer, or passes on to one that has."""
    for department in directory.departments.values():
        places = [department.id, *([department.escalates_to] if department.escalates_to else [])]
        if not any(answerers(directory, place) for place in places):
            message = (
                f"nobody would answer in department {department.id}: it needs an enabled member whose role can reply, "
                "or a department with one in escalates_to"
            )
            yield Flaw(Kind.DEPARTMENT, department.id, "members", message)


def _agents(directory: Directory) -> Iterator[Flaw]:
    emails = Counter(agent.email.lower() for agent in directory.agents.values())
    for agent in directory.agents.values():
        if emails[agent.email.lower()] > 1:
            yield Flaw(Kind.AGENT, agent.id, "email", f"{agent.email} belongs to two agents")
        if directory.is_own_address(agent.email):
            message = f"{agent.email} is an address of this desk, which would write to itself"
            yield Flaw(Kind.AGENT, agent.id, "email", message)
        if agent.role not in BUILT_IN and agent.role not in directory.roles:
            yield Flaw(Kind.AGENT, agent.id, "role", f"{agent.role} is no role; agents with it need another first")
        yield from _unknown_departments(directory, Kind.AGENT, agent.id, "departments", agent.departments)


def _owners(directory: Directory) -> Iterator[Flaw]:
    if not any(agent.enabled and agent.role == Role.OWNER for agent in directory.agents.values()):
        message = "the desk would be left without an owner; make somebody else one first"
        yield Flaw(Kind.AGENT, "", "role", message)


def _categories(directory: Directory) -> Iterator[Flaw]:
    for category in directory.categories.values():
        if category.department:
            yield from _unknown_departments(directory, Kind.CATEGORY, category.id, "department", [category.department])


def _policies(directory: Directory) -> Iterator[Flaw]:
    for placed in directory.policies.values():
        policy = placed.policy
        if directory.hours(policy.hours) is None:
            message = f"{policy.hours} are no business hours; a policy that uses them needs others first"
            yield Flaw(Kind.POLICY, policy.id, "hours", message)
        conditions = policy.conditions
        yield from _unknown_departments(
            directory, Kind.POLICY, policy.id, "conditions.departments", conditions.departments
        )
        yield from _unknown(
            Kind.POLICY, policy.id, "conditions.priorities", conditions.priorities, list(Priority), "a priority"
        )
        yield from _unknown(
            Kind.POLICY, policy.id, "conditions.groups", conditions.groups, directory.groups, "a customer group"
        )
        for action in _actions(policy):
            yield from _of_action(directory, policy.id, action)


def _organisations(directory: Directory) -> Iterator[Flaw]:
    owners = Counter(domain for each in directory.organisations.values() for domain in set(each.domains))
    for organisation in directory.organisations.values():
        for domain in organisation.domains:
            if owners[domain] > 1:
                yield Flaw(Kind.ORGANISATION, organisation.id, "domains", f"{domain} belongs to two organisations")
        if organisation.group:
            yield from _unknown(
                Kind.ORGANISATION, organisation.id, "group", [organisation.group], directory.groups, "a customer group"
            )


def _blocks(directory: Directory) -> Iterator[Flaw]:
    """Nobody blocks the desk or those who work at it."""
    people = {agent.email.lower() for agent in directory.agents.values() if agent.enabled}
    for address in sorted(directory.own_addresses() | people):
        blocked = directory.blocked_by(address)
        if blocked:
            what = "an agent" if address in people else "this desk"
            yield Flaw(Kind.BLOCK, blocked, "sender", f"{blocked} would block {address}, the address of {what}")


def _actions(policy: Policy) -> Iterator[Action]:
    for promise in policy.targets.values():
        for step in promise.steps:
            yield from step.actions


def _of_action(directory: Directory, policy_id: str, action: Action) -> Iterator[Flaw]:
    agents = [action.agent] if isinstance(action, Notify | Reassign) and action.agent else []
    yield from _unknown(Kind.POLICY, policy_id, "targets", agents, directory.agents, "an agent")
    if isinstance(action, Reassign) and action.department:
        yield from _unknown_departments(directory, Kind.POLICY, policy_id, "targets", [action.department])
    if isinstance(action, RaisePriority):
        yield from _unknown(Kind.POLICY, policy_id, "targets", [action.priority], list(Priority), "a priority")


def _unknown_departments(
    directory: Directory, kind: Kind, id: str, field: str, wanted: Iterable[str]
) -> Iterator[Flaw]:
    return _unknown(kind, id, field, wanted, directory.departments, "a department")


def _unknown(kind: Kind, id: str, field: str, wanted: Iterable[str], known: Iterable[str], what: str) -> Iterator[Flaw]:
    known = frozenset(known)
    for each in sorted(set(wanted) - known):
        yield Flaw(kind, id, field, f"{each} is not {what} of this desk")
