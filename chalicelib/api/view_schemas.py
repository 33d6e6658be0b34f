"""What the interface answers and reads about views."""

from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from chalicelib.api.bodies import NAMED_LINE, Cursor, Id, Limit
from chalicelib.api.schemas import TicketRow, Version
from chalicelib.domain.conditions import LONGEST_VALUE, MOST_VALUES, Op
from chalicelib.domain.naming import LONGEST_NAME
from chalicelib.domain.saved_views import MOST_COLUMNS, MOST_CONDITIONS

Order = Literal["newest", "oldest", "due"]
OrderName = Annotated[str, Meta(pattern="^(newest|oldest|due)$")]
FieldName = Annotated[str, Meta(min_length=1, max_length=64, pattern=NAMED_LINE)]
Zone = Annotated[str, Meta(min_length=1, max_length=64, pattern=NAMED_LINE, examples=["Europe/Helsinki"])]


class Condition(msgspec.Struct, forbid_unknown_fields=True):
    """What must hold of a ticket. `field` is one of status, custom_status, department, assignee, priority, category,
    channel, language, tag, requester, level, transfers, created, moved, waiting, due, or `custom.<id of a field>`.

    `is` and `is_not` take values, any of which the field has or none; `empty` and `filled` take none; `from` and `to`
    take one number or time and include it. An assignee may be `me` or `none`. All values are texts.
    """

    field: FieldName
    op: Op
    values: Annotated[
        tuple[Annotated[str, Meta(min_length=1, max_length=LONGEST_VALUE, pattern=NAMED_LINE)], ...],
        Meta(max_length=MOST_VALUES),
    ] = ()


class ViewBody(msgspec.Struct, forbid_unknown_fields=True):
    """A view: all `conditions` must hold. Without a `team` it is the caller's own; a department's id shares it with
    those who work there, `*` with everybody. `columns` are names of fields, for whoever shows the list.
    """

    name: Annotated[str, Meta(min_length=1, max_length=LONGEST_NAME, pattern=NAMED_LINE)]
    conditions: Annotated[tuple[Condition, ...], Meta(max_length=MOST_CONDITIONS)]
    order: Order = "newest"
    columns: Annotated[tuple[FieldName, ...], Meta(max_length=MOST_COLUMNS)] = ()
    team: Id | Literal["*"] | None = None


class View(msgspec.Struct):
    """A view that the caller has. `list` is the address of its tickets, or of the mails that were set aside.

    One that came with the desk has no version, and its name is its id: texts are the workspace's.
    """

    id: str
    name: str
    saved: bool
    list: str
    order: OrderName
    columns: tuple[str, ...]
    conditions: tuple[Condition, ...]
    team: str | None
    may_change: bool
    version: Annotated[int, Meta(ge=0)]


class SavedView(msgspec.Struct):
    """A saved view; `version` is also its ETag."""

    id: str
    name: str
    list: str
    order: OrderName
    columns: tuple[str, ...]
    conditions: tuple[Condition, ...]
    team: str | None
    version: Version


class ViewList(msgspec.Struct):
    """Those that come with the desk, then saved ones by name."""

    views: tuple[View, ...]


class ViewCount(msgspec.Struct):
    """How many tickets are in a view; null while a new or changed one is still being counted."""

    view: str
    count: Annotated[int, Meta(ge=0)] | None


class ViewCounts(msgspec.Struct):
    counts: tuple[ViewCount, ...]


class ViewRow(TicketRow):
    """A ticket as lists show it. `values` are those of the view's columns that lists do not have otherwise."""

    values: dict[str, tuple[str, ...]]


class ViewPage(msgspec.Struct):
    """One page. `next` is the cursor of the next page; a page may be short, or empty, although there are more."""

    tickets: tuple[ViewRow, ...]
    next: str | None


class CountsQuery(msgspec.Struct, forbid_unknown_fields=True):
    """`zone` says when the caller's day ends."""

    zone: Zone = "UTC"


class ViewQuery(msgspec.Struct, forbid_unknown_fields=True):
    """Without `order` the view's own."""

    order: Order | UnsetType = UNSET
    zone: Zone = "UTC"
    limit: Limit = 25
    cursor: Cursor | UnsetType = UNSET
