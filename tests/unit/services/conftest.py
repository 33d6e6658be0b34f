from collections.abc import Iterator

import pytest

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
