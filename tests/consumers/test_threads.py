"""Which ticket a mail belongs to, and what it may do there."""

from collections.abc import Iterator
from datetime import timedelta
from unittest.mock import patch

import pytest

from chalicelib.domain.errors import StaleVersion, Unavailable
from chalicelib.domain.moves import Edit, noted
from chalicelib.domain.ticket import Status
from chalicelib.domain.timeline import Entry, EntryKind, FieldChange
from chalicelib.mail.thread import own_message_id, reply_address
from chalicelib.services.records import Change
from tests.support.desk import AGENT
from tests.support.lambdas import Lambdas
from tests.support.mails import CUSTOMER, PASS, mail, notice
from tests.support.tickets import an_entry, edited

STRANGER = "eve@evil.example"
ANSWER = "<answer@customer.example>"


@pytest.fixture
def thread(lambdas: Lambdas) -> Iterator[Lambdas]:
    """A ticket by mail that an agent has answered."""
    lambdas.receive()
    lambdas.world.clock.advance(timedelta(minutes=1))
    lambdas.agent_replies()
    lambdas.world.clock.advance(timedelta(minutes=1))
    yield lambdas


def token(thread: Lambdas, recipient: str = CUSTOMER) -> str:
    return reply_address("support@in.example.com", thread.ticket().reference, recipient, thread.desk.signer)


def own_id(thread: Lambdas) -> str:
    return own_message_id(thread.ticket().reference, thread.entries()[-1].id, "in.example.com", thread.desk.signer)


def answered(thread: Lambdas, recipient: str, sender: str = CUSTOMER, **receipt: object) -> Entry:
    """An answer to a reply address comes in; returns the entry it became."""
    thread.receive(mail(sender=sender, message_id=ANSWER), recipients=(recipient,), source=sender, **receipt)
    return thread.messages()[-1]


def flags(entry: Entry) -> tuple[str, ...]:
    assert entry.mail is not None
    return entry.mail.flags


# by reply address


def test_an_answer_to_the_reply_address_reopens_its_ticket(thread: Lambdas) -> None:
    entry = answered(thread, token(thread))
    ticket = thread.ticket()
    assert (ticket.status, ticket.version) == (Status.OPEN, 3)
    assert ticket.moved_at == ticket.waiting_since == thread.world.clock.now()
    assert entry.changes == (FieldChange("status", "answered", "open"),)
    assert flags(entry) == ()
    assert len(thread.outbox()) == 2, "the acknowledgement and the agent's reply; an answer is not acknowledged"


def test_a_reply_address_works_in_any_case_and_for_other_recipients_beside_it(thread: Lambdas) -> None:
    thread.receive(
        mail(message_id=ANSWER), recipients=("billing@in.example.com", token(thread).upper()), source=CUSTOMER
    )
    assert len(thread.tickets()) == 1
    assert len(thread.messages()) == 2


def test_a_repeated_answer_is_one_message(thread: Lambdas) -> None:
    key = thread.receive(mail(message_id=ANSWER), recipients=(token(thread),))
    before = thread.world.items()
    thread.announce(notice(key, recipients=(token(thread),)))
    thread.receive(mail(message_id=ANSWER), recipients=(token(thread),))
    assert thread.world.items() == before


def test_a_stranger_who_got_the_reply_address_is_taken_in_as_a_third_party(thread: Lambdas) -> None:
    entry = answered(thread, token(thread), STRANGER)
    assert flags(entry) == ("third party",)
    assert entry.author.name == STRANGER
    assert thread.ticket().requester.email == CUSTOMER


def test_an_unauthenticated_answer_to_the_reply_address_is_flagged(thread: Lambdas) -> None:
    entry = answered(thread, token(thread), verdicts=PASS | {"dmarc": "FAIL"}, dmarc_policy="none")
    assert flags(entry) == ("unverified",)


def test_the_person_a_reply_address_was_made_for_is_no_third_party(thread: Lambdas) -> None:
    entry = answered(thread, token(thread, STRANGER), STRANGER)
    assert flags(entry) == ()


def test_a_forged_reply_address_is_an_address_like_any_other(thread: Lambdas) -> None:
    genuine = token(thread)
    local, _, domain = genuine.partition("@")
    forged = f"{local[:-1]}{'a' if local[-1] != 'a' else 'b'}@{domain}"
    for address in (forged, genuine.replace("+t.", "+t.0"), genuine.replace(genuine.split(".")[1], "00000000")):
        thread.receive(mail(message_id=None, text=address), recipients=(address,), source=CUSTOMER)
    assert len(thread.tickets()) == 4
    assert len(thread.messages(thread.tickets()[0].reference)) == 1


def test_a_mail_to_two_reply_addresses_is_a_message_in_both_tickets(thread: Lambdas) -> None:
    thread.receive(mail(message_id="<other@customer.example>", subject="Another"))
    one, other = thread.tickets()
    both = tuple(
        reply_address("support@in.example.com", ticket.reference, CUSTOMER, thread.desk.signer)
        for ticket in (one, other)
    )
    key = thread.receive(mail(message_id=ANSWER), recipients=both)
    thread.announce(notice(key, recipients=both[::-1]))
    assert [len(thread.messages(ticket.reference)) for ticket in (one, other)] == [2, 2]


# by References


def answered_by(thread: Lambdas, reference: str, sender: str = CUSTOMER, **receipt: object) -> None:
    raw = mail(sender=sender, message_id=ANSWER, headers={"References": f"<{reference}>"})
    receipt.setdefault("source", sender)
    thread.receive(raw, **receipt)


def test_an_answer_to_our_signed_id_is_a_message_of_its_ticket(thread: Lambdas) -> None:
    answered_by(thread, own_id(thread))
    assert len(thread.tickets()) == 1
    assert thread.ticket().status is Status.OPEN


def test_an_answer_to_the_customers_own_mail_is_a_message_of_its_ticket(thread: Lambdas) -> None:
    answered_by(thread, "first@customer.example")
    assert len(thread.tickets()) == 1
    assert len(thread.messages()) == 2


def test_an_answer_to_the_id_that_ses_gave_is_a_message_of_its_ticket(thread: Lambdas) -> None:
    thread.send_everything()
    ses_id = next(mail.ses_id for mail in thread.outbox())
    answered_by(thread, f"{ses_id}@eu-west-1.amazonses.com")
    assert len(thread.tickets()) == 1
    assert len(thread.messages()) == 2


@pytest.mark.parametrize(
    ("sender", "receipt"),
    [
        (STRANGER, {}),
        (CUSTOMER, {"verdicts": PASS | {"dmarc": "FAIL"}, "dmarc_policy": "none"}),
        (CUSTOMER, {"verdicts": PASS | {"dmarc": "GRAY", "spf": "FAIL"}}),
        (CUSTOMER, {"verdicts": PASS | {"dmarc": "GRAY"}, "source": STRANGER}),
    ],
    ids=["stranger", "forged", "unauthenticated", "foreign spf"],
)
def test_references_open_no_ticket_to_those_who_are_not_proven_to_be_in_it(
    thread: Lambdas, sender: str, receipt: dict[str, object]
) -> None:
    first = thread.ticket()
    answered_by(thread, own_id(thread), sender, **receipt)
    assert len(thread.tickets()) == 2
    assert thread.desk.tickets.ticket(first.reference) == first


def test_a_forged_id_of_ours_leads_nowhere(thread: Lambdas) -> None:
    first, genuine = thread.ticket(), own_id(thread)
    answered_by(thread, genuine.replace(first.reference, "00000000"))
    answered_by(thread, f"lippu.{first.reference}.{thread.entries()[0].id}.{'a' * 28}@in.example.com")
    assert thread.desk.tickets.ticket(first.reference) == first


def test_a_reference_in_the_subject_is_a_hint_to_people_and_decides_nothing(thread: Lambdas) -> None:
    first = thread.ticket()
    shown = f"{first.reference[:4]}-{first.reference[4:]}"
    for sender in (STRANGER, CUSTOMER):
        raw = mail(sender=sender, subject=f"Re: Fire [{shown}]", message_id=None)
        thread.receive(raw, source=sender)
        assert flags(thread.messages()[-1]) == (f"may belong to {shown}",)
    assert len(thread.tickets()) == 3
    assert thread.desk.tickets.ticket(first.reference) == first


# one mail, one message, even where its way changes between two deliveries


def test_an_answer_that_came_before_its_question_is_not_appended_when_it_comes_again(lambdas: Lambdas) -> None:
    late = mail(message_id=ANSWER, text="Me again.\n", headers={"References": "<first@customer.example>"})
    lambdas.receive(late, key="inbound/early")
    lambdas.world.clock.advance(timedelta(minutes=1))
    lambdas.receive()
    lambdas.announce(notice("inbound/early"))
    assert [len(lambdas.messages(ticket.reference)) for ticket in lambdas.tickets()] == [1, 1]


def test_a_second_delivery_with_weaker_proof_opens_no_second_ticket(thread: Lambdas) -> None:
    reference = own_id(thread)
    answered_by(thread, reference)
    answered_by(thread, reference, verdicts=PASS | {"dmarc": "GRAY", "spf": "FAIL"})
    assert len(thread.tickets()) == 1
    assert len(thread.messages()) == 2


def test_another_text_under_the_message_id_of_an_answer_is_kept_aside(thread: Lambdas) -> None:
    answered(thread, token(thread))
    thread.receive(mail(message_id=ANSWER, text="Changed.\n"), recipients=(token(thread),))
    assert len(thread.messages()) == 2
    assert len(thread.quarantine()) == 1


# automatic mail


@pytest.mark.parametrize(
    "raw",
    [
        mail(message_id=ANSWER, headers={"Auto-Submitted": "auto-replied"}),
        mail(message_id=ANSWER, subject="Automatic reply: out of office"),
        mail(message_id=ANSWER, sender="MAILER-DAEMON@mx.example", subject="Undelivered Mail Returned to Sender"),
    ],
    ids=["auto-submitted", "out of office", "bounce"],
)
def test_automatic_mail_is_kept_with_its_ticket_and_wakes_nobody(thread: Lambdas, raw: bytes) -> None:
    before = thread.ticket()
    thread.receive(raw, recipients=(token(thread),), source="")
    assert thread.ticket() == noted(before)
    entry = thread.entries()[-1]
    assert entry.kind is EntryKind.NOTE, "it is no word of the customer, and nothing of it is sent on"
    assert any(flag.startswith("automatic: ") for flag in flags(entry))
    assert entry.changes == ()
    assert not thread.suppressed(), "mail that looks like a bounce stops nothing"
    assert len(thread.outbox()) == 2


# states and rivals


@pytest.mark.parametrize(
    ("status", "after"),
    [
        (Status.RESOLVED, Status.OPEN),
        (Status.CLOSED, Status.OPEN),
        (Status.SPAM, Status.SPAM),
        (Status.OPEN, Status.OPEN),
    ],
)
def test_an_answer_reopens_what_was_done_but_not_spam(thread: Lambdas, status: Status, after: Status) -> None:
    ticket = thread.ticket()
    thread.desk.edits.edit(AGENT, ticket, ticket.version, Edit(status=status), None)
    answered(thread, token(thread))
    assert thread.ticket().status is after
    assert len(thread.messages()) == 2


def test_an_answer_that_races_with_an_agent_loses_nothing_of_either(thread: Lambdas) -> None:
    """The agent closes the ticket between the mail's read and its write."""
    with Rival(thread, times=1) as refused:
        entry = answered(thread, token(thread))
    assert refused == [1]
    ticket = thread.ticket()
    assert (ticket.status, ticket.version) == (Status.OPEN, 4)
    assert entry.changes == (FieldChange("status", "closed", "open"),)


def test_a_ticket_too_busy_to_append_to_sends_the_mail_back_to_the_queue(thread: Lambdas) -> None:
    with Rival(thread, times=100), pytest.raises(Unavailable):
        answered(thread, token(thread))
    assert len(thread.messages()) == 1
    answered(thread, token(thread))
    assert len(thread.messages()) == 2


class Rival:
    """Somebody who changes the ticket just before each of the next commits, `times` times."""

    def __init__(self, thread: Lambdas, times: int) -> None:
        self._thread, self._times = thread, times
        self.refused = [0]

    def __enter__(self) -> list[int]:
        store = self._thread.desk.tickets
        real = store.commit

        def commit(change: Change) -> object:
            if self.refused[0] < self._times:
                self.refused[0] += 1
                current = store.ticket(change.after.reference)
                assert current is not None
                now = self._thread.world.clock.now()
                closed = edited(current, Edit(status=Status.CLOSED), now)
                id = self._thread.desk.ids.ulid(now)
                real(Change(current, closed, (an_entry(id, current.reference, kind=EntryKind.EVENT),)))
            return real(change)

        self._patch = patch.object(store, "commit", commit)
        self._patch.start()
        return self.refused

    def __exit__(self, *_: object) -> None:
        self._patch.stop()


def test_the_rival_of_these_tests_really_is_one(thread: Lambdas) -> None:
    with Rival(thread, times=1), pytest.raises(StaleVersion):
        thread.agent_replies("Too late.")


def test_an_answer_without_a_name_is_shown_under_the_name_that_is_known(lambdas: Lambdas) -> None:
    lambdas.receive()
    lambdas.receive(
        mail(
            sender=CUSTOMER,
            message_id="<nameless@customer.example>",
            headers={"References": "<first@customer.example>"},
        )
    )
    assert [message.author.name for message in lambdas.messages()] == ["Maija Meikäläinen"] * 2
