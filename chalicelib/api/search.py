"""Find tickets by what one knows of them."""

from msgspec import UNSET

from chalicelib.api import schemas, views
from chalicelib.api.http import Access, Answer, Call, Routes
from chalicelib.api.search_schemas import SearchChoice, SearchField, SearchFields, SearchQuery
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.search.fields import MEANINGS
from chalicelib.domain.search.page import Page

routes = Routes("Search")


@routes.get(
    "/api/search",
    access=Access.AGENT,
    query=SearchQuery,
    answers=Answer(200, schemas.TicketList),
    errors=(InvalidInput,),
    summary="Find tickets",
)
def search(call: Call) -> schemas.TicketList:
    """Tickets that the caller may see in which all of the question is true: words of messages, notes and subjects by
    how they begin (from three letters on, case and accents do not matter), `"words next to each other"`, references,
    names, addresses and phone numbers of requesters, and fields: `status:open assignee:me tag:refund -priority:low
    customer:anna before:2026-01-31`. Spam and trash are found by `status:spam` and `status:trash` alone.

    Follow `next` until it is null: a page may hold fewer rows than `limit`. What changed a moment ago may be missing.
    """
    query: SearchQuery = call.query
    cursors = call.cursors("search", query.q, query.sort)
    after = None if query.cursor is UNSET else cursors.open(query.cursor)
    found = call.desk.searching.find(call.agent, query.q, Page(query.sort, query.limit, after))
    return schemas.TicketList(tuple(views.row(each) for each in found.rows), cursors.seal(found.next))


@routes.get(
    "/api/search/fields",
    access=Access.AGENT,
    answers=Answer(200, SearchFields),
    summary="List what questions can be about",
)
def search_fields(call: Call) -> SearchFields:
    """The fields of questions with the values they may have for the caller, to complete what is being typed."""
    values = call.desk.searching.fields(call.agent)
    return SearchFields(
        tuple(
            SearchField(field, meaning, tuple(SearchChoice(each.value, each.name) for each in values.get(field, ())))
            for field, meaning in MEANINGS.items()
        )
    )
