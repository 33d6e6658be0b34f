"""Find, read, correct and merge customers."""

from msgspec import UNSET

from chalicelib.api import customer_schemas as schemas
from chalicelib.api import customer_views as views
from chalicelib.api.http import Access, Answer, Call, Need, Routes, Tagged, tagged
from chalicelib.api.json_body import Malformed
from chalicelib.api.views import ticket
from chalicelib.domain.errors import Conflict, Forbidden

routes = Routes("Customers")
ONE_OF = "email", "phone", "group", "organisation"


@routes.get(
    "/api/customers",
    access=Access.AGENT,
    query=schemas.CustomerQuery,
    answers=Answer(200, schemas.CustomerList),
    errors=(Forbidden,),
    summary="Find customers",
)
def find_customers(call: Call) -> schemas.CustomerList:
    """Whoever writes from exactly this `email`, is reached under this `phone`, or was put into this `group` or
    `organisation`, in the order of names. Restricted agents find customers of their own tickets by address and number.
    """
    query: schemas.CustomerQuery = call.query
    wanted = {name: getattr(query, name) for name in ONE_OF if getattr(query, name) is not UNSET}
    if len(wanted) != 1:
        raise Malformed.of(next(iter(wanted), ONE_OF[0]), f"send exactly one of {', '.join(ONE_OF)}")
    ((kind, value),) = wanted.items()
    cursors = call.cursors("customers", kind, value)
    after = None if query.cursor is UNSET else cursors.open(query.cursor)
    customers = call.desk.customers
    if kind == "email":
        found = customers.with_email(call.agent, value)
    elif kind == "phone":
        found = customers.with_phone(call.agent, value)
    else:
        found = customers.members(call.agent, f"{kind}#{value}", query.limit, after)
    return schemas.CustomerList(tuple(map(views.row, found.customers)), cursors.seal(found.next))


@routes.get(
    "/api/customers/{customer}",
    access=Access.AGENT,
    answers=Answer(200, schemas.CustomerWithTickets, ("ETag",)),
    summary="Read a customer",
)
def read_customer(call: Call) -> Tagged:
    """A customer with the newest tickets that the caller may see. One that was merged answers with who lives on."""
    page = call.desk.customers.get(call.agent, call.params["customer"])
    shown = schemas.CustomerWithTickets(views.customer(page.card), tuple(map(ticket, page.tickets)))
    return tagged(shown, page.customer.version)


@routes.patch(
    "/api/customers/{customer}",
    access=Access.AGENT,
    body=schemas.CustomerEditBody,
    answers=Answer(200, schemas.Customer, ("ETag",)),
    errors=(Forbidden, Conflict),
    summary="Correct a customer",
)
def edit_customer(call: Call) -> Tagged:
    """Changes what the desk knows about a person. Their address stays: it is how they are recognised.

    With another group, or another organisation's, their open tickets get its promises: the newest hundred, at once or
    within minutes.
    """
    edit = views.edit_of(call.body)
    card = call.desk.customer_edits.edit(call.agent, call.params["customer"], call.version, edit)
    return tagged(views.customer(card), card.customer.version)


@routes.post(
    "/api/customers/{customer}/merge",
    access=Access.AGENT,
    body=schemas.CustomerMergeBody,
    version=Need.REQUIRED,
    answers=Answer(200, schemas.Customer, ("ETag",)),
    errors=(Forbidden, Conflict),
    summary="Merge a customer into another",
)
def merge_customer(call: Call) -> Tagged:
    """Makes this customer part of the one named `into`, who is answered. Addresses, numbers and notes go there at once,
    tickets follow at once or within minutes, and whoever writes from one of the addresses is that customer.

    It is not taken back.
    """
    body: schemas.CustomerMergeBody = call.body
    merging = call.desk.customer_merging
    card = merging.merge(call.agent, call.params["customer"], call.version, body.into, call.request)
    return tagged(views.customer(card), card.customer.version)


@routes.get(
    "/api/customers/{customer}/tickets",
    access=Access.AGENT,
    query=schemas.CustomersPageQuery,
    answers=Answer(200, schemas.CustomersTickets),
    summary="Read a customer's history",
)
def list_customers_tickets(call: Call) -> schemas.CustomersTickets:
    """The customer's tickets, newest first: those of the newest thousand that the caller may see."""
    query: schemas.CustomersPageQuery = call.query
    cursors = call.cursors("customer's tickets", call.params["customer"])
    after = None if query.cursor is UNSET else cursors.open(query.cursor)
    page = call.desk.customers.history(call.agent, call.params["customer"], query.limit, after)
    return schemas.CustomersTickets(tuple(map(ticket, page.tickets)), cursors.seal(page.next))


@routes.get(
    "/api/customers/{customer}/events",
    access=Access.AGENT,
    query=schemas.CustomersPageQuery,
    answers=Answer(200, schemas.CustomersEvents),
    summary="Read what was changed about a customer",
)
def list_customers_events(call: Call) -> schemas.CustomersEvents:
    """Who changed what about the customer and when, newest first. Nothing changes or removes an entry.

    Names of agents whom the caller shares no department with are left out.
    """
    query: schemas.CustomersPageQuery = call.query
    cursors = call.cursors("customer's events", call.params["customer"])
    after = None if query.cursor is UNSET else cursors.open(query.cursor)
    page = call.desk.customers.events(call.agent, call.params["customer"], query.limit, after)
    return schemas.CustomersEvents(tuple(map(views.event, page.events)), cursors.seal(page.next))
