"""The sample desk of a local run: its stories make sense whenever they are told. tests/e2e tells them for real."""

import re
import zlib
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from chalicelib.domain.ticket import Priority, Status
from chalicelib.mail.fold import fold
from chalicelib.mail.language import language_of
from chalicelib.mail.parse import parse
from infra.local.seed import progress
from infra.local.seed.catalogue import AUTHORS, threads
from infra.local.seed.chance import dice
from infra.local.seed.files import made
from infra.local.seed.letters import ATTRIBUTIONS, Letter, Quoted, written
from infra.local.seed.people import AGENTS, CUSTOMERS, LANGUAGES
from infra.local.seed.plans import opening_hours, stories
from infra.local.seed.story import Act
from infra.local.seed.times import moments, work_before

MOMENTS = {
    "a working morning": datetime(2026, 11, 25, 9, 0, 17, tzinfo=UTC),
    "a Sunday night": datetime(2026, 3, 29, 23, 59, 59, tzinfo=UTC),
    "New Year": datetime(2027, 1, 1, 3, 0, tzinfo=UTC),
    "a leap day": datetime(2028, 2, 29, 12, 0, tzinfo=UTC),
}
always = pytest.mark.parametrize("now", MOMENTS.values(), ids=MOMENTS.keys())


@always
def test_stories_happen_in_order_within_weeks_and_never_in_the_future(now: datetime) -> None:
    office = opening_hours(now)["office"]
    for story in stories(now):
        times = moments(story.steps, story.ends, office)
        assert list(times) == sorted(times)
        assert now - timedelta(days=31) < times[0]
        assert times[-1] <= now


@always
def test_agents_act_in_working_hours(now: datetime) -> None:
    office = opening_hours(now)["office"]
    minute = timedelta(minutes=1)
    for story in stories(now):
        for step, at in zip(story.steps, moments(story.steps, story.ends, office), strict=True):
            if step.act is not Act.WRITES:
                assert office.open_between(at - minute, at + minute) > timedelta()


def test_the_same_moment_has_the_same_stories() -> None:
    now = MOMENTS["a working morning"]
    assert stories(now) == stories(now)


@always
def test_stories_are_of_all_kinds(now: datetime) -> None:
    told = stories(now)
    assert len(told) == 120
    assert [story.number for story in told] == list(range(120))
    assert min(Counter(story.language for story in told if story.language).values()) >= 10
    assert {story.language for story in told} >= set(LANGUAGES)
    assert min(Counter(story.department for story in told).values()) >= 20
    steps = [step for story in told for step in story.steps]
    assert min(Counter(step.edit.assignee for step in steps if step.edit.assignee).values()) >= 10
    assert {step.edit.assignee for step in steps} >= {id for id, *_ in AGENTS}
    assert {step.edit.priority for step in steps} >= set(Priority) - {Priority.MEDIUM}  # which they begin with
    assert {step.edit.status for step in steps} >= {
        Status.POSTPONED,
        Status.RESOLVED,
        Status.CLOSED,
        Status.SPAM,
        Status.TRASH,
    }
    assert len({step.edit.postpone[1] for step in steps if step.edit.postpone}) == 3
    assert {step.act for step in steps} == set(Act)


def test_nobody_outside_the_reserved_domains_is_written_to() -> None:
    told = stories(MOMENTS["a working morning"])
    people = [person for persons in CUSTOMERS.values() for person in persons]
    people += [person for story in told for person in (story.customer, story.copied) if person]
    people += [step.writer for story in told for step in story.steps if step.writer]
    assert all(re.fullmatch(r"[a-z.-]+@([a-z-]+\.example|example\.com)", person.email) for person in people)


def test_no_blank_is_left_in_a_text() -> None:
    for story in stories(MOMENTS["a working morning"]):
        for text in (story.subject, *(step.text for step in story.steps)):
            assert not re.search(r"[{}]", text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_first_messages_are_read_as_their_own_language(language: str) -> None:
    texts = [thread.messages[0].text for thread in threads() if thread.language == language]
    assert len(texts) >= 5
    guessed = [language_of(text) for text in texts]
    assert guessed.count(language) > len(texts) / 2
    assert set(guessed) <= {language, ""}


def test_threads_have_one_to_eight_messages_and_begin_with_a_customer() -> None:
    for thread in threads():
        assert thread.messages[0].author == "customer"
        assert 1 <= len(thread.messages) <= 8
        assert {message.author for message in thread.messages} <= set(AUTHORS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_customer_quotes_is_folded(language: str) -> None:
    at = datetime(2026, 11, 20, 9, 5, tzinfo=UTC)
    quoted = Quoted(at, "Support <support@help.example.com>", "First line.\n\nSecond line.")
    letter = Letter("1", at, CUSTOMERS[language][0], "a@b.example", "Re: Hi", "Mine.", language, quoted=quoted)
    raws = [written(letter, dice(language, number)) for number in range(20)]
    mails = [parse(raw) for raw in raws]
    assert language in ATTRIBUTIONS
    assert any(mail.html for mail in mails)
    assert any("Second line" in mail.text for mail in mails)
    for mail in mails:
        kept = "".join(part.text for part in fold(mail.text).parts if part.kind == "reply")
        assert kept.strip() == "Mine."


@pytest.mark.parametrize(("kind", "start"), [("png", b"\x89PNG\r\n"), ("pdf", b"%PDF-1.4"), ("txt", b"00:")])
def test_attachments_are_real_files_and_small(kind: str, start: bytes) -> None:
    one, other = made(kind, dice(1)), made(kind, dice(2))
    assert one.content.startswith(start)
    assert len(one.content) < 10_000
    assert one.content != other.content
    if kind == "png":
        data = one.content.partition(b"IDAT")[2].rpartition(b"IEND")[0]
        assert len(zlib.decompress(data[:-8])) == 96 * 97


@always
def test_work_is_counted_back_over_nights_and_weekends(now: datetime) -> None:
    office = opening_hours(now)["office"]
    then = work_before(now, timedelta(hours=13), office)
    assert timedelta() <= office.open_between(then, now) - timedelta(hours=13) <= timedelta(minutes=1)


def test_progress_survives_a_stop(tmp_path: Path) -> None:
    assert progress.read(tmp_path) is None
    began = progress.begin(tmp_path)
    progress.write(tmp_path, began.further(30))
    assert progress.begin(tmp_path) == progress.Progress(began.began, 30)
