"""What agents know and change about a customer, on the real store."""

from dataclasses import replace

import pytest

from chalicelib.domain.customer import customer_id_for
from chalicelib.domain.customer_changes import CustomerEdit
from chalicelib.domain.errors import Forbidden, InvalidInput, NotFound, StaleVersion
from chalicelib.domain.moves import Edit
from chalicelib.domain.participants import PeopleEdit
from tests.support.customers import MAIJA_ID, PEKKA, PEKKA_ID, change, references, settled, stored, write
from tests.support.desk import ADMIN, AGENT, OTHER, RESTRICTED
from tests.support.lambdas import Lambdas
from tests.support.mails import CUSTOMER
from tests.support.setting_up import set_up
from tests.support.settings import ACME, VIP
from tests.support.tickets import a_ticket

HOME = "maija@home.example"


def refused(lambdas: Lambdas, **edit: object) -> list[str]:
    with pytest.raises(InvalidInput) as refusal:
        change(lambdas, MAIJA_ID, **edit)
    return [problem.field for problem in refusal.value.problems]


def test_an_agent_corrects_a_customer_and_every_change_is_on_record(opened: Lambdas) -> None:
    set_up(opened.desk, VIP, ACME)
    change(opened, MAIJA_ID, name=" Maija  P. ", notes="Prefers the phone.")
    card = change(
        opened,
        MAIJA_ID,
        phones=("+358 40 1234",),
        address="Katu 1\nHelsinki",
        language="fi",
        zone="Europe/Helsinki",
        group="vip",
        organisation="acme",
    )
    assert settled(card) == opened.desk.customers.get(AGENT, MAIJA_ID).card
    assert (card.customer.name, card.customer.version, card.customer.language) == ("Maija P.", 3, "fi")
    assert (card.profile.address, card.profile.notes) == ("Katu 1\nHelsinki", "Prefers the phone.")
    assert (card.group, card.organisation and card.organisation.id) == ("vip", "acme")
    newest, first = opened.desk.customers.events(AGENT, MAIJA_ID, 10, None).events
    assert [change.field for change in first.changes] == ["name", "notes"]
    assert {change.field for change in newest.changes} == {
        "phones",
        "address",
        "language",
        "zone",
        "group",
        "organisation",
    }
    assert newest.author.id == AGENT.id


def test_a_change_on_an_old_version_shows_what_is_stored(opened: Lambdas) -> None:
    now = change(opened, MAIJA_ID, name="Maija P.")
    with pytest.raises(StaleVersion) as refusal:
        opened.desk.customer_edits.edit(AGENT, MAIJA_ID, 1, CustomerEdit(name="Other"))
    assert refusal.value.current == now


def test_a_change_that_changes_nothing_stores_nothing(opened: Lambdas) -> None:
    change(opened, MAIJA_ID, name="Maija P.")
    before = opened.world.items()
    assert change(opened, MAIJA_ID, name="Maija P.").customer.version == 2
    assert opened.world.items() == before


def test_what_does_not_exist_is_refused_by_its_name(opened: Lambdas) -> None:
    set_up(opened.desk, replace(VIP, retired=True))
    assert refused(opened, group="gold") == ["group"]
    assert refused(opened, group="vip") == ["group"]
    assert refused(opened, organisation="nobody") == ["organisation"]
    assert refused(opened, language="xx") == ["language"]
    assert refused(opened, zone="Europe/Nowhere") == ["zone"]
    assert refused(opened, other_emails=("nobody",)) == ["other_emails[0]"]
    assert refused(opened, other_emails=("support@in.example.com",)) == ["other_emails[0]"]


def test_mail_from_a_further_address_is_the_customers(opened: Lambdas) -> None:
    change(opened, MAIJA_ID, other_emails=(HOME.upper(),))
    new = write(opened, HOME, 2)
    assert references(opened, MAIJA_ID)[0] == new
    ticket = opened.desk.tickets.ticket(new)
    assert ticket
    assert (ticket.requester.customer_id, ticket.requester.email) == (MAIJA_ID, HOME)
    assert stored(opened, MAIJA_ID).email == CUSTOMER
    assert opened.desk.customers.find(AGENT, HOME).id == MAIJA_ID
    assert opened.desk.customers.get(AGENT, customer_id_for(HOME)).customer.id == MAIJA_ID


def test_an_address_that_was_taken_away_is_a_customer_of_its_own_again(opened: Lambdas) -> None:
    change(opened, MAIJA_ID, other_emails=(HOME,))
    change(opened, MAIJA_ID, other_emails=())
    new = write(opened, HOME, 2)
    assert new not in references(opened, MAIJA_ID)
    assert references(opened, customer_id_for(HOME)) == [new]


def test_an_address_of_another_customer_is_not_taken_from_them(opened: Lambdas) -> None:
    write(opened, PEKKA, 2)
    before = opened.world.items()
    assert refused(opened, other_emails=(PEKKA,)) == ["other_emails"]
    assert opened.world.items() == before


def test_customers_are_found_by_number_however_it_is_written(opened: Lambdas) -> None:
    write(opened, PEKKA, 2)
    change(opened, MAIJA_ID, phones=("+358 (40) 1234-5",))
    change(opened, PEKKA_ID, phones=("00358 40 12345", "09 1"))
    for spelling in ("+358401 2345", "00358 40 123 45"):
        found = opened.desk.customers.with_phone(AGENT, spelling).customers
        assert {customer.id for customer in found} == {MAIJA_ID, PEKKA_ID}
    change(opened, MAIJA_ID, phones=())
    assert [each.id for each in opened.desk.customers.with_phone(AGENT, "+358401 2345").customers] == [PEKKA_ID]
    assert opened.desk.customers.with_phone(AGENT, "+1").customers == ()


def test_members_of_a_group_are_listed_by_name_in_pages(opened: Lambdas) -> None:
    set_up(opened.desk, VIP, ACME)
    write(opened, PEKKA, 2)
    change(opened, PEKKA_ID, name="Aapo Pekka", group="vip")
    change(opened, MAIJA_ID, group="vip", organisation="acme")
    customers = opened.desk.customers
    first = customers.members(AGENT, "group#vip", 1, None)
    assert [each.id for each in first.customers] == [PEKKA_ID]
    second = customers.members(AGENT, "group#vip", 1, first.next)
    assert ([each.id for each in second.customers], second.next) == ([MAIJA_ID], None)
    assert [each.id for each in customers.members(AGENT, "organisation#acme", 9, None).customers] == [MAIJA_ID]
    change(opened, MAIJA_ID, group="")
    assert [each.id for each in customers.members(AGENT, "group#vip", 9, None).customers] == [PEKKA_ID]


def test_a_restricted_agent_finds_only_customers_of_own_tickets(opened: Lambdas) -> None:
    change(opened, MAIJA_ID, phones=("123",))
    customers = opened.desk.customers
    assert customers.with_phone(RESTRICTED, "123").customers == ()
    assert customers.with_email(RESTRICTED, CUSTOMER).customers == ()
    with pytest.raises(Forbidden):
        customers.members(RESTRICTED, "group#vip", 9, None)
    with pytest.raises(NotFound):
        customers.events(RESTRICTED, MAIJA_ID, 9, None)
    ticket = opened.ticket()
    opened.desk.edits.edit(ADMIN, ticket, ticket.version, Edit(assignee=RESTRICTED.id), None)
    assert [each.id for each in customers.with_phone(RESTRICTED, "123").customers] == [MAIJA_ID]
    with pytest.raises(Forbidden):
        opened.desk.customer_edits.edit(RESTRICTED, MAIJA_ID, 2, CustomerEdit(other_emails=(HOME,)))


def test_a_history_shows_what_the_agent_may_see_in_pages(opened: Lambdas) -> None:
    for number in range(2, 6):
        write(opened, CUSTOMER, number)
    foreign = opened.tickets()[1]
    opened.desk.edits.edit(ADMIN, foreign, 1, Edit(department="billing"), None)
    newest_first = [ticket.reference for ticket in reversed(opened.tickets()) if ticket.department == "support"]
    first = opened.desk.customers.history(AGENT, MAIJA_ID, 3, None)
    second = opened.desk.customers.history(AGENT, MAIJA_ID, 3, first.next)
    assert [len(first.tickets), len(second.tickets), second.next] == [3, 1, None]
    assert [ticket.reference for ticket in (*first.tickets, *second.tickets)] == newest_first
    assert [ticket.reference for ticket in opened.desk.customers.history(OTHER, MAIJA_ID, 3, None).tickets] == [
        foreign.reference
    ]


def test_what_a_customer_was_put_into_is_retired_and_not_removed(opened: Lambdas) -> None:
    set_up(opened.desk, VIP, ACME)
    change(opened, MAIJA_ID, group="vip", organisation="acme")
    opened.desk.directory_cache.forget()
    directory = opened.desk.directory_cache.current()
    assert directory.groups["vip"].used and directory.organisations["acme"].used


def test_a_ticket_handed_to_a_customer_who_was_merged_goes_to_the_survivor(opened: Lambdas) -> None:
    change(opened, MAIJA_ID, other_emails=(HOME,))
    assert a_ticket().requester.customer_id == MAIJA_ID
    new = write(opened, PEKKA, 2)
    ticket = opened.desk.tickets.ticket(new)
    assert ticket
    after = opened.desk.edits.edit(AGENT, ticket, 1, Edit(), None, PeopleEdit(requester=(HOME, "Maija")))
    assert (after.requester.customer_id, after.requester.email) == (MAIJA_ID, HOME)
    assert new in references(opened, MAIJA_ID)
    assert references(opened, PEKKA_ID) == []
