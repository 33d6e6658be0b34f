"""What searching reads and answers."""

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from chalicelib.api.bodies import LINE, Cursor, Limit
from chalicelib.domain.search.page import Sort

LONGEST_QUESTION = 500


class SearchQuery(msgspec.Struct, forbid_unknown_fields=True):
    """`q` is the question. `sort` newest: opened last; best: found in the subject or the requester, and whole words."""

    q: Annotated[
        str,
        Meta(
            min_length=1,
            max_length=LONGEST_QUESTION,
            pattern=LINE,
            examples=['status:open assignee:me tag:refund "late delivery"'],
        ),
    ]
    sort: Sort = Sort.NEWEST
    limit: Limit = 25
    cursor: Cursor | UnsetType = UNSET


class SearchChoice(msgspec.Struct):
    """A value that a field may have, and its name as people see it."""

    value: Annotated[str, Meta(examples=["in-progress"])]
    name: Annotated[str, Meta(examples=["In progress"])]


class SearchField(msgspec.Struct):
    """A field of questions, written `field:value`. Without `values` any text will do."""

    field: Annotated[str, Meta(examples=["status"])]
    meaning: str
    values: tuple[SearchChoice, ...]


class SearchFields(msgspec.Struct):
    fields: tuple[SearchField, ...]
