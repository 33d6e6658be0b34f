"""The first departments and agents: what could not send or get mail is refused in words, and changes nothing."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chalicelib.domain.directory import Agent, Department, Directory
from chalicelib.domain.errors import Unavailable
from infra import desk
from infra.problem import Problem
from tests.support.desk import World
from tests.support.lambdas import lambdas_of


class Pool:
    """A user pool in which nobody is known."""

    class exceptions:  # noqa: N801, botocore's name
        class UsernameExistsException(Exception):
            pass

    def admin_create_user(self, **_: Any) -> None:
        pass


class Store:
    """A directory that remembers, and fails if told to. Versions count as they do in the table."""

    def __init__(self) -> None:
        self.departments: dict[str, Department] = {}
        self.agents: dict[str, Agent] = {}
        self.silent = False

    def current(self) -> Directory:
        if self.silent:
            raise Unavailable("the table did not answer")
        return Directory(self.departments, self.agents)

    def save(self, setting: Department | Agent) -> None:
        kept = self.departments if isinstance(setting, Department) else self.agents
        kept[setting.id] = replace(setting, version=kept[setting.id].version + 1 if setting.id in kept else 1)


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Store:
    config = tmp_path / "config.json"
    config.write_text('{"stages": {"dev": {"environment_variables": {"LIPPU_USER_POOL_ID": "pool"}}}}')
    found = Store()
    monkeypatch.setattr(desk, "CONFIG", config)
    monkeypatch.setattr(desk, "_founding", lambda variables: found)
    monkeypatch.setattr(desk.boto3, "client", lambda service: Pool())
    return found


def run(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr(sys, "argv", ["infra.desk", *words])
    return desk.main()


def add_department(monkeypatch: pytest.MonkeyPatch, *addresses: str, hours: str = "8") -> int:
    options = [word for address in addresses for word in ("--address", address)]
    return run(monkeypatch, "add-department", "support", "--name", "Support", "--answer-within", hours, *options)


def test_a_department_gets_its_addresses_in_their_one_spelling(
    store: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert add_department(monkeypatch, "Support@Help.Example.com", "hilfe@bücher.example") == 0
    assert store.departments["support"].addresses == ("support@help.example.com", "hilfe@xn--bcher-kva.example")
    assert "support@help.example.com" in capsys.readouterr().out


@pytest.mark.parametrize(
    "address",
    [
        "büro@help.example.com",  # nothing could be sent from it: every reply address would be refused
        "support+vip@help.example.com",  # what stands behind a plus is ours: mail to it would find no department
        "support(desk)@help.example.com",
        "an-address-that-is-too-long-to-sign@help.example.com",
        "support@localhost",
    ],
)
def test_an_address_that_could_not_send_or_get_mail_is_refused(
    store: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], address: str
) -> None:
    assert add_department(monkeypatch, address) == 2
    assert "address" in capsys.readouterr().err
    assert store.departments == {}


@pytest.mark.parametrize("hours", ["0", "-1", "nan", "inf", "1e9"])
def test_a_promise_is_a_time_to_come(
    store: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], hours: str
) -> None:
    assert add_department(monkeypatch, "support@help.example.com", hours=hours) == 2
    assert "--answer-within" in capsys.readouterr().err
    assert store.departments == {}


@pytest.mark.parametrize("id", ["me", "none"])
def test_a_word_that_filters_know_is_no_agents_id(
    store: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], id: str
) -> None:
    assert run(monkeypatch, "add-agent", "ada@example.com", "--name", "Ada", "--id", id) == 2
    assert id in capsys.readouterr().err
    assert store.agents == {}


def test_an_agent_is_made_with_a_password_to_replace(
    store: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "add-agent", "Ada@Example.com", "--name", "Ada", "--role", "admin") == 0
    assert store.agents["ada"].email == "ada@example.com"
    assert "must be replaced" in capsys.readouterr().out


def test_the_first_agent_is_an_owner_and_the_others_are_what_they_are_made(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("ada", "bea"):
        assert run(monkeypatch, "add-agent", f"{name}@example.com", "--name", name, "--role", "restricted") == 0
    assert [agent.role for agent in store.agents.values()] == ["owner", "restricted"]
    assert run(monkeypatch, "add-agent", "bea@example.com", "--name", "Bea", "--role", "owner") == 0
    assert (store.agents["bea"].role, store.agents["bea"].version) == ("owner", 2)


def test_an_agent_whom_an_admin_set_up_gets_an_account(
    store: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "add-account", "ada@example.com") == 1
    assert "ada@example.com" in capsys.readouterr().err
    store.save(Agent("ada", "ada@example.com", "Ada", "reader"))
    assert run(monkeypatch, "add-account", "Ada@Example.com") == 0
    assert "must be replaced" in capsys.readouterr().out
    assert store.agents["ada"].role == "reader"


def test_a_table_that_does_not_answer_is_told_in_words(
    store: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    store.silent = True
    assert add_department(monkeypatch, "support@help.example.com") == 1
    assert "did not answer" in capsys.readouterr().err


def test_counts_are_proved_and_repaired_in_words(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    with lambdas_of(world) as lambdas:
        lambdas.receive()
    with pytest.raises(Problem, match="--repair"):
        desk.recount(world.desk.recounting, repair=False)
    assert "new: 0 is kept, 1 were counted" in capsys.readouterr().out
    for repair in (True, False):
        desk.recount(world.desk.recounting, repair=repair)
        assert capsys.readouterr().out == "Every number is what counting came to.\n"
