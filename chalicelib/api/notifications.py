"""What the caller was told, and of which tickets they want to hear nothing."""

from msgspec import UNSET

from chalicelib.api import notification_schemas as schemas
from chalicelib.api.http import Access, Answer, Call, Need, Routes, Tagged, tagged_by_content
from chalicelib.domain.ids import is_ulid, show_reference
from chalicelib.domain.notifications import Notice

routes = Routes("Notifications")


@routes.get(
    "/api/notifications",
    access=Access.AGENT,
    query=schemas.NotificationsQuery,
    revalidates=True,
    answers=Answer(200, schemas.NotificationList, ("ETag",)),
    summary="Read what you were told",
)
def list_notifications(call: Call) -> Tagged:
    """The caller's own, of the last 60 days. How they are told of what, and when digests come, is in their settings."""
    query: schemas.NotificationsQuery = call.query
    cursors = call.cursors("notifications")
    after = None if query.cursor is UNSET else cursors.open(query.cursor)
    page = call.desk.notifications.list(call.agent, query.limit, after if after and is_ulid(after) else None)
    shown = tuple(map(_shown, page.notices))
    return tagged_by_content(schemas.NotificationList(shown, page.unread, page.more, cursors.seal(page.next)))


@routes.put(
    "/api/notifications/read",
    access=Access.AGENT,
    body=schemas.ReadBody,
    version=Need.NO,
    answers=Answer(204),
    summary="Mark notifications as read",
)
def read_notifications(call: Call) -> None:
    """Doing it again changes nothing, and what comes meanwhile stays unread. Ids that there are not are passed over."""
    body: schemas.ReadBody = call.body
    call.desk.notifications.read(call.agent, body.ids, None if body.through is UNSET else body.through)


@routes.put(
    "/api/tickets/{reference}/mute",
    access=Access.AGENT,
    version=Need.NO,
    answers=Answer(204),
    summary="Mute a ticket",
)
def mute_ticket(call: Call) -> None:
    """The caller is told nothing of this ticket any more but their own reminders. Nobody else sees it."""
    call.desk.notifications.mute(call.agent, call.ticket, muted=True)


@routes.delete("/api/tickets/{reference}/mute", access=Access.AGENT, answers=Answer(204), summary="Unmute a ticket")
def unmute_ticket(call: Call) -> None:
    """The caller is told of this ticket again."""
    call.desk.notifications.mute(call.agent, call.ticket, muted=False)


def _shown(notice: Notice) -> schemas.Notification:
    return schemas.Notification(
        id=notice.entry_id,
        ticket=show_reference(notice.reference),
        occasion=notice.occasion,
        at=notice.at,
        subject=notice.subject or None,
        by=notice.by or None,
        read=notice.read,
    )
