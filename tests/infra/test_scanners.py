"""What scanners made by others say about the templates, the code and the repository."""

from collections.abc import Callable

import pytest

from tests.infra import scanners
from tests.infra.assertions import listed
from tests.support.proof import is_full

full = pytest.mark.skipif(not is_full(), reason="scanners run in `make proof`: they need to be installed first")


def or_skipped(scan: Callable[[], list[str]]) -> list[str]:
    try:
        return scan()
    except scanners.NotInstallable as reason:
        pytest.skip(str(reason))


@full
def test_checkov_finds_nothing_but_what_is_waived_with_a_reason() -> None:
    def unwaived() -> list[str]:
        return [f"{each.check} {each.resource}" for each in scanners.checkov() if not scanners.waived(each)]

    assert or_skipped(unwaived) == []


@full
def test_no_waiver_is_older_than_what_it_waives() -> None:
    assert or_skipped(scanners.unused_waivers) == []


@full
def test_bandit_finds_nothing_grave() -> None:
    assert or_skipped(scanners.bandit) == []


@full
def test_nothing_in_the_repository_looks_like_a_secret() -> None:
    assert or_skipped(scanners.secrets) == []


def test_there_are_few_waivers_and_each_has_a_reason() -> None:
    waivers = scanners.waivers()
    assert len(waivers["waiver"]) <= 6
    reasons = [each["reason"] for each in waivers["waiver"]] + list(waivers["own_keys"].values())
    assert all(len(reason.split()) >= 5 for reason in reasons)


def test_what_is_not_yet_checked_is_on_the_list_as_not_yet() -> None:
    not_yet = {row.number for row in listed() if row.not_yet}
    assert {each["assertion"] for each in scanners.waivers()["not_yet"]} <= not_yet
