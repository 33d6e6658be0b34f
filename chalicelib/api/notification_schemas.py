"""What the routes of notifications read and answer."""

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from chalicelib.api.bodies import Cursor, Limit
from chalicelib.api.schemas import EntryId, Reference, Time
from chalicelib.domain.agents import Occasion

Count = Annotated[int, Meta(ge=0)]


class NotificationsQuery(msgspec.Struct, forbid_unknown_fields=True):
    limit: Limit = 25
    cursor: Cursor | UnsetType = UNSET


class ReadBody(msgspec.Struct, forbid_unknown_fields=True):
    """What was read: single notifications by their `ids`, and with `through` that one and everything before it."""

    ids: Annotated[tuple[EntryId, ...], Meta(max_length=100)] = ()
    through: EntryId | UnsetType = UNSET


class Notification(msgspec.Struct):
    """Something the caller is told. `id` is that of the entry it is about; `by` names the colleague who caused it.

    `subject` is the ticket's as it was then, null for who sees only tickets that they hold.
    """

    id: EntryId
    ticket: Reference
    occasion: Occasion
    at: Time
    subject: str | None
    by: str | None
    read: bool


class NotificationList(msgspec.Struct):
    """One page, newest first; it may be short although there are more: follow `next` until it is null.

    `unread` counts on the first page those of the newest hundred, with `more` there are at least so many. Later pages
    count only what they looked at.
    """

    notifications: tuple[Notification, ...]
    unread: Count
    more: bool
    next: str | None
