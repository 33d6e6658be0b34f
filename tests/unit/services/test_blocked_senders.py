"""Mail of blocked senders goes aside and never away; nobody blocks the desk or those who work at it."""

from dataclasses import replace

import pytest

from chalicelib.domain.blocks import Block
from chalicelib.domain.errors import Forbidden, InvalidInput
from chalicelib.domain.roles import CustomRole, Permission
from chalicelib.domain.settings import Kind
from chalicelib.domain.ticket import Status
from chalicelib.mail.thread import reply_address
from chalicelib.services.forms import FormPost
from chalicelib.services.requests import request_of
from tests.support.customers import PEKKA, write
from tests.support.desk import ADMIN, AGENT, SUPPORT
from tests.support.lambdas import Lambdas
from tests.support.mails import CUSTOMER, mail
from tests.support.settings import OWNER


@pytest.fixture
def desk(lambdas: Lambdas) -> Lambdas:
    lambdas.desk.directory.save_agent(OWNER)
    return lambdas


def block(lambdas: Lambdas, sender: str) -> None:
    lambdas.desk.configuration.save(ADMIN, Block(sender, "Advertisements"), None)


@pytest.mark.parametrize(
    ("sender", "blocked"),
    [
        ("eve@evil.example", True),
        ("eve+shop@evil.example", True),
        ("eve@mail.spam.example", True),
        ("eve@spam.example", True),
        ("bob@evil.example", False),
        ("eve@notspam.example", False),
    ],
)
def test_mail_of_blocked_addresses_and_domains_is_set_aside_with_its_reason(
    desk: Lambdas, sender: str, blocked: bool
) -> None:
    block(desk, "eve@evil.example")
    block(desk, "spam.example")
    write(desk, sender, 1)
    assert (len(desk.quarantine()), len(desk.tickets())) == ((1, 0) if blocked else (0, 1))
    if blocked:
        assert "blocked" in desk.quarantine()[0]["reason"]


def test_also_answers_to_a_ticket_are_set_aside(desk: Lambdas) -> None:
    reference = write(desk, CUSTOMER, 1)
    block(desk, CUSTOMER)
    to = reply_address(SUPPORT.sender_address, reference, CUSTOMER, desk.desk.signer)
    desk.receive(mail(sender=CUSTOMER, to=to, message_id="<again@customer.example>"), recipients=(to,))
    assert len(desk.quarantine()) == 1
    assert len(desk.messages(reference)) == 1


def test_a_blocked_senders_mail_can_be_let_in_and_the_block_stays(desk: Lambdas) -> None:
    block(desk, PEKKA)
    write(desk, PEKKA, 1)
    id = desk.quarantine()[0]["pk"].removeprefix("QUARANTINE#")
    desk.desk.quarantine.process(AGENT, id, True, request_of(AGENT.id, "let in", "a", b""))
    assert len(desk.tickets()) == 1
    write(desk, PEKKA, 2)
    assert len(desk.tickets()) == 1


def test_an_unblocked_sender_writes_again(desk: Lambdas) -> None:
    block(desk, PEKKA)
    desk.desk.configuration.delete(ADMIN, Kind.BLOCK, PEKKA, 1)
    assert write(desk, PEKKA, 1)
    assert [record.kind for record in desk.desk.audit.list(ADMIN, 9, None, None, None).records] == [Kind.BLOCK] * 2


def test_what_a_blocked_sender_posts_is_spam_and_is_not_confirmed(desk: Lambdas) -> None:
    block(desk, PEKKA)
    post = FormPost(desk.desk.forms.new_token(), "support", "", PEKKA, "Buy", "Cheap!")
    desk.desk.forms.submit(post)
    assert (desk.ticket().status, desk.outbox()) == (Status.SPAM, [])


@pytest.mark.parametrize("sender", ["support@in.example.com", "in.example.com", AGENT.email, "example.com"])
def test_nobody_blocks_the_desk_or_its_agents(desk: Lambdas, sender: str) -> None:
    with pytest.raises(InvalidInput):
        block(desk, sender)
    assert desk.desk.directory.load().blocks == {}


def test_nobody_becomes_an_agent_whose_mail_is_blocked(desk: Lambdas) -> None:
    block(desk, "spam.example")
    with pytest.raises(InvalidInput):
        desk.desk.configuration.save(OWNER, replace(AGENT, email="agent@spam.example"), 1)


def test_blocking_takes_its_permission(desk: Lambdas) -> None:
    with pytest.raises(Forbidden):
        desk.desk.configuration.save(AGENT, Block(PEKKA), None)
    role = CustomRole("guard", "Guard", frozenset({Permission.SEE_DEPARTMENTS, Permission.BLOCK}))
    guard = replace(AGENT, role=role.id, grants=role.permissions)
    assert desk.desk.configuration.save(guard, Block(PEKKA), None).version == 1


@pytest.mark.parametrize(
    "sender", ["", "eve", "eve@", "@evil.example", "Eve@evil.example", "e ve@evil.example", "a@b@c.de"]
)
def test_what_is_neither_an_address_nor_a_domain_is_refused(sender: str) -> None:
    with pytest.raises(InvalidInput):
        Block(sender)
