import logging
from collections.abc import Iterator

import pytest

from tests.faults.sweep import Tally
from tests.faults.wires import Wire, direct_wire, socket_wire
from tests.support.proof import is_full, report


@pytest.fixture(scope="session", autouse=True)
def quiet_sources() -> None:
    """Failed invocations are the subject here, not news."""
    logging.getLogger("infra.local.sources").setLevel(logging.CRITICAL + 1)
    logging.getLogger("lippu").setLevel(logging.CRITICAL + 1)


@pytest.fixture(scope="module")
def wire() -> Iterator[Wire]:
    """The short way, on which a fault at every call can be afforded."""
    with direct_wire() as made:
        yield made


@pytest.fixture(scope="module")
def sockets() -> Iterator[Wire | None]:
    """The long way, through the proxy, for the whole extent alone."""
    if not is_full():
        yield None
        return
    with socket_wire() as made:
        yield made


@pytest.fixture(scope="session")
def tally() -> Iterator[Tally]:
    counted = Tally()
    yield counted
    report("faults", runs=counted.runs, **{harm: counted.harms[harm] for harm in ("lost", "doubled", "stuck", "wrong")})
