"""Desks with few and with many tickets, one of each for all tests of a module."""

from collections.abc import Iterator

import pytest

from tests.budgets.surroundings import Office
from tests.budgets.surroundings import office as an_office
from tests.support.proof import is_full

# that figures stay the same with ten times the tickets is proved with the rest; `make test` sees that they are right
SIZES = [50, 500] if is_full() else [50]


@pytest.fixture(scope="module", params=SIZES, ids="{} tickets".format)
def office(request: pytest.FixtureRequest) -> Iterator[Office]:
    with an_office(request.param) as opened:
        yield opened
