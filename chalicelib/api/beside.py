"""The checklist of a ticket and the reminders on it. Colleagues alone see them."""

from msgspec import UNSET

from chalicelib.api import timeline_schemas, timeline_views
from chalicelib.api.bodies import ReminderBody, TaskBody, TaskChange
from chalicelib.api.http import Access, Answer, Call, Need, Routes, Tagged, tagged
from chalicelib.domain.checklists import TaskEdit
from chalicelib.domain.errors import StaleVersion
from chalicelib.services.beside_changes import WithBeside

routes = Routes("Checklists and reminders")
CHECKLIST = Answer(200, timeline_schemas.Checklist, ("ETag",))


@routes.post(
    "/api/tickets/{reference}/checklist",
    access=Access.AGENT,
    body=TaskBody,
    version=Need.OPTIONAL,
    answers=Answer(201, timeline_schemas.Checklist, ("ETag",)),
    errors=(StaleVersion,),
    summary="Add a task",
)
def add_task(call: Call) -> Tagged:
    """Adds a task at the end of the checklist. Without If-Match it is added to whatever the ticket is by then."""
    body: TaskBody = call.body
    return _checklist(call.desk.checklists.add(call.agent, call.ticket, call.based_on, body.text, call.request))


@routes.patch(
    "/api/tickets/{reference}/checklist/{task}",
    access=Access.AGENT,
    body=TaskChange,
    once=Need.OPTIONAL,
    answers=CHECKLIST,
    summary="Tick or reword a task",
)
def edit_task(call: Call) -> Tagged:
    """Changes what is named. Who ticked a task, and when, stays with it."""
    body: TaskChange = call.body
    edit = TaskEdit(None if body.text is UNSET else body.text, None if body.done is UNSET else body.done)
    checklists, params = call.desk.checklists, call.params
    return _checklist(checklists.edit(call.agent, call.ticket, call.version, params["task"], edit, call.once))


@routes.delete(
    "/api/tickets/{reference}/checklist/{task}",
    access=Access.AGENT,
    version=Need.REQUIRED,
    once=Need.OPTIONAL,
    answers=CHECKLIST,
    summary="Remove a task",
)
def remove_task(call: Call) -> Tagged:
    """Takes a task off the checklist. The timeline keeps saying that it was there."""
    checklists, params = call.desk.checklists, call.params
    return _checklist(checklists.remove(call.agent, call.ticket, call.version, params["task"], call.once))


@routes.post(
    "/api/tickets/{reference}/reminders",
    access=Access.AGENT,
    body=ReminderBody,
    answers=Answer(201, timeline_schemas.ReminderList, ("ETag",)),
    errors=(StaleVersion,),
    summary="Set a reminder",
)
def add_reminder(call: Call) -> Tagged:
    """At that time the timeline says so, and the caller is told in the way they chose."""
    body: ReminderBody = call.body
    return _reminders(call.desk.reminders.add(call.agent, call.ticket, body.at, body.text, call.request))


@routes.delete(
    "/api/tickets/{reference}/reminders/{reminder}",
    access=Access.AGENT,
    answers=Answer(200, timeline_schemas.ReminderList, ("ETag",)),
    errors=(StaleVersion,),
    summary="Remove a reminder",
)
def remove_reminder(call: Call) -> Tagged:
    """Removes a reminder of the caller's own; admins remove those of others as well."""
    return _reminders(call.desk.reminders.remove(call.agent, call.ticket, call.params["reminder"]))


def _checklist(after: WithBeside) -> Tagged:
    return tagged(timeline_schemas.Checklist(timeline_views.tasks(after.beside)), after.ticket.version)


def _reminders(after: WithBeside) -> Tagged:
    return tagged(timeline_schemas.ReminderList(timeline_views.reminders(after.beside)), after.ticket.version)
