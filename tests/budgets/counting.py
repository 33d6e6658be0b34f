"""Tickets that are counted, views and mentions, for operations around them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from chalicelib.adapters.dynamo import ticket_items
from chalicelib.domain.agents import Agent
from chalicelib.domain.conditions import Condition, Op
from chalicelib.domain.saved_views import SavedView
from chalicelib.domain.ticket import Status, Ticket
from chalicelib.services.requests import request_of
from chalicelib.services.saved_views import Draft
from tests.budgets.surroundings import Office
from tests.support.desk import AGENT
from tests.support.mails import mail, notice

Act = Callable[[], object]


def counted(office: Office, ticket: Ticket) -> Ticket:
    office.desk.counting.count(ticket, {})
    return ticket


def moved(office: Office, *, to: Status, assigned: bool = False, answered: bool = False) -> Ticket:
    """A ticket that was counted before it moved."""
    ticket = counted(office, office.opened(assigned=assigned, answered=answered))
    # another one is due in that hour
    counted(office, office.opened())
    after = replace(ticket, status=to, waiting_since=None, version=ticket.version + 1)
    office.put(ticket_items.to_item(after))
    return after


def derived(office: Office, ticket: Ticket) -> Act:
    page = office.desk.tickets.page(ticket.reference, 1)
    assert page
    # its words are known, so that only what is counted changes
    office.desk.indexing.bring_up(ticket, page.entries)
    office.desk.view_cache.current()
    return lambda: office.desk.derive.ticket(ticket.reference, (page.entries[0].id,))


def mail_set_aside(office: Office) -> Act:
    desk, key = office.desk, f"inbound/{office.key()}"
    office.world.put_raw(key, mail(message_id=f"<{office.key()}@customer.example>"))
    before = _set_aside(office)
    desk.receive_mail.receive(notice(key, verdicts={"virus": "FAIL"}))
    (id,) = _set_aside(office) - before
    return lambda: desk.mail_counting.count(id)


def _set_aside(office: Office) -> set[str]:
    keys = ((item["pk"]["S"], item["sk"]["S"]) for item in office.world.items())
    return {pk.removeprefix("QUARANTINE#") for pk, sk in keys if sk == "QUARANTINE"}


def mentions(office: Office, number: int) -> Act:
    """As many tickets whose notes mention the agent."""
    for _ in range(number):
        ticket = office.opened()
        office.desk.counting.count(ticket, {office.agent.id: office.desk.ids.ulid(office.now)})
    return lambda: office.desk.view_lists.page(office.agent, "mentioned", None, number, None, "UTC")


def without_views(office: Office) -> None:
    for view in office.desk.view_store.load(consistent=True).values():
        office.desk.view_store.delete(view)


def a_view(office: Office, field: str, value: str, agent: Agent = AGENT) -> SavedView:
    """A private one of new tickets in the agent's department, or of those with that status."""
    status = () if field == "status" else (Condition("status", Op.IS, ("new",)),)
    conditions = (Condition("department", Op.IS, agent.departments), Condition(field, Op.IS, (value,)), *status)
    draft = Draft(f"{field} {value}", conditions, "newest", (), "")
    return office.desk.saved_views.make(agent, draft, request_of(agent.id, "views", office.key(), b""))


def view_is_due(office: Office) -> Act:
    without_views(office)
    view = a_view(office, "priority", "high")
    office.desk.view_store.look_after(view, office.now - timedelta(minutes=1))
    return office.desk.tick.run
