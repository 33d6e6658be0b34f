"""Who may change whom. Nobody hands out more than they have, and owners and admins are the owner's to make."""

from chalicelib.domain.agents import Agent
from chalicelib.domain.errors import Forbidden
from chalicelib.domain.roles import ABOVE_OTHERS, CustomRole, Permission, Role


def may_change_agent(actor: Agent, before: Agent | None, after: Agent) -> None:
    """Raises Forbidden unless the actor may make this change of an agent (`before` None: a new one)."""
    if actor.role == Role.OWNER:
        return
    for agent in (before, after):
        if agent is None:
            continue
        if agent.role in ABOVE_OTHERS and not _is_small_change_of_oneself(actor, before, after):
            raise Forbidden("only an owner makes, changes or removes owners and admins")
        _within(actor, agent.permissions)
    joined = set(after.departments) - set(before.departments if before else ())
    for department in sorted(joined):
        may_place_in(actor, department)


def may_place_in(actor: Agent, department: str) -> None:
    """Raises Forbidden for an actor who does not see the department's tickets: nobody lets others, or themselves, in
    where they have no access."""
    if Permission.SEE_ALL not in actor.permissions and department not in actor.departments:
        raise Forbidden("you can add people to your own departments only")


def may_change_role(actor: Agent, before: CustomRole | None, after: CustomRole | None) -> None:
    """Raises Forbidden for a role with a permission that the actor lacks, before or after the change."""
    if actor.role == Role.OWNER:
        return
    for role in (before, after):
        if role is not None:
            _within(actor, role.permissions)


def _is_small_change_of_oneself(actor: Agent, before: Agent | None, after: Agent) -> bool:
    """An admin may change the own name and departments, but not what they may do or how they sign in."""
    return (
        before is not None
        and before.id == actor.id
        and (before.role, before.email, before.enabled) == (after.role, after.email, after.enabled)
    )


def _within(actor: Agent, permissions: frozenset[Permission]) -> None:
    scopes = {Permission.SEE_DEPARTMENTS, Permission.SEE_ASSIGNED}
    covered = actor.permissions | (scopes if Permission.SEE_ALL in actor.permissions else frozenset())
    if Permission.SEE_DEPARTMENTS in covered:
        covered |= {Permission.SEE_ASSIGNED}
    beyond = sorted(permissions - covered)
    if beyond:
        raise Forbidden(f"your own role lacks {', '.join(beyond)}")
