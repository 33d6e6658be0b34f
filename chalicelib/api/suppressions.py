"""Addresses that the desk does not write to any more."""

from chalicelib.api import schemas
from chalicelib.api.http import Access, Answer, Call, Routes

routes = Routes("Suppressions")


@routes.get(
    "/api/suppressions/{email}",
    access=Access.AGENT,
    answers=Answer(200, schemas.Suppression),
    summary="Ask whether an address is written to",
)
def read_suppression(call: Call) -> schemas.Suppression:
    """Whether mail to this address is held back, why and since when."""
    address, found = call.desk.suppressions.get(call.agent, call.params["email"])
    if found is None:
        return schemas.Suppression(address, False, None, None)
    return schemas.Suppression(address, True, found.reason, found.at)


@routes.delete(
    "/api/suppressions/{email}",
    access=Access.AGENT,
    answers=Answer(204),
    summary="Write to an address again",
)
def lift_suppression(call: Call) -> None:
    """Lifts the suppression of an address; only an admin may. Mail that was held back is not sent after all."""
    call.desk.suppressions.lift(call.agent, call.params["email"])
