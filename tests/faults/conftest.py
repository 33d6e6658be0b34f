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
    """Sockets and the proxy for the whole extent, the short way for the quick slice."""
    with socket_wire() if is_full() else direct_wire() as made:
        yield made


@pytest.fixture(scope="session")
def tally() -> Iterator[Tally]:
    counted = Tally()
    yield counted
    report("faults", runs=counted.runs, **{harm: counted.harms[harm] for harm in ("lost", "doubled", "stuck", "wrong")})
