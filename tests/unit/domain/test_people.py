"""Departments, agents, customers, sessions: who they are and how they are found."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.customer import customer_id_for, is_customer_id
from chalicelib.domain.directory import Department, Directory
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.session import SESSION_LIFETIME, Session, hash_secret
from chalicelib.domain.timeline import Body, TextPart
from tests.support.clock import START
from tests.support.desk import ADMIN, AGENT, BILLING, OTHER, SUPPORT

DIRECTORY = Directory({"support": SUPPORT, "billing": BILLING}, {agent.id: agent for agent in (ADMIN, AGENT, OTHER)})


@pytest.mark.parametrize(
    ("address", "department"),
    [
        ("support@in.example.com", SUPPORT),
        ("Help@IN.example.com", SUPPORT),
        ("billing+t.k7qf3m2x.abc@in.example.com", BILLING),
        ("support@example.com", None),
        ("sales@in.example.com", None),
        ("support", None),
        ("", None),
    ],
)
def test_a_support_address_leads_to_its_department_whatever_its_plus_part(
    address: str, department: Department | None
) -> None:
    assert DIRECTORY.department_for(address) is department


def test_own_addresses_are_those_of_all_departments() -> None:
    assert DIRECTORY.own_addresses() == {*SUPPORT.addresses, *BILLING.addresses}


def test_a_department_sends_from_its_first_address() -> None:
    assert SUPPORT.sender_address == "support@in.example.com"


def test_an_agent_is_found_by_any_spelling_of_the_address() -> None:
    assert DIRECTORY.agent_by_email(" Agent@Example.com ") is AGENT
    assert DIRECTORY.agent_by_email("nobody@example.com") is None


def test_alarms_go_to_the_departments_list_or_else_to_its_enabled_members() -> None:
    assert DIRECTORY.notified_about("support") == SUPPORT.notify
    assert DIRECTORY.notified_about("billing") == (OTHER.email,)
    disabled = Directory(DIRECTORY.departments, {"a-other": replace(OTHER, enabled=False)})
    assert disabled.notified_about("billing") == ()
    assert DIRECTORY.notified_about("gone") == ()


@pytest.mark.parametrize("addresses", [(), ("x" * 26 + "@in.example.com",)])
def test_a_department_that_could_not_be_answered_cannot_be_made(addresses: tuple[str, ...]) -> None:
    with pytest.raises(InvalidInput) as refusal:
        Department("d", "D", addresses, timedelta(hours=1))
    assert [problem.field for problem in refusal.value.problems] == ["addresses"]


def test_one_address_is_one_customer() -> None:
    id = customer_id_for("maija@customer.example")
    assert id == customer_id_for("maija@customer.example")
    assert id != customer_id_for("pekka@customer.example")
    assert is_customer_id(id)


@pytest.mark.parametrize("text", ["", "x", "0" * 15, "0" * 17, "I" * 16, "TICKET#123456789", "0" * 15 + "\n"])
def test_what_is_no_customer_id_is_told_apart(text: str) -> None:
    assert not is_customer_id(text)


def test_a_session_lives_until_its_end_and_not_a_moment_longer() -> None:
    session = Session(hash_secret("s"), "a-agent", START, START + SESSION_LIFETIME)
    assert session.is_live(START + SESSION_LIFETIME - timedelta(milliseconds=1))
    assert not session.is_live(START + SESSION_LIFETIME)


def test_a_stored_session_does_not_show_its_secret() -> None:
    assert "secret" not in hash_secret("secret")
    assert hash_secret("secret") != hash_secret("secret ")


def test_the_parts_of_a_body_are_its_whole_text() -> None:
    body = Body((TextPart("reply", "Yes.\n"), TextPart("quote", "> Really?\n")))
    assert body.text == "Yes.\n> Really?\n"
    assert Body.plain("Hello").parts == (TextPart("reply", "Hello"),)
