"""One local run serves most tests: they write about different things, so that they do not get in each other's way."""

import uuid
from collections.abc import Iterator

import pytest

from tests.e2e.local_run import Agent, LocalRun


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalRun]:
    run = LocalRun(tmp_path_factory.mktemp("desk") / "state").start()
    yield run
    run.stop()


@pytest.fixture(scope="session")
def agent(desk: LocalRun) -> Agent:
    return desk.sign_in()


@pytest.fixture
def subject() -> str:
    """A subject that no other test uses."""
    return f"Question {uuid.uuid4().hex[:12]}"


@pytest.fixture
def customer() -> str:
    """The mail address of somebody new."""
    return f"customer-{uuid.uuid4().hex[:12]}@example.org"
