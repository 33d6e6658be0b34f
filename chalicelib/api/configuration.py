"""Read what the desk is made of, and set up people, departments and the lists that tickets are sorted by."""

from msgspec import UNSET

from chalicelib.api import setting_readers as readers
from chalicelib.api import setting_schemas as schemas
from chalicelib.api import setting_views as views
from chalicelib.api.http import Access, Answer, Call, Tagged, tagged_by_content
from chalicelib.api.setting_bodies import (
    AgentBody,
    CategoryBody,
    DepartmentBody,
    FieldBody,
    RoleBody,
    StatusBody,
)
from chalicelib.api.setting_routes import SettingRoutes, removed, saved
from chalicelib.domain.settings import Kind
from chalicelib.services.configuration import sets_up

routes = SettingRoutes("Configuration")


@routes.get(
    "/api/configuration",
    access=Access.AGENT,
    revalidates=True,
    answers=Answer(200, schemas.Configuration, ("ETag",)),
    summary="Read the configuration",
)
def read_configuration(call: Call) -> Tagged:
    """Everything the workspace needs to show tickets, in one answer; `setup` is for those who set the desk up.

    Send the `ETag` back in `If-None-Match`: as long as nothing changed the answer is 304 and empty. What others see of
    a change may be half a minute old.
    """
    directory = call.desk.configuration.current(call.agent)
    return tagged_by_content(views.configuration(call.agent, directory, whole=sets_up(call.agent)))


@routes.saving("/api/departments/{department}", DepartmentBody, schemas.DepartmentSetting, "Set up a department")
def save_department(call: Call) -> Tagged:
    """Replaces the version in If-Match; without If-Match makes a new department.

    Somebody must be there to answer: name `members` who can reply, or another department in `escalates_to`.
    """
    body: DepartmentBody = call.body
    members = None if body.members is UNSET else body.members
    return saved(call, readers.department(call.params["department"], body), members)


@routes.removing("/api/departments/{department}", "Remove a department")
def delete_department(call: Call) -> None:
    """Removes a department that has no tickets and that nothing else names. Mail to its addresses is set aside then."""
    removed(call, Kind.DEPARTMENT, call.params["department"])


@routes.saving("/api/agents/{agent}", AgentBody, schemas.AgentSetting, "Set up an agent")
def save_agent(call: Call) -> Tagged:
    """Replaces the version in If-Match; without If-Match makes a new agent, whose account ops make with the same
    address.

    Agents are disabled rather than removed: their names stand in timelines. It counts at their next request and for
    their answers by mail. Only an owner makes, changes or disables owners and admins, and the last one stays.
    """
    agent = readers.agent(call.params["agent"], call.body)
    answer = saved(call, agent)
    if not agent.enabled:
        call.desk.taking_back.went_away(call.agent, agent.id)
    return answer


@routes.saving("/api/roles/{role}", RoleBody, schemas.RoleSetting, "Set up a role")
def save_role(call: Call) -> Tagged:
    """Replaces the version in If-Match; without If-Match makes a new role. It counts at the next request of those who
    hold it. Nobody gives a role more permissions than they have themselves.
    """
    return saved(call, readers.role(call.params["role"], call.body))


@routes.removing("/api/roles/{role}", "Remove a role")
def delete_role(call: Call) -> None:
    """Removes a role that nobody holds."""
    removed(call, Kind.ROLE, call.params["role"])


@routes.saving("/api/statuses/{status}", StatusBody, schemas.CustomStatus, "Set up a status")
def save_status(call: Call) -> Tagged:
    """Replaces the version in If-Match; without If-Match makes a new status, or replaces one that came with the desk.

    Once tickets have it, it goes on behaving as it does.
    """
    return saved(call, readers.status(call.params["status"], call.body))


@routes.removing("/api/statuses/{status}", "Remove a status")
def delete_status(call: Call) -> None:
    """Removes a status that no ticket ever had. Others are retired."""
    removed(call, Kind.STATUS, call.params["status"])


@routes.saving("/api/categories/{category}", CategoryBody, schemas.Category, "Set up a category")
def save_category(call: Call) -> Tagged:
    """Replaces the version in If-Match; without If-Match makes a new category, or replaces one that came with the
    desk.
    """
    return saved(call, readers.category(call.params["category"], call.body))


@routes.removing("/api/categories/{category}", "Remove a category")
def delete_category(call: Call) -> None:
    """Removes a category that no ticket ever had. Others are retired."""
    removed(call, Kind.CATEGORY, call.params["category"])


@routes.saving("/api/fields/{field}", FieldBody, schemas.CustomField, "Set up a field")
def save_field(call: Call) -> Tagged:
    """Replaces the version in If-Match; without If-Match makes a new field.

    Once tickets have values, its kind stays and no choice disappears.
    """
    return saved(call, readers.field(call.params["field"], call.body))


@routes.removing("/api/fields/{field}", "Remove a field")
def delete_field(call: Call) -> None:
    """Removes a field that no ticket ever had a value of. Others are retired."""
    removed(call, Kind.FIELD, call.params["field"])
