"""Signing in and out, and who is behind a request."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.errors import NewPasswordRequired, Unauthenticated
from chalicelib.domain.session import SESSION_LIFETIME
from tests.support.desk import AGENT, OTHER, PASSWORD, World
from tests.support.lambdas import Lambdas, lambdas_of


@pytest.fixture
def people(peopled_world: World) -> Iterator[Lambdas]:
    with lambdas_of(peopled_world) as functions:
        yield functions


def test_who_signs_in_is_known_by_the_cookie(people: Lambdas) -> None:
    sessions = people.desk.sessions
    signed_in = sessions.sign_in(" Agent@Example.com ", PASSWORD)
    assert signed_in.agent == AGENT
    assert signed_in.expires_at == people.world.clock.now() + SESSION_LIFETIME
    caller = sessions.identify(signed_in.cookie)
    assert (caller.agent, caller.ticket) == (AGENT, None)


def test_the_secret_of_a_cookie_is_not_in_the_table(people: Lambdas) -> None:
    secret = people.desk.sessions.sign_in(AGENT.email, PASSWORD).cookie.rpartition(".")[2]
    assert secret not in str(people.world.items())


def test_each_sign_in_is_a_session_of_its_own(people: Lambdas) -> None:
    sessions = people.desk.sessions
    one, other = (sessions.sign_in(AGENT.email, PASSWORD).cookie for _ in range(2))
    assert one != other
    sessions.sign_out(one)
    with pytest.raises(Unauthenticated):
        sessions.identify(one)
    assert sessions.identify(other).agent == AGENT


@pytest.mark.parametrize(
    "cookie", [None, "", "nonsense", ".", "a-agent.", ".x", "a" * 41 + ".x", "a-agent." + "x" * 65]
)
def test_signing_out_without_a_session_does_no_harm(people: Lambdas, cookie: str | None) -> None:
    people.desk.sessions.sign_out(cookie)
    with pytest.raises(Unauthenticated):
        people.desk.sessions.identify(cookie)


def test_a_session_ends_by_itself_although_its_item_may_stay(people: Lambdas) -> None:
    cookie = people.desk.sessions.sign_in(AGENT.email, PASSWORD).cookie
    people.world.clock.advance(SESSION_LIFETIME - timedelta(milliseconds=1))
    people.desk.sessions.identify(cookie)
    people.world.clock.advance(timedelta(milliseconds=1))
    with pytest.raises(Unauthenticated):
        people.desk.sessions.identify(cookie)


def test_a_session_is_worth_nothing_under_another_agents_name(people: Lambdas) -> None:
    secret = people.desk.sessions.sign_in(AGENT.email, PASSWORD).cookie.rpartition(".")[2]
    with pytest.raises(Unauthenticated):
        people.desk.sessions.identify(f"{OTHER.id}.{secret}")


def test_a_disabled_agent_is_out_at_the_next_request_and_cannot_come_back(people: Lambdas) -> None:
    cookie = people.desk.sessions.sign_in(AGENT.email, PASSWORD).cookie
    people.desk.directory.save_agent(replace(AGENT, enabled=False))
    with pytest.raises(Unauthenticated):
        people.desk.sessions.identify(cookie)
    with pytest.raises(Unauthenticated):
        people.desk.sessions.sign_in(AGENT.email, PASSWORD)


def test_rights_are_those_of_now_not_of_the_sign_in(people: Lambdas) -> None:
    cookie = people.desk.sessions.sign_in(AGENT.email, PASSWORD).cookie
    people.receive()
    reference = people.ticket().reference
    assert people.desk.sessions.identify(cookie, reference).ticket == people.ticket()
    people.desk.directory.save_agent(replace(AGENT, departments=("billing",)))
    caller = people.desk.sessions.identify(cookie, reference)
    assert (caller.agent.departments, caller.ticket) == (("billing",), None)


def test_a_foreign_and_a_nonexistent_ticket_look_alike(people: Lambdas) -> None:
    people.receive()
    cookie = people.desk.sessions.sign_in(OTHER.email, PASSWORD).cookie
    identify = people.desk.sessions.identify
    assert identify(cookie, people.ticket().reference) == identify(cookie, "00000000")


def test_wrong_passwords_unknown_people_and_strangers_with_an_account_are_refused_alike(people: Lambdas) -> None:
    cognito, pool = people.world.aws("cognito-idp"), people.desk.settings.user_pool_id
    cognito.admin_create_user(UserPoolId=pool, Username="eve@example.com", MessageAction="SUPPRESS")
    cognito.admin_set_user_password(UserPoolId=pool, Username="eve@example.com", Password=PASSWORD, Permanent=True)
    words = set()
    for email, password in ((AGENT.email, "wrong"), ("nobody@example.com", PASSWORD), ("eve@example.com", PASSWORD)):
        with pytest.raises(Unauthenticated) as refusal:
            people.desk.sessions.sign_in(email, password)
        words.add(str(refusal.value))
    assert len(words) == 1


def test_an_agent_added_a_moment_ago_can_sign_in(people: Lambdas) -> None:
    people.desk.directory_cache.current()
    new = replace(AGENT, id="a-new", email="new@example.com")
    people.desk.directory.save_agent(new)
    cognito, pool = people.world.aws("cognito-idp"), people.desk.settings.user_pool_id
    cognito.admin_create_user(UserPoolId=pool, Username=new.email, TemporaryPassword=PASSWORD, MessageAction="SUPPRESS")
    with pytest.raises(NewPasswordRequired):
        people.desk.sessions.sign_in(new.email, PASSWORD)
    assert people.desk.sessions.sign_in(new.email, PASSWORD, "Battery-staple-8").agent == new


def test_an_agents_id_may_hold_a_dot(people: Lambdas) -> None:
    people.desk.directory.save_agent(replace(AGENT, id="antti.agent", email=AGENT.email))
    people.desk.directory.save_agent(replace(AGENT, email="old@example.com"))
    signed_in = people.desk.sessions.sign_in(AGENT.email, PASSWORD)
    assert people.desk.sessions.identify(signed_in.cookie).agent.id == "antti.agent"
