"""Find, read and correct customers."""

from msgspec import UNSET

from chalicelib.api import schemas, views
from chalicelib.api.bodies import CustomerEdit, CustomerQuery
from chalicelib.api.http import Access, Answer, Call, Routes, Tagged, tagged
from chalicelib.domain.errors import NotFound

routes = Routes("Customers")


@routes.get(
    "/api/customers",
    access=Access.AGENT,
    query=CustomerQuery,
    answers=Answer(200, schemas.Customer, ("ETag",)),
    errors=(NotFound,),
    summary="Find a customer by mail address",
)
def find_customer(call: Call) -> Tagged:
    """The customer who writes from exactly this address."""
    query: CustomerQuery = call.query
    customer = call.desk.customers.find(call.agent, query.email)
    return tagged(views.customer(customer), customer.version)


@routes.get(
    "/api/customers/{customer}",
    access=Access.AGENT,
    answers=Answer(200, schemas.CustomerWithTickets, ("ETag",)),
    summary="Read a customer",
)
def read_customer(call: Call) -> Tagged:
    """A customer with the newest tickets that the caller may see."""
    page = call.desk.customers.get(call.agent, call.params["customer"])
    shown = schemas.CustomerWithTickets(
        views.customer(page.customer), tuple(views.ticket(each) for each in page.tickets)
    )
    return tagged(shown, page.customer.version)


@routes.patch(
    "/api/customers/{customer}",
    access=Access.AGENT,
    body=CustomerEdit,
    answers=Answer(200, schemas.Customer, ("ETag",)),
    summary="Correct a customer",
)
def edit_customer(call: Call) -> Tagged:
    """Changes name or phone number. The address stays: it is how the customer is recognised."""
    body: CustomerEdit = call.body
    customer = call.desk.customers.edit(
        call.agent,
        call.params["customer"],
        call.version,
        None if body.name is UNSET else body.name,
        None if body.phone is UNSET else body.phone,
    )
    return tagged(views.customer(customer), customer.version)
