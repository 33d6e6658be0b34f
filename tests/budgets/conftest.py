"""Desks with few and with many tickets, one of each for all tests of a module."""

from collections.abc import Iterator

import pytest

from tests.budgets.surroundings import Office
from tests.budgets.surroundings import office as an_office


@pytest.fixture(scope="module", params=[50, 500], ids="{} tickets".format)
def office(request: pytest.FixtureRequest) -> Iterator[Office]:
    with an_office(request.param) as opened:
        yield opened
