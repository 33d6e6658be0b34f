"""Who asks and who lifts that an address is not written to, and where the original of a message is."""

import pytest

from chalicelib.domain.errors import Forbidden, NotFound
from chalicelib.domain.moves import Edit
from tests.support.desk import ADMIN, AGENT, OTHER, RESTRICTED
from tests.support.lambdas import Lambdas
from tests.support.mails import CUSTOMER


@pytest.fixture
def bounced(opened: Lambdas) -> Lambdas:
    opened.desk.outbox.suppress(CUSTOMER, "bounced", opened.world.clock.now())
    return opened


def test_an_agent_learns_why_and_since_when(bounced: Lambdas) -> None:
    address, found = bounced.desk.suppressions.get(OTHER, CUSTOMER.upper())
    assert address == CUSTOMER
    assert found and (found.reason, found.at) == ("bounced", bounced.world.clock.now())
    assert bounced.desk.suppressions.get(AGENT, "pekka@customer.example") == ("pekka@customer.example", None)


def test_what_is_no_address_is_not_found(bounced: Lambdas) -> None:
    with pytest.raises(NotFound):
        bounced.desk.suppressions.get(ADMIN, "a b@customer.example")


def test_a_restricted_agent_asks_about_their_own_customers(bounced: Lambdas) -> None:
    with pytest.raises(NotFound) as foreign:
        bounced.desk.suppressions.get(RESTRICTED, CUSTOMER)
    with pytest.raises(NotFound) as unknown:
        bounced.desk.suppressions.get(RESTRICTED, "pekka@customer.example")
    assert str(foreign.value) == str(unknown.value)
    ticket = bounced.ticket()
    bounced.desk.edits.edit(AGENT, ticket, ticket.version, Edit(assignee=RESTRICTED.id), None)
    assert bounced.desk.suppressions.get(RESTRICTED, CUSTOMER)[1]


def test_only_an_admin_lifts_a_suppression(bounced: Lambdas) -> None:
    with pytest.raises(Forbidden):
        bounced.desk.suppressions.lift(AGENT, CUSTOMER)
    assert bounced.suppressed() == [CUSTOMER]
    bounced.desk.suppressions.lift(ADMIN, CUSTOMER)
    assert bounced.suppressed() == []
    with pytest.raises(NotFound):
        bounced.desk.suppressions.lift(ADMIN, CUSTOMER)


def test_an_address_whose_suppression_was_lifted_gets_mail_again(bounced: Lambdas) -> None:
    bounced.agent_replies()
    bounced.desk.suppressions.lift(ADMIN, CUSTOMER)
    bounced.send_everything()
    assert CUSTOMER in [sent.recipient for sent in bounced.sent()]


def test_the_original_of_a_message_is_a_link_that_downloads(opened: Lambdas) -> None:
    ticket, (entry,) = opened.ticket(), opened.entries()
    link = opened.desk.originals.link(AGENT, ticket, entry.id)
    assert "inbound/ses-in-1" in link.url and "attachment" in link.url
    assert (link.expires_at - opened.world.clock.now()).total_seconds() == 300


def test_entries_that_were_no_mail_have_no_original(opened: Lambdas) -> None:
    done = opened.agent_replies()
    ticket = opened.ticket()
    for entry in (done.entry_id, "0" * 26):
        with pytest.raises(NotFound, match="no such original"):
            opened.desk.originals.link(AGENT, ticket, entry)
    with pytest.raises(NotFound):
        opened.desk.originals.link(OTHER, ticket, opened.entries()[0].id)
