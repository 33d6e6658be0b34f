"""The numbers of this folder for the table of `make proof`."""

import contextlib

import pytest
from botocore.exceptions import ClientError

from tests.infra import scanners
from tests.infra.assertions import listed
from tests.infra.rights.forbidden import FORBIDDEN, ask
from tests.infra.rights.guard import Guard, guarding
from tests.infra.rights.story import day
from tests.infra.templates import policies
from tests.support.desk import world
from tests.support.proof import is_full, report


@pytest.mark.skipif(not is_full(), reason="only `make proof` collects numbers")
def test_the_numbers_are_reported() -> None:
    """`assertions` have tests; what is `not_yet` done counts too where a part of it is tested."""
    numbers = {
        "assertions": sum(bool(row.tests) for row in listed()),
        "not_yet": sum(bool(row.not_yet) for row in listed()),
        "waivers": len(scanners.waivers()["waiver"]),
        "iam_calls_allowed": day().calls,
        "iam_calls_refused": _refused(),
    }
    with contextlib.suppress(scanners.NotInstallable):
        numbers["checkov_failed"] = sum(not scanners.waived(finding) for finding in scanners.checkov())
    report("infra", **numbers)
    assert not numbers.get("checkov_failed")
    assert numbers["iam_calls_refused"] == sum(map(len, FORBIDDEN.values()))


def _refused() -> int:
    guard = Guard(policies())
    with world(), guarding(guard):
        for function, calls in FORBIDDEN.items():
            for call in calls:
                with guard.acting(function), contextlib.suppress(ClientError):
                    ask(call)
    return len(guard.refused)
