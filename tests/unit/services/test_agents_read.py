"""Lists, tickets and customers, for those who may see them. One desk serves all: these tests only read."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.customer import customer_id_for
from chalicelib.domain.customer_changes import CustomerEdit
from chalicelib.domain.directory import Agent
from chalicelib.domain.errors import InvalidInput, NotFound
from chalicelib.domain.moves import Edit
from chalicelib.domain.ticket import Status
from chalicelib.services.reading import Filter
from tests.support.desk import ADMIN, AGENT, OTHER, RESTRICTED
from tests.support.desk import world as a_world
from tests.support.lambdas import Lambdas, lambdas_of
from tests.support.mails import CUSTOMER, mail

PEKKA = "pekka@other.example"


@pytest.fixture(scope="module")
def busy() -> Iterator[Lambdas]:
    with a_world() as world, lambdas_of(world) as lambdas:
        yield filled(lambdas)


def filled(lambdas: Lambdas) -> Lambdas:
    """Four tickets: S1 (assigned to the agent) and S2 in support, B1 (assigned to the restricted agent) and B2 in
    billing. B2 is Pekka's."""
    for subject, department, sender in (
        ("S1", "support", CUSTOMER),
        ("S2", "support", CUSTOMER),
        ("B1", "billing", CUSTOMER),
        ("B2", "billing", PEKKA),
    ):
        raw = mail(sender=sender, subject=subject, message_id=f"<{subject}@x.example>")
        lambdas.receive(raw, recipients=(f"{department}@in.example.com",), source=sender)
        lambdas.world.clock.advance(timedelta(minutes=1))
    assign(lambdas, "S1", AGENT)
    lambdas.desk.directory.save_agent(replace(RESTRICTED, departments=("billing",)))
    lambdas.desk.directory_cache.forget()
    assign(lambdas, "B1", RESTRICTED)
    return lambdas


def reference(desk: Lambdas, subject: str) -> str:
    return next(ticket.reference for ticket in desk.tickets() if ticket.subject == subject)


def assign(desk: Lambdas, subject: str, agent: Agent) -> None:
    ticket = next(ticket for ticket in desk.tickets() if ticket.subject == subject)
    desk.desk.edits.edit(ADMIN, ticket, ticket.version, Edit(assignee=agent.id), None)


def listed(desk: Lambdas, agent: Agent, wanted: Filter = Filter(), order: str = "oldest") -> list[str]:  # noqa: B008
    return [row.subject for row in desk.desk.reading.list(agent, wanted, order, 25, None).rows]


@pytest.mark.parametrize(
    ("agent", "wanted", "expected"),
    [
        (ADMIN, Filter(), ["S1", "S2", "B1", "B2"]),
        (AGENT, Filter(), ["S1", "S2"]),
        (OTHER, Filter(), ["B1", "B2"]),
        (RESTRICTED, Filter(), ["B1"]),
        (replace(AGENT, departments=()), Filter(), []),
        (ADMIN, Filter(departments=("billing", "billing")), ["B1", "B2"]),
        (RESTRICTED, Filter(departments=("billing",)), ["B1"]),
        (RESTRICTED, Filter(departments=("support",)), []),
        (AGENT, Filter(assignee="me"), ["S1"]),
        (ADMIN, Filter(assignee="me"), []),
        (ADMIN, Filter(assignee=AGENT.id), ["S1"]),
        (ADMIN, Filter(assignee="none"), ["S2", "B2"]),
        (AGENT, Filter(assignee="none"), ["S2"]),
        (AGENT, Filter(assignee=RESTRICTED.id), []),
        (OTHER, Filter(assignee=RESTRICTED.id), ["B1"]),
        (RESTRICTED, Filter(assignee="me"), ["B1"]),
        (RESTRICTED, Filter(assignee="none"), []),
        (RESTRICTED, Filter(assignee=AGENT.id), []),
        (ADMIN, Filter(assignee="me", departments=("support",)), []),
        (ADMIN, Filter(statuses=(Status.OPEN,)), []),
        (ADMIN, Filter(statuses=(Status.NEW, Status.CLOSED)), ["S1", "S2", "B1", "B2"]),
    ],
)
def test_a_list_shows_what_was_asked_for_and_may_be_seen(
    busy: Lambdas, agent: Agent, wanted: Filter, expected: Sequence[str]
) -> None:
    assert listed(busy, agent, wanted) == list(expected)
    assert listed(busy, agent, wanted, "newest") == list(reversed(expected))
    assert sorted(listed(busy, agent, wanted, "due")) == sorted(expected)


@pytest.mark.parametrize("departments", [("billing",), ("support", "billing"), ("nowhere",)])
def test_a_foreign_department_is_refused_like_a_nonexistent_one(busy: Lambdas, departments: tuple[str, ...]) -> None:
    with pytest.raises(InvalidInput) as refusal:
        listed(busy, AGENT, Filter(departments=departments))
    assert str(refusal.value) == "department: is not a department of yours"


def test_a_page_of_a_list_continues_where_it_ended(busy: Lambdas) -> None:
    subjects, after = [], None
    for _ in range(10):
        page = busy.desk.reading.list(ADMIN, Filter(), "newest", 1, after)
        subjects += [row.subject for row in page.rows]
        after = page.next
        if after is None:
            break
    assert subjects == ["B2", "B1", "S2", "S1"]


def test_an_opened_ticket_shows_its_timeline_and_mails(busy: Lambdas) -> None:
    page = busy.desk.reading.open(AGENT, reference(busy, "S1"), 50, None)
    assert page.ticket.subject == "S1"
    assert [entry.kind.value for entry in page.entries] == ["event", "message_in"]
    assert [mail.recipient for mail in page.outbox] == [CUSTOMER]


def test_a_foreign_ticket_is_not_found_like_a_nonexistent_one(busy: Lambdas) -> None:
    words = set()
    for agent, which in (
        (AGENT, reference(busy, "B1")),
        (RESTRICTED, reference(busy, "B2")),
        (ADMIN, "00000000"),
        (replace(ADMIN, enabled=False), reference(busy, "S1")),
    ):
        with pytest.raises(NotFound) as refusal:
            busy.desk.reading.open(agent, which, 50, None)
        words.add(str(refusal.value))
    assert len(words) == 1
    assert busy.desk.reading.open(RESTRICTED, reference(busy, "B1"), 50, None).ticket.subject == "B1"


# customers


def test_a_customer_is_found_by_any_spelling_of_the_address(busy: Lambdas) -> None:
    customer = busy.desk.customers.find(AGENT, f" {CUSTOMER.upper()} ")
    assert (customer.email, customer.id) == (CUSTOMER, customer_id_for(CUSTOMER))


@pytest.mark.parametrize("email", ["", "nobody", "nobody@customer.example", "a@b, c@d"])
def test_an_unknown_customer_is_not_found_like_no_address_at_all(busy: Lambdas, email: str) -> None:
    with pytest.raises(NotFound):
        busy.desk.customers.find(AGENT, email)


@pytest.mark.parametrize(
    ("agent", "subjects"), [(ADMIN, ["B1", "S2", "S1"]), (AGENT, ["S2", "S1"]), (OTHER, ["B1"]), (RESTRICTED, ["B1"])]
)
def test_a_customers_page_shows_the_tickets_that_the_agent_may_see(
    busy: Lambdas, agent: Agent, subjects: list[str]
) -> None:
    page = busy.desk.customers.get(agent, customer_id_for(CUSTOMER))
    assert [ticket.subject for ticket in page.tickets] == subjects


def test_a_restricted_agent_knows_only_customers_of_own_tickets(busy: Lambdas) -> None:
    assert busy.desk.customers.get(RESTRICTED, customer_id_for(CUSTOMER)).customer.email == CUSTOMER
    with pytest.raises(NotFound):
        busy.desk.customers.get(RESTRICTED, customer_id_for(PEKKA))
    with pytest.raises(NotFound):
        busy.desk.customer_edits.edit(RESTRICTED, customer_id_for(PEKKA), 1, CustomerEdit(name="X"))


def test_the_place_to_continue_is_never_that_of_a_hidden_ticket(busy: Lambdas) -> None:
    """The restricted agent holds a ticket in billing; an agent of support who asks for it learns nothing."""
    listed = busy.desk.reading.list(AGENT, Filter(assignee=RESTRICTED.id), "oldest", 1, None)
    assert (listed.rows, listed.next) == ((), None)
