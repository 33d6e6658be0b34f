"""Stories of the sample desk told on a table in memory: nothing is left to send, and telling twice changes nothing."""

from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.domain.directory import Agent, Department, Role
from infra.local.seed import views
from infra.local.seed.desk import SeedDesk, longest_ago
from infra.local.seed.people import AGENTS
from infra.local.seed.plans import stories
from infra.local.seed.prepared import prepare
from infra.local.seed.quarantine import ASIDE, set_aside
from infra.local.seed.seeding import configure
from infra.local.seed.stage import Stage
from infra.local.seed.story import Act
from tests.support.desk import World

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
LONGEST = 4


@pytest.fixture
def sample_desk(world: World) -> SeedDesk:
    desk = SeedDesk(world.desk.settings, longest_ago(NOW))
    for id, name, role, departments in AGENTS:
        desk.directory.save_agent(Agent(id, f"{id}@example.com", name, Role(role), departments))
    for id in ("support", "billing", "technical"):
        desk.directory.save_department(Department(id, id.title(), (f"{id}@in.example.com",), timedelta(hours=8)))
    configure(desk, NOW.year)
    return desk


def test_the_promises_are_set_up_once(sample_desk: SeedDesk) -> None:
    before = sample_desk.directory.load()
    configure(sample_desk, NOW.year)
    after = sample_desk.directory.load()
    assert after == before
    assert [policy.id for policy in after.ordered_policies] == ["vip", "urgent", "standard"]
    assert set(after.schedules) == {"office", "extended"}


def test_texts_and_macros_are_prepared_once_in_several_languages(world: World, sample_desk: SeedDesk) -> None:
    items = world.items()
    prepare(sample_desk)
    assert world.items() == items
    agent = sample_desk.directory.load().agents["agent"]
    texts, macros = sample_desk.canned.list(agent), sample_desk.macros.list(agent)
    assert len(texts) >= 8
    assert len(macros) == 3
    assert {language for text in texts for language in text.languages} >= {"en", "fi", "de", "sv", "da", "cs", "hu"}
    assert {text.kind for text in texts} == {"message", "answer"}


def test_views_are_saved_once_for_everybody_a_team_and_an_agent(world: World, sample_desk: SeedDesk) -> None:
    items = world.items()
    views.save(sample_desk)
    assert world.items() == items
    agents = sample_desk.directory.load().agents
    found = {id: len(sample_desk.saved_views.all(agents[id])[1]) for id in ("admin", "agent", "jana")}
    assert found == {"admin": 2, "agent": 3, "jana": 1}


def test_told_mails_are_settled_and_nothing_is_told_twice(world: World, sample_desk: SeedDesk) -> None:
    told = [story for story in stories(NOW) if len(story.steps) >= LONGEST and not story.by_form][:4]
    assert any(step.act is Act.ANSWERS for story in told for step in story.steps)
    references = [Stage(sample_desk, story, NOW).play() for story in told]
    items = world.items()
    mails = [item for item in items if "recipient" in item]
    assert len(mails) > len(told)
    assert {item["state"]["S"] for item in mails} == {"sent"}
    assert not any("timer" in item for item in mails)
    assert [Stage(sample_desk, story, NOW).play() for story in told] == references
    assert sorted(map(str, world.items())) == sorted(map(str, items))


def test_what_is_set_aside_waits_in_the_quarantine(world: World, sample_desk: SeedDesk) -> None:
    set_aside(sample_desk, NOW)
    set_aside(sample_desk, NOW)
    rows = [item for item in world.items() if item["sk"]["S"] == "QUARANTINE"]
    assert len(rows) == len(ASIDE)
