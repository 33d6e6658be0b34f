"""Who takes part in a conversation: whom its people wrote to as well, never whom a stranger names."""

from datetime import timedelta

import pytest

from chalicelib.domain.moves import Edit
from chalicelib.domain.participants import MOST_PARTICIPANTS, Participant, PeopleEdit
from chalicelib.domain.timeline import FieldChange
from chalicelib.mail.thread import own_message_id, reply_address
from tests.support.desk import AGENT
from tests.support.lambdas import Lambdas
from tests.support.mails import CUSTOMER, PASS, mail

BOSS = Participant("boss@customer.example", "The Boss")
CC = {"Cc": "The Boss <boss@customer.example>"}
STRANGER = "eve@evil.example"


def participants(lambdas: Lambdas) -> tuple[Participant, ...]:
    ticket = lambdas.ticket()
    found = lambdas.desk.tickets.participants(ticket.reference)
    assert ticket.participants == len(found)
    return found


def token(lambdas: Lambdas, recipient: str = CUSTOMER) -> str:
    return reply_address("support@in.example.com", lambdas.ticket().reference, recipient, lambdas.desk.signer)


def test_whom_a_new_customer_writes_to_as_well_takes_part(lambdas: Lambdas) -> None:
    lambdas.receive(mail(to="support@in.example.com, Ann <ann@partner.example>", headers=CC))
    assert participants(lambdas) == (Participant("ann@partner.example", "Ann"), BOSS)


def test_our_own_addresses_lists_machines_and_the_sender_do_not_take_part(lambdas: Lambdas) -> None:
    others = (
        f"billing@in.example.com, support+x@in.example.com, no-reply@shop.example, dev-request@lists.example, "
        f"mailer-daemon@mx.example, {CUSTOMER.upper()}"
    )
    lambdas.receive(mail(headers={"Cc": others}))
    assert participants(lambdas) == ()


def test_the_people_of_list_mail_do_not_take_part(lambdas: Lambdas) -> None:
    lambdas.receive(mail(headers=CC | {"List-Id": "<dev.lists.example>"}))
    assert participants(lambdas) == ()


@pytest.mark.parametrize("verdicts", [PASS | {"dmarc": "FAIL"}, PASS | {"dmarc": "GRAY", "spf": "FAIL"}])
def test_a_sender_nobody_vouches_for_adds_nobody(lambdas: Lambdas, verdicts: dict[str, str]) -> None:
    lambdas.receive(mail(headers=CC), verdicts=verdicts, dmarc_policy="none")
    assert participants(lambdas) == ()


def test_a_stranger_with_the_reply_address_adds_nobody(lambdas: Lambdas) -> None:
    lambdas.receive()
    raw = mail(sender=STRANGER, message_id="<eve@evil.example>", headers={"Cc": "mallory@evil.example"})
    lambdas.receive(raw, recipients=(token(lambdas),), source=STRANGER)
    assert len(lambdas.messages()) == 2
    assert participants(lambdas) == ()


def test_an_answer_adds_people_and_says_so_where_it_stands(lambdas: Lambdas) -> None:
    lambdas.receive()
    lambdas.world.clock.advance(timedelta(minutes=1))
    lambdas.receive(mail(message_id="<second@customer.example>", headers=CC), recipients=(token(lambdas),))
    assert participants(lambdas) == (BOSS,)
    assert FieldChange("participants", "", BOSS.email) in lambdas.entries()[-1].changes


def test_a_participant_answers_as_one_of_the_conversation_and_may_add_others(lambdas: Lambdas) -> None:
    lambdas.receive(mail(headers=CC))
    ticket = lambdas.ticket()
    own = own_message_id(ticket.reference, lambdas.entries()[0].id, "in.example.com", lambdas.desk.signer)
    raw = mail(
        sender=BOSS.email,
        message_id="<boss@customer.example>",
        headers={"References": f"<{own}>", "Cc": "law@customer.example"},
    )
    lambdas.world.clock.advance(timedelta(minutes=1))
    lambdas.receive(raw, source=BOSS.email)
    entry = lambdas.messages()[-1]
    assert entry.author.name == BOSS.email
    assert entry.mail is not None
    assert entry.mail.flags == ()
    assert [participant.email for participant in participants(lambdas)] == [BOSS.email, "law@customer.example"]
    assert lambdas.ticket().requester == ticket.requester


def test_there_are_never_more_than_the_cap(lambdas: Lambdas) -> None:
    crowd = ", ".join(f"guest{number}@crowd.example" for number in range(MOST_PARTICIPANTS + 20))
    lambdas.receive(mail(headers={"Cc": crowd}))
    assert len(participants(lambdas)) == MOST_PARTICIPANTS


def test_a_reply_goes_to_each_with_an_own_reply_address(lambdas: Lambdas) -> None:
    lambdas.receive(mail(headers=CC))
    lambdas.send_everything()
    lambdas.agent_replies()
    lambdas.send_everything()
    replies = {sent.recipient: sent.parsed["Reply-To"] for sent in lambdas.sent()[1:]}
    assert replies == {CUSTOMER: token(lambdas), BOSS.email: token(lambdas, BOSS.email)}


def test_a_reply_to_the_requester_alone_goes_to_nobody_else(lambdas: Lambdas) -> None:
    lambdas.receive(mail(headers=CC))
    lambdas.send_everything()
    lambdas.agent_replies(to_all=False)
    lambdas.send_everything()
    assert [sent.recipient for sent in lambdas.sent()[1:]] == [CUSTOMER]


def test_a_strangers_words_are_never_quoted_in_our_answers(lambdas: Lambdas) -> None:
    lambdas.receive()
    lambdas.world.clock.advance(timedelta(minutes=1))
    evil = mail(sender=f"Example support <{STRANGER}>", text="Pay at https://evil.example\n", message_id="<e@evil>")
    lambdas.receive(evil, recipients=(token(lambdas),), source=STRANGER)
    lambdas.world.clock.advance(timedelta(minutes=1))
    lambdas.agent_replies()
    lambdas.send_everything()
    assert all("evil" not in sent.raw for sent in lambdas.sent())


def test_a_new_requester_is_not_shown_what_the_former_one_wrote(lambdas: Lambdas) -> None:
    lambdas.receive(mail(text="My PIN is 4711.\n"))
    ticket = lambdas.ticket()
    lambdas.world.clock.advance(timedelta(minutes=1))
    people = PeopleEdit(requester=("ville@other.example", "Ville"))
    lambdas.desk.edits.edit(AGENT, ticket, ticket.version, Edit(), None, people)
    lambdas.world.clock.advance(timedelta(minutes=1))
    lambdas.agent_replies()
    lambdas.send_everything()
    assert lambdas.sent()[-1].recipient == "ville@other.example"
    assert "4711" not in lambdas.sent()[-1].raw


def test_a_reply_address_never_takes_part_whatever_its_support_address_was(lambdas: Lambdas) -> None:
    other = token(lambdas) if lambdas.tickets() else "old+t.k7qf3m2x.abcdefgh.aaaaaaaaaaaaaaaaaa@gone.example.com"
    lambdas.receive(mail(headers={"Cc": other}))
    assert participants(lambdas) == ()
