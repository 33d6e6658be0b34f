"""What is found follows what tickets become."""

import pytest

from chalicelib.domain.customer_changes import CustomerEdit
from chalicelib.domain.customer_groups import Organisation
from chalicelib.domain.moves import Edit
from chalicelib.domain.participants import PeopleEdit
from chalicelib.domain.ticket import Status
from chalicelib.services.requests import request_of
from infra.desk import reindex
from tests.support.desk import ADMIN, AGENT, OTHER
from tests.support.lambdas import Lambdas
from tests.support.searching import change, found, letter, of
from tests.support.setting_up import set_up


@pytest.fixture
def printer(lambdas: Lambdas) -> Lambdas:
    letter(lambdas, "maija", "Printer on fire", "It burns brightly.")
    lambdas.derive_everything()
    return lambdas


def test_a_ticket_that_moved_is_found_where_it_is_now(printer: Lambdas) -> None:
    change(printer, "maija", Edit(department="billing"))
    assert found(printer, "brightly", AGENT) == []
    printer.derive_everything()
    assert found(printer, "brightly", OTHER) == ["maija"]
    assert found(printer, "brightly", AGENT) == []
    change(printer, "maija", Edit(department="support"))
    printer.derive_everything()
    assert found(printer, "brightly", AGENT) == ["maija"]


def test_a_ticket_is_found_by_its_present_requester(printer: Lambdas) -> None:
    ticket = of(printer, "maija")
    people = PeopleEdit(requester=("pekka@customer.example", "Pekka Virtanen"), participants=None)
    printer.desk.edits.edit(ADMIN, ticket, ticket.version, Edit(), None, people)
    printer.derive_everything()
    assert found(printer, "customer:virtanen") == ["pekka virtanen"]
    assert found(printer, "customer:maija") == []
    assert found(printer, "brightly") == ["pekka virtanen"]


def test_a_ticket_is_found_by_its_present_tags(printer: Lambdas) -> None:
    change(printer, "maija", Edit(tags=("Late delivery", "vip")))
    printer.derive_everything()
    assert found(printer, 'tag:"late delivery"') == found(printer, "tag:VIP") == ["maija"]
    assert found(printer, "tag:late") == []
    change(printer, "maija", Edit(tags=("late",)))
    printer.derive_everything()
    assert found(printer, "tag:late") == ["maija"]
    assert found(printer, "tag:vip") == found(printer, "brightly -tag:late") == []


def test_what_is_in_the_trash_is_found_there_alone(printer: Lambdas) -> None:
    ticket = of(printer, "maija")
    trashed = printer.desk.trash.trash(AGENT, ticket, ticket.version, request_of(AGENT.id, "trash", "1", b""))
    printer.derive_everything()
    assert found(printer, "brightly") == found(printer, "department:support") == []
    assert found(printer, "brightly status:trash") == found(printer, "status:trash") == ["maija"]
    printer.desk.trash.restore(AGENT, trashed, trashed.version, request_of(AGENT.id, "restore", "1", b""))
    assert found(printer, "brightly") == ["maija"]


def test_a_merged_ticket_is_found_by_its_own_words(printer: Lambdas) -> None:
    letter(printer, "pekka", "Smoke in the office", "Where is the extinguisher?")
    source, target = of(printer, "pekka"), of(printer, "maija")
    printer.desk.merging.merge(AGENT, source, source.version, target.reference, request_of(AGENT.id, "m", "1", b""))
    printer.derive_everything()
    assert found(printer, "extinguisher") == ["pekka"]
    assert [ticket.merged_into for ticket in printer.tickets() if ticket.status is Status.CLOSED] == [target.reference]


def test_words_are_kept_once_however_often_a_change_is_announced(printer: Lambdas) -> None:
    before = printer.world.items()
    printer.derive_everything()
    assert printer.world.items() == before


def test_a_customer_is_found_by_the_number_of_their_profile(lambdas: Lambdas) -> None:
    letter(lambdas, "maija", "Printer on fire", "It burns brightly.")
    customer = of(lambdas, "maija").requester.customer_id
    lambdas.desk.customer_edits.edit(AGENT, customer, 1, CustomerEdit(phones=("+358 40 123 4567",)))
    lambdas.derive_everything()
    assert found(lambdas, "040-1234567") == found(lambdas, 'customer:"+358 40 1234567"') == ["maija"]


def test_the_ticket_that_is_named_needs_no_index(lambdas: Lambdas) -> None:
    lambdas.receive()
    assert len(found(lambdas, lambdas.ticket().reference)) == 1
    assert found(lambdas, lambdas.ticket().reference, OTHER) == []


def test_an_index_that_lost_everything_is_made_anew_while_the_desk_works(printer: Lambdas) -> None:
    letter(printer, "pekka", "Smoke in the office", "Where is the extinguisher?")
    for item in printer.world.items():
        if item["pk"]["S"].startswith(("FIND", "WORDS")):
            printer.desk.table.delete(item["pk"]["S"], item["sk"]["S"])
    reindex(printer.desk.reindexing)
    assert found(printer, "brightly") == ["maija"]
    assert found(printer, "extinguisher") == ["pekka"]


def test_cards_that_were_lost_come_back(printer: Lambdas) -> None:
    for item in printer.world.items():
        if item["pk"]["S"].startswith("FIND"):
            printer.desk.table.delete(item["pk"]["S"], item["sk"]["S"])
    assert found(printer, "brightly") == []
    reindex(printer.desk.reindexing)
    assert found(printer, "brightly") == ["maija"]
    before = printer.world.items()
    reindex(printer.desk.reindexing)
    assert found(printer, "brightly") == ["maija"]
    assert len(printer.world.items()) == len(before) + 1


def test_a_ticket_is_found_by_the_organisation_that_its_requester_writes_for(lambdas: Lambdas) -> None:
    set_up(lambdas.desk, Organisation("acme", "Åcme Oy", ("customer.example",)))
    letter(lambdas, "maija", "Printer on fire", "It burns brightly.")
    lambdas.derive_everything()
    assert found(lambdas, "customer:acme") == found(lambdas, "acme brightly") == ["maija"]
