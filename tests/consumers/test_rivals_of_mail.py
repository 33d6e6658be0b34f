"""What happens to a ticket between the moment a mail has found it and the moment it is written there."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from unittest.mock import patch

from chalicelib.domain.moves import Edit
from chalicelib.domain.outbox import MailKind
from chalicelib.domain.participants import PeopleEdit
from chalicelib.domain.ticket import Status, Ticket
from chalicelib.mail.thread import reply_address
from chalicelib.services.incoming import Incoming
from chalicelib.services.requests import request_of
from tests.support.desk import ADMIN, AGENT
from tests.support.lambdas import Lambdas
from tests.support.mails import CUSTOMER, mail, notice


@contextmanager
def meanwhile(act: Callable[[], object]) -> Iterator[None]:
    """Somebody acts once, after the mail's ticket was found and before anything is stored."""
    real, todo = Incoming.store_files, [act]

    def store_files(self: Incoming, files: object) -> object:
        if todo:
            todo.pop()()
        return real(self, files)  # type: ignore[arg-type]

    with patch.object(Incoming, "store_files", store_files):
        yield


def two_tickets(lambdas: Lambdas) -> tuple[Ticket, Ticket]:
    lambdas.receive()
    lambdas.receive(mail(message_id="<second@customer.example>", subject="Another"))
    one, two = lambdas.tickets()
    return one, two


def address(lambdas: Lambdas, ticket: Ticket, who: str = CUSTOMER) -> str:
    for_agent = who == AGENT.email
    return reply_address("support@in.example.com", ticket.reference, who, lambdas.desk.signer, for_agent=for_agent)


def merge(lambdas: Lambdas, one: Ticket, two: Ticket) -> None:
    lambdas.desk.merging.merge(AGENT, one, one.version, two.reference, request_of(AGENT.id, "merge", "key", b""))


def replies(lambdas: Lambdas) -> list[str]:
    return [outgoing.recipient for outgoing in lambdas.outbox() if outgoing.kind is MailKind.REPLY]


def test_a_customers_mail_follows_a_merge_that_was_faster(lambdas: Lambdas) -> None:
    one, two = two_tickets(lambdas)
    with meanwhile(lambda: merge(lambdas, one, two)):
        lambdas.receive(mail(message_id="<late@customer.example>"), recipients=(address(lambdas, one),))
    assert [len(lambdas.messages(ticket.reference)) for ticket in (one, two)] == [1, 2]
    assert lambdas.tickets()[0].status is Status.CLOSED


def test_an_agents_answer_to_a_ticket_that_was_merged_meanwhile_is_not_sent(lambdas: Lambdas) -> None:
    one, two = two_tickets(lambdas)
    raw = mail(sender=AGENT.email, message_id="<a@example.com>")
    with meanwhile(lambda: merge(lambdas, one, two)):
        lambdas.receive(raw, recipients=(address(lambdas, one, AGENT.email),), source=AGENT.email)
    assert replies(lambdas) == []
    assert len(lambdas.quarantine()) == 1


def test_an_agent_who_loses_sight_of_the_ticket_meanwhile_does_not_answer_it(lambdas: Lambdas) -> None:
    lambdas.receive()
    ticket = lambdas.ticket()
    raw = mail(sender=AGENT.email, message_id="<a@example.com>")
    with meanwhile(lambda: lambdas.desk.edits.edit(ADMIN, ticket, 1, Edit(department="billing"), None)):
        lambdas.receive(raw, recipients=(address(lambdas, ticket, AGENT.email),), source=AGENT.email)
    assert replies(lambdas) == []


def test_a_participant_who_is_taken_out_meanwhile_adds_nobody(lambdas: Lambdas) -> None:
    boss = "boss@customer.example"
    lambdas.receive(mail(headers={"Cc": boss}))
    ticket = lambdas.ticket()
    raw = mail(sender=boss, message_id="<boss@x>", headers={"Cc": "mole@customer.example"})
    alone = PeopleEdit(participants=())
    with meanwhile(lambda: lambdas.desk.edits.edit(AGENT, ticket, 1, Edit(), None, alone)):
        lambdas.receive(raw, recipients=(address(lambdas, ticket, boss),), source=boss)
    assert lambdas.ticket().participants == 0


def test_an_answer_that_was_sent_is_not_set_aside_when_it_comes_again_after_a_merge(lambdas: Lambdas) -> None:
    one, two = two_tickets(lambdas)
    to = address(lambdas, one, AGENT.email)
    key = lambdas.receive(mail(sender=AGENT.email, message_id="<a@x>"), recipients=(to,), source=AGENT.email)
    merge(lambdas, lambdas.tickets()[0], two)
    lambdas.announce(notice(key, recipients=(to,), source=AGENT.email))
    assert replies(lambdas) == [CUSTOMER]
    assert lambdas.quarantine() == []
