from collections.abc import Iterator

import pytest

from chalicelib.domain.directory import Agent
from chalicelib.domain.roles import Permission
from tests.support.desk import World
from tests.support.lambdas import Lambdas, lambdas_of


@pytest.fixture
def lambdas(world: World) -> Iterator[Lambdas]:
    with lambdas_of(world) as functions:
        yield functions


@pytest.fixture
def opened(lambdas: Lambdas) -> Lambdas:
    """A desk with one ticket by mail in the support department."""
    lambdas.receive()
    return lambdas


@pytest.fixture
def looker() -> Agent:
    """Somebody of the support department whose role lets them look and nothing else."""
    return Agent(
        "a-looker", "l@example.com", "Lauri", "looker", ("support",), grants=frozenset({Permission.SEE_DEPARTMENTS})
    )
