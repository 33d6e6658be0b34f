"""Agents say who a ticket belongs to and who else takes part."""

import pytest

from chalicelib.domain.customer import customer_id_for
from chalicelib.domain.errors import InvalidInput, NotFound, StaleVersion
from chalicelib.domain.moves import Edit
from chalicelib.domain.participants import Participant, PeopleEdit
from chalicelib.domain.ticket import Priority, Ticket
from tests.support.desk import AGENT, OTHER
from tests.support.lambdas import Lambdas
from tests.support.mails import CUSTOMER

PEKKA = "pekka@customer.example"
LIISA = "liisa@customer.example"


def change(lambdas: Lambdas, **edit: object) -> Ticket:
    ticket = lambdas.ticket()
    return lambdas.desk.edits.edit(AGENT, ticket, ticket.version, Edit(), None, PeopleEdit(**edit))  # type: ignore[arg-type]


def tickets_of(lambdas: Lambdas, email: str) -> list[str]:
    return [ticket.reference for ticket in lambdas.desk.customers.get(AGENT, customer_id_for(email)).tickets]


def test_another_requester_has_the_ticket_from_then_on(opened: Lambdas) -> None:
    after = change(opened, requester=(PEKKA.upper(), " Pekka  P. "))
    assert after == opened.ticket()
    assert (after.requester.email, after.requester.name) == (PEKKA, "Pekka P.")
    assert opened.desk.customers.find(AGENT, PEKKA).name == "Pekka P."
    assert tickets_of(opened, PEKKA) == [after.reference]
    assert tickets_of(opened, CUSTOMER) == []


def test_the_timeline_says_whose_it_was(opened: Lambdas) -> None:
    change(opened, requester=(PEKKA, ""))
    (changed,) = opened.entries()[-1].changes
    assert (changed.field, changed.before, changed.after) == ("requester", f"Maija Meikäläinen <{CUSTOMER}>", PEKKA)
    assert opened.entries()[-1].author.id == AGENT.id


def test_the_answer_goes_to_the_new_requester(opened: Lambdas) -> None:
    change(opened, requester=(PEKKA, "Pekka"))
    opened.agent_replies()
    opened.send_everything()
    assert opened.sent()[-1].recipient == PEKKA


def test_a_known_customer_keeps_their_name(opened: Lambdas) -> None:
    change(opened, requester=(PEKKA, "Pekka"))
    change(opened, requester=(CUSTOMER, "Somebody"))
    assert opened.desk.customers.find(AGENT, CUSTOMER).name == "Maija Meikäläinen"
    assert tickets_of(opened, CUSTOMER) == [opened.ticket().reference]


def test_the_whole_list_of_participants_is_replaced(opened: Lambdas) -> None:
    change(opened, participants=[(PEKKA, "Pekka"), (LIISA, "")])
    after = change(opened, participants=[(LIISA, "Liisa"), (LIISA.upper(), "Again")])
    assert after.participants == 1
    assert opened.desk.tickets.participants(after.reference) == (Participant(LIISA, "Liisa"),)
    (changed,) = opened.entries()[-1].changes
    assert (changed.field, changed.before) == ("participants", f"Pekka <{PEKKA}>, {LIISA}")
    assert changed.after == f"Liisa <{LIISA}>"
    assert change(opened, participants=[]).participants == 0


def test_the_requester_is_no_participant(opened: Lambdas) -> None:
    change(opened, participants=[(CUSTOMER, ""), (PEKKA, ""), (LIISA, "")])
    assert opened.ticket().participants == 2
    after = change(opened, requester=(PEKKA, ""))
    assert opened.desk.tickets.participants(after.reference) == (Participant(LIISA, ""),)
    assert after.participants == 1


def test_people_and_fields_change_together_or_not_at_all(opened: Lambdas) -> None:
    ticket = opened.ticket()
    before = opened.world.items()
    broken = PeopleEdit(requester=(PEKKA, ""), participants=[("nobody", "")])
    with pytest.raises(InvalidInput):
        opened.desk.edits.edit(AGENT, ticket, ticket.version, Edit(priority=Priority.HIGH), None, broken)
    assert opened.world.items() == before
    both = PeopleEdit(requester=(PEKKA, ""))
    after = opened.desk.edits.edit(AGENT, ticket, ticket.version, Edit(priority=Priority.HIGH), None, both)
    assert (after.priority, after.requester.email, after.version) == (Priority.HIGH, PEKKA, ticket.version + 1)


@pytest.mark.parametrize("address", ["support@in.example.com", "Help+x@in.example.com", "BILLING@in.example.com"])
def test_the_desk_does_not_write_to_itself(opened: Lambdas, address: str) -> None:
    with pytest.raises(InvalidInput, match=r"requester\.email: is an address of this desk"):
        change(opened, requester=(address, ""))
    with pytest.raises(InvalidInput, match=r"participants\[1\]\.email: is an address of this desk"):
        change(opened, participants=[(PEKKA, ""), (address, "")])


def test_what_is_no_address_is_named(opened: Lambdas) -> None:
    with pytest.raises(InvalidInput, match=r"participants\[0\]\.email: is not a mail address"):
        change(opened, participants=[("a b@customer.example", "")])


def test_no_change_of_people_is_no_change(opened: Lambdas) -> None:
    before = opened.world.items()
    assert change(opened, requester=(CUSTOMER, "Maija Meikäläinen"), participants=[]) == opened.ticket()
    assert opened.world.items() == before


def test_rights_and_versions_count_for_people_too(opened: Lambdas) -> None:
    ticket, edit = opened.ticket(), PeopleEdit(requester=(PEKKA, ""))
    with pytest.raises(NotFound):
        opened.desk.edits.edit(OTHER, ticket, ticket.version, Edit(), None, edit)
    with pytest.raises(StaleVersion):
        opened.desk.edits.edit(AGENT, ticket, ticket.version + 1, Edit(), None, edit)
