"""Two customers are one person: what becomes of their tickets, addresses and numbers, whatever happens on the way."""

from datetime import timedelta

import pytest

from chalicelib.domain.customer import customer_id_for
from chalicelib.domain.errors import Conflict, Forbidden, IdempotencyMismatch, InvalidInput, NotFound, StaleVersion
from chalicelib.domain.moves import Edit
from chalicelib.domain.participants import PeopleEdit
from chalicelib.domain.timeline import EventName
from chalicelib.mail.thread import reply_address
from chalicelib.services import settling
from chalicelib.services.requests import request_of
from tests.support.customers import MAIJA_ID, PEKKA, PEKKA_ID, change, merge, references, settled, stored, write
from tests.support.desk import AGENT, RESTRICTED, SUPPORT
from tests.support.lambdas import Lambdas
from tests.support.mails import CUSTOMER, mail
from tests.support.rivals import at_once
from tests.support.setting_up import set_up
from tests.support.settings import ACME, VIP

HOME = "maija@home.example"


@pytest.fixture
def both(opened: Lambdas) -> Lambdas:
    """Maija with one ticket, Pekka with three."""
    for number in range(2, 5):
        write(opened, PEKKA, number)
    return opened


def requesters(lambdas: Lambdas) -> set[str]:
    return {ticket.requester.customer_id for ticket in lambdas.tickets()}


def test_tickets_addresses_numbers_and_notes_go_to_the_survivor(both: Lambdas) -> None:
    set_up(both.desk, VIP)
    change(both, MAIJA_ID, notes="Hers.", phones=("1234",))
    change(both, PEKKA_ID, notes="His.", phones=("5678", "1234"), other_emails=(HOME,), group="vip", address="Katu 1")
    all_tickets = sorted((references(both, MAIJA_ID) + references(both, PEKKA_ID)), reverse=True)
    card = merge(both, PEKKA_ID, MAIJA_ID)
    assert settled(card) == both.desk.customers.get(AGENT, MAIJA_ID).card
    assert (card.customer.email, card.customer.other_emails) == (CUSTOMER, (PEKKA, HOME))
    assert card.customer.phones == ("1234", "5678")
    assert (card.profile.notes, card.profile.address, card.group) == ("Hers.\n\nHis.", "Katu 1", "vip")
    assert sorted(references(both, MAIJA_ID), reverse=True) == all_tickets
    assert requesters(both) == {MAIJA_ID}
    assert references(both, PEKKA_ID) == []
    for id in (PEKKA_ID, customer_id_for(HOME)):
        assert both.desk.customers.get(AGENT, id).customer.id == MAIJA_ID
    found = both.desk.customers.with_phone(AGENT, "5678").customers
    assert [each.id for each in found] == [MAIJA_ID]
    assert [each.id for each in both.desk.customers.members(AGENT, "group#vip", 9, None).customers] == [MAIJA_ID]


def test_the_merge_is_told_by_the_customer_and_by_every_ticket_that_followed(both: Lambdas) -> None:
    moved = references(both, PEKKA_ID)
    merge(both, PEKKA_ID, MAIJA_ID)
    (event,) = both.desk.customers.events(AGENT, MAIJA_ID, 9, None).events
    assert (event.merged, event.author.id) == (PEKKA, AGENT.id)
    for reference in moved:
        assert both.entries(reference)[-1].event is EventName.CUSTOMER_MERGED
        assert CUSTOMER in both.entries(reference)[-1].detail


def test_mail_from_either_address_finds_the_survivor(both: Lambdas) -> None:
    merge(both, PEKKA_ID, MAIJA_ID)
    for number, sender in enumerate((PEKKA, CUSTOMER), 7):
        new = write(both, sender, number)
        assert references(both, MAIJA_ID)[0] == new
    assert requesters(both) == {MAIJA_ID}
    assert both.outbox()[-1].recipient in (PEKKA, CUSTOMER)


def test_either_address_takes_part_in_the_tickets_of_the_other(both: Lambdas) -> None:
    """An answer to Maija's ticket from what used to be Pekka's address is no third party's."""
    merge(both, PEKKA_ID, MAIJA_ID)
    ticket = next(each for each in both.tickets() if each.requester.email == CUSTOMER)
    to = reply_address(SUPPORT.sender_address, ticket.reference, CUSTOMER, both.desk.signer)
    for sender, flags in ((PEKKA, ()), ("stranger@other.example", ("third party",))):
        both.receive(mail(sender=sender, to=to, message_id=f"<answer@{sender}>"), recipients=(to,), source=sender)
        entry = both.messages(ticket.reference)[-1]
        # the reply address was made for Maija, so only its owner's own addresses are not remarked upon
        assert entry.mail
        assert tuple(flag for flag in entry.mail.flags if flag == "third party") == flags


def test_the_same_request_again_answers_the_same_and_moves_nothing_twice(both: Lambdas) -> None:
    version = stored(both, PEKKA_ID).version
    request = request_of(AGENT.id, "merge", "a", b"{}")
    first = both.desk.customer_merging.merge(AGENT, PEKKA_ID, version, MAIJA_ID, request)
    before = both.world.items()
    again = both.desk.customer_merging.merge(AGENT, PEKKA_ID, version, MAIJA_ID, request)
    assert again == first
    assert both.world.items() == before
    other = request_of(AGENT.id, "merge", "a", b"{other}")
    with pytest.raises(IdempotencyMismatch):
        both.desk.customer_merging.merge(AGENT, PEKKA_ID, version, MAIJA_ID, other)
    with pytest.raises(Conflict):
        merge(both, PEKKA_ID, MAIJA_ID, key="b")


def test_what_cannot_be_merged_is_refused(both: Lambdas) -> None:
    with pytest.raises(InvalidInput):
        merge(both, PEKKA_ID, PEKKA_ID)
    with pytest.raises(InvalidInput):
        merge(both, PEKKA_ID, "0" * 16)
    request = request_of(AGENT.id, "merge", "a", b"")
    with pytest.raises(NotFound):
        both.desk.customer_merging.merge(AGENT, "0" * 16, 1, MAIJA_ID, request)
    with pytest.raises(StaleVersion) as refusal:
        both.desk.customer_merging.merge(AGENT, PEKKA_ID, 7, MAIJA_ID, request)
    assert refusal.value.current.customer == stored(both, PEKKA_ID)
    with pytest.raises(Forbidden):
        both.desk.customer_merging.merge(RESTRICTED, PEKKA_ID, 1, MAIJA_ID, request)


def test_a_chain_of_merges_ends_with_the_last_survivor(both: Lambdas) -> None:
    third = "liisa@other.example"
    write(both, third, 9)
    merge(both, PEKKA_ID, MAIJA_ID, key="a")
    merge(both, MAIJA_ID, customer_id_for(third), key="b")
    assert requesters(both) == {customer_id_for(third)}
    new = write(both, PEKKA, 10)
    assert references(both, customer_id_for(third))[0] == new
    # nobody is sent on a detour over customers who are gone themselves
    assert stored(both, PEKKA_ID).standing.merged_into == customer_id_for(third)


def test_two_who_are_merged_into_each_other_at_once_make_no_circle(both: Lambdas) -> None:
    at_once(both.desk, lambda: merge(both, PEKKA_ID, MAIJA_ID, "a"), lambda: merge(both, MAIJA_ID, PEKKA_ID, "b"))
    gone = [id for id in (MAIJA_ID, PEKKA_ID) if stored(both, id).standing.merged_into]
    assert len(gone) == 1
    assert len(requesters(both)) == 1


def test_a_merge_that_stopped_on_its_way_is_completed_by_the_tick(
    both: Lambdas, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settling.Settling, "begin", lambda self, customer_id: None)
    merge(both, PEKKA_ID, MAIJA_ID)
    assert requesters(both) == {MAIJA_ID, PEKKA_ID}
    both.world.clock.advance(timedelta(minutes=1))
    both.tick()
    assert requesters(both) == {MAIJA_ID}
    assert stored(both, PEKKA_ID).unsettled_at is None
    before = both.world.items()
    both.tick()
    assert both.world.items() == before


def test_more_tickets_than_one_sweep_has_time_for_follow_in_the_next(
    both: Lambdas, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settling, "AT_ONCE", 2)
    monkeypatch.setattr(settling, "PATIENCE", timedelta(seconds=-1))
    merge(both, PEKKA_ID, MAIJA_ID)
    assert stored(both, PEKKA_ID).unsettled_at is not None
    monkeypatch.setattr(settling, "PATIENCE", timedelta(seconds=10))
    both.world.clock.advance(timedelta(minutes=1))
    both.tick()
    assert requesters(both) == {MAIJA_ID}


def test_a_ticket_that_is_opened_while_customers_are_merged_is_the_survivors(
    both: Lambdas, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mail was read before the merge and is stored after it."""
    commit, merged = both.desk.tickets.commit, []

    def rival(change: object) -> object:
        if not merged:
            merged.append(True)
            merge(both, PEKKA_ID, MAIJA_ID)
        return commit(change)  # type: ignore[arg-type]

    monkeypatch.setattr(both.desk.tickets, "commit", rival)
    write(both, PEKKA, 9)
    assert requesters(both) == {MAIJA_ID}
    assert len(references(both, MAIJA_ID)) == 5


def test_a_further_address_whose_tickets_are_on_their_way_is_not_taken_away(
    both: Lambdas, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settling.Settling, "begin", lambda self, customer_id: None)
    merge(both, PEKKA_ID, MAIJA_ID)
    with pytest.raises(Conflict):
        change(both, MAIJA_ID, other_emails=())


def test_a_requester_named_again_stays_the_survivor(both: Lambdas) -> None:
    merge(both, PEKKA_ID, MAIJA_ID)
    ticket = next(each for each in both.tickets() if each.requester.email == PEKKA)
    named = PeopleEdit(requester=(PEKKA, "Pekka P."))
    after = both.desk.edits.edit(AGENT, ticket, ticket.version, Edit(), None, named)
    assert (after.requester.customer_id, after.requester.name) == (MAIJA_ID, "Pekka P.")


def test_members_by_organisation_keep_their_group_after_a_merge(both: Lambdas) -> None:
    set_up(both.desk, VIP, ACME)
    change(both, PEKKA_ID, organisation="acme")
    card = merge(both, PEKKA_ID, MAIJA_ID)
    assert card.organisation == both.desk.directory_cache.current().organisations["acme"]
