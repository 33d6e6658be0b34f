"""When a digest comes: each full hour, or at a time of the agent's own clock, whatever that clock does."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.digests import Cadence, DigestPlan
from chalicelib.domain.errors import InvalidInput

HELSINKI = DigestPlan(at=time(8), zone="Europe/Helsinki")
START = datetime(2024, 1, 1, tzinfo=UTC)
ZONES = ("UTC", "Europe/Helsinki", "America/St_Johns", "Pacific/Apia", "Asia/Kathmandu", "Australia/Lord_Howe")


@pytest.mark.parametrize(
    ("plan", "now", "then"),
    [
        (HELSINKI, "2026-11-23T05:59", "2026-11-23T06:00"),
        (HELSINKI, "2026-11-23T06:00", "2026-11-24T06:00"),
        (HELSINKI, "2026-07-01T22:00", "2026-07-02T05:00"),
        # the clock skips 03:30 on 28 March 2027 and shows it twice on 31 October
        (DigestPlan(at=time(3, 30), zone="Europe/Helsinki"), "2027-03-27T23:00", "2027-03-28T01:30"),
        (DigestPlan(at=time(3, 30), zone="Europe/Helsinki"), "2027-10-30T23:00", "2027-10-31T00:30"),
        (DigestPlan(at=time(3, 30), zone="Europe/Helsinki"), "2027-10-31T00:30", "2027-11-01T01:30"),
        (DigestPlan(Cadence.HOURLY), "2026-11-23T05:59", "2026-11-23T06:00"),
        (DigestPlan(Cadence.HOURLY), "2026-11-23T06:00", "2026-11-23T07:00"),
    ],
)
def test_the_next_digest(plan: DigestPlan, now: str, then: str) -> None:
    assert plan.next_after(_utc(now)) == _utc(then)


@given(
    at=st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    zone=st.sampled_from(ZONES),
    now=st.integers(0, 6 * 366 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes)),
)
def test_a_daily_digest_comes_within_two_days_and_at_its_time(at: time, zone: str, now: datetime) -> None:
    moment = DigestPlan(at=at, zone=zone).next_after(now)
    assert now < moment <= now + timedelta(hours=48)
    shown = moment.astimezone(ZoneInfo(zone))
    skipped = datetime.combine(shown.date(), at, ZoneInfo(zone)).astimezone(UTC).astimezone(ZoneInfo(zone)).time() != at
    assert shown.time() == at or skipped


def test_a_zone_that_is_none_is_refused() -> None:
    with pytest.raises(InvalidInput):
        DigestPlan(zone="Europe/Nowhere")


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
