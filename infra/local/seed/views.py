"""Saved views of the sample desk: one for everybody, one of a team, and one of an agent's own."""

from chalicelib.domain.conditions import Condition, Op
from chalicelib.services.requests import request_of
from chalicelib.services.saved_views import Draft
from infra.local.seed.desk import SeedDesk
from infra.local.seed.people import OWNER

AT_WORK = Condition("status", Op.IS, ("new", "open", "answered"))
URGENT = Draft(
    "Urgent, not done",
    (AT_WORK, Condition("priority", Op.IS, ("high", "critical"))),
    "newest",
    ("subject", "priority", "assignee", "due"),
    "*",
)
INVOICES = Draft(
    "Invoices", (AT_WORK, Condition("tag", Op.IS, ("invoice",))), "oldest", ("subject", "tag", "moved"), "billing"
)
OWN = Draft(
    "Mine, handed on before",
    (Condition("assignee", Op.IS, ("me",)), Condition("transfers", Op.FROM, ("1",))),
    "newest",
    ("subject", "transfers", "category"),
    "",
)


def save(desk: SeedDesk) -> None:
    """All of them. A second time changes nothing."""
    agents = desk.directory.load().agents
    for maker, draft in ((OWNER, URGENT), ("agent", INVOICES), ("agent", OWN)):
        desk.saved_views.make(agents[maker], draft, request_of(maker, "views", draft.name, b""))
