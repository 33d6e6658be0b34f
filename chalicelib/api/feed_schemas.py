"""What the live feed reads and answers."""

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from chalicelib.api.schemas import Reference, TicketRow, Version
from chalicelib.api.view_schemas import ViewCount, Zone
from chalicelib.domain.presence import Activity

# a position, and short words for what was told already
FeedCursor = Annotated[str, Meta(min_length=1, max_length=2_000)]


class ChangesQuery(msgspec.Struct, forbid_unknown_fields=True):
    """`zone` says when the caller's day ends, for the counts."""

    since: FeedCursor | UnsetType = UNSET
    zone: Zone = "UTC"


class PresenceBody(msgspec.Struct, forbid_unknown_fields=True):
    """What the caller does at the ticket. `since` and `zone` are as for `GET /api/changes`."""

    activity: Activity
    since: FeedCursor | UnsetType = UNSET
    zone: Zone = "UTC"


class ChangedTicket(TicketRow):
    """A ticket as lists show it, as it is now. Ignore it if you know a higher `version`, or the same."""

    version: Version


class Present(msgspec.Struct):
    """A colleague at a ticket that the caller sees."""

    reference: Reference
    agent: str
    name: str
    activity: Activity


class Changes(msgspec.Struct):
    """What is new since `since`. Send `cursor` as the next `since`.

    `tickets` changed, also those that are in no list any more that they were in; `gone` are those that the caller does
    not see any more. With `reload` it is not known what changed: read anew what you show. `present` are all colleagues
    who are at tickets now. `counts` are as of `GET /api/views/counts`, null if those before still count; they are a
    minute old at most.
    """

    cursor: str
    reload: bool
    tickets: tuple[ChangedTicket, ...]
    gone: tuple[Reference, ...]
    present: tuple[Present, ...]
    counts: tuple[ViewCount, ...] | None
