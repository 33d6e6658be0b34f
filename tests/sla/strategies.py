"""Hours, policies and lives of tickets, placed where time itself is odd."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from chalicelib.domain.hours import BusinessHours
from chalicelib.domain.sla_facts import (
    AgentAnswered,
    Assigned,
    CustomerWrote,
    Fact,
    Opened,
    Phase,
    StatusChanged,
    TermsChanged,
)
from chalicelib.domain.sla_policy import (
    MAY_PAUSE,
    AddTag,
    Policy,
    Promise,
    ShareUsed,
    Step,
    Target,
    Terms,
    TimeLeft,
    WaitsFor,
)
from chalicelib.domain.week import Period, Week

# a zone, and a moment (UTC) at which something odd happens there
ODD_MOMENTS = (
    ("Europe/Helsinki", "2026-03-29T01:00"),
    ("Europe/Helsinki", "2026-10-25T01:00"),
    ("Europe/Helsinki", "2026-12-31T22:00"),
    ("America/New_York", "2026-03-08T07:00"),
    ("America/New_York", "2026-11-01T06:00"),
    ("Australia/Lord_Howe", "2026-04-04T15:00"),  # half an hour back
    ("Australia/Lord_Howe", "2026-10-03T15:30"),
    ("Asia/Kathmandu", "1985-12-31T18:30"),  # five and a half hours became five and three quarters
    ("Asia/Kathmandu", "2026-12-31T18:15"),
    ("Pacific/Apia", "2011-12-30T10:00"),  # 30 December never was
    ("Africa/Casablanca", "2026-02-15T02:00"),  # winter time for Ramadan alone
    ("Africa/Casablanca", "2026-03-22T02:00"),
    ("America/Sao_Paulo", "2018-11-04T03:00"),  # midnight itself was skipped
    ("America/Sao_Paulo", "2018-02-18T02:00"),  # and came twice
    ("America/St_Johns", "2008-03-09T03:31"),  # one minute past midnight
    ("UTC", "2028-02-29T00:00"),
)

ORDINARY_DAYS = ("", "09:00-17:00", "08:30-12:00 12:45-17:15", "00:00-24:00", "00:00-06:00 22:00-24:00", "01:15-02:45")


@dataclass(frozen=True)
class Life:
    """A ticket from its opening, what happened to it, and the moment it is looked at."""

    start: Opened
    facts: tuple[Fact, ...]
    now: datetime


def _periods(cuts: list[int]) -> tuple[Period, ...]:
    cuts = sorted(cuts)[: len(cuts) // 2 * 2]
    return tuple(Period(opens, closes) for opens, closes in zip(cuts[::2], cuts[1::2], strict=True))


odd_days = st.lists(st.integers(0, 24 * 60), unique=True, max_size=8).map(_periods)
ordinary_days = st.sampled_from(ORDINARY_DAYS).map(lambda text: tuple(map(Period.parse, text.split())))
weeks = st.lists(ordinary_days | odd_days, min_size=7, max_size=7).filter(any).map(lambda days: Week(tuple(days)))
milliseconds = st.integers(0, 59_999).map(lambda number: timedelta(milliseconds=number))
minutes_past = st.sampled_from((0, 1, 7, 29, 30, 59)) | st.integers(0, 7 * 24 * 60)
# mostly hours, sometimes weeks: what matters lies close together
gaps = st.one_of(
    st.just(timedelta()),
    st.integers(0, 10 * 60).map(lambda number: timedelta(minutes=number)),
    st.integers(0, 10 * 60).map(lambda number: timedelta(minutes=number)),
    st.integers(0, 48).map(lambda number: timedelta(hours=number)),
    st.builds(lambda hours, odd: timedelta(hours=hours) + odd, st.integers(0, 20), milliseconds),
)
long_gaps = gaps | st.integers(0, 5 * 7).map(lambda number: timedelta(days=number))


@st.composite
def moments(draw: st.DrawFn) -> tuple[str, datetime]:
    """A zone and a time up to a week before something odd happens there."""
    zone, odd = draw(st.sampled_from(ODD_MOMENTS))
    at = datetime.fromisoformat(odd).replace(tzinfo=UTC)
    return zone, at - timedelta(minutes=draw(minutes_past)) + draw(milliseconds)


@st.composite
def business_hours(draw: st.DrawFn, zone: str, near: datetime, id: str = "hours") -> BusinessHours:
    days = draw(st.lists(st.integers(-1, 20), max_size=4))
    holidays: frozenset[date] = frozenset((near + timedelta(days=number)).date() for number in days)
    return BusinessHours(id, id, zone, draw(weeks), holidays)


promised_times = st.sampled_from((1, 30, 60, 8 * 60)) | st.integers(1, 40 * 60)


@st.composite
def promises(draw: st.DrawFn) -> Promise:
    work = timedelta(minutes=draw(promised_times))
    shares = draw(st.lists(st.sampled_from((25, 50, 75, 90, 100, 150, 200)), max_size=3))
    steps = [Step(ShareUsed(share), (AddTag(f"{share}"),)) for share in shares]
    if draw(st.booleans()) and work > timedelta(minutes=15):
        steps.append(Step(TimeLeft(timedelta(minutes=15)), (AddTag("left"),)))
    return Promise(work, tuple(steps))


@st.composite
def terms(draw: st.DrawFn, zone: str, near: datetime, id: str) -> Terms:
    hours = draw(business_hours(zone, near, id))
    targets = draw(st.dictionaries(st.sampled_from(list(Target)), promises(), min_size=2))
    pauses = draw(st.sampled_from((MAY_PAUSE, MAY_PAUSE, frozenset({WaitsFor.CUSTOMER}), frozenset[WaitsFor]())))
    return Terms(Policy(id, draw(st.integers(1, 99)), id, hours.id, targets, pauses_for=pauses), hours)


def _changed(at: datetime, phase: Phase, reason: WaitsFor | None) -> StatusChanged:
    return StatusChanged(at, phase, reason if phase in (Phase.POSTPONED, Phase.OPEN) else None)


@st.composite
def lives(draw: st.DrawFn, with_new_terms: bool = True) -> Life:
    zone, at = draw(moments())
    others = draw(st.sampled_from(("Europe/Helsinki", "America/New_York", "Pacific/Apia", zone)))
    first = draw(terms(zone, at, "first"))
    second = draw(terms(others, at, "second")) if with_new_terms else first
    choices = st.sampled_from((first, first, second, second, None)) if with_new_terms else st.just(first)
    start = Opened(at, draw(choices), by_customer=draw(st.integers(0, 5)) > 0)
    often = (Phase.OPEN,) * 4 + (Phase.POSTPONED,) * 4 + (Phase.RESOLVED,) * 2
    phases = st.sampled_from((*often, *Phase))
    reasons = st.sampled_from((None, None, *WaitsFor))
    kinds = ["wrote", "wrote", "answered", "answered", "assigned", "status", "status", "status"]
    kinds += ["terms"] * with_new_terms
    facts: list[Fact] = []
    for kind in draw(st.lists(st.sampled_from(kinds), min_size=2, max_size=12)):
        at += draw(gaps)
        match kind:
            case "wrote":
                facts += [CustomerWrote(at), StatusChanged(at, Phase.OPEN)]
            case "answered":
                facts += [AgentAnswered(at), StatusChanged(at, draw(st.sampled_from((Phase.ANSWERED, Phase.OPEN))))]
            case "assigned":
                facts.append(Assigned(at))
            case "status":
                facts.append(_changed(at, draw(phases), draw(reasons)))
            case "terms":
                facts.append(TermsChanged(at, draw(choices)))
    return Life(start, tuple(facts), at + draw(gaps))
