"""How much of a big desk's configuration there is to read, as `docs/data-model.md` says."""

import re
from collections.abc import Iterator
from dataclasses import replace

from chalicelib.adapters.dynamo.setting_items import to_item
from chalicelib.domain.directory import Role
from chalicelib.domain.settings import Setting
from tests.budgets.expected import DATA_MODEL
from tests.budgets.recorder import recording
from tests.support.desk import AGENT, SUPPORT, world
from tests.support.settings import COLOUR, GOLD, OFFICE, OWNER, PRINTING, READER, WAITING

DEPARTMENTS, AGENTS, LISTED, POLICIES = 20, 100, 15, 15


def big_desk() -> Iterator[Setting]:
    for number in range(DEPARTMENTS):
        department = replace(SUPPORT, id=f"department-{number}", addresses=(f"team{number}@in.example.com",))
        yield replace(department, signature="Kind regards\nYour friendly support team", escalates_to="support")
    for number in range(AGENTS):
        agent = replace(
            AGENT, id=f"agent-{number}", email=f"agent.number{number}@example.com", name="Antti Meikäläinen"
        )
        yield replace(agent, departments=("support", "department-0", f"department-{number % DEPARTMENTS}"))
    for number in range(LISTED):
        names = dict.fromkeys(("en", "de", "fi", "sv"), f"A name of some length {number}")
        for setting in (WAITING, PRINTING, COLOUR):
            yield replace(setting, id=f"listed-{number}", names=names)
        yield replace(READER, id=f"role-{number}")
    yield OFFICE
    for number in range(POLICIES):
        yield replace(GOLD, policy=replace(GOLD.policy, id=f"policy-{number}", hours="office"))


def test_a_big_desk_is_read_in_one_answer_at_the_cost_that_is_written_down() -> None:
    stated = re.search(
        r"^\| Configuration of a big desk .*?\| (\d+) KB \|.*?([\d.]+) RRU", DATA_MODEL.read_text(), re.M
    )
    assert stated
    with world() as fresh:
        fresh.desk.directory.save_agent(OWNER)
        for setting in big_desk():
            fresh.desk.table.put(to_item(setting))
        items = [item for item in fresh.items() if item["pk"]["S"] == "DIRECTORY"]
        size = sum(len(name) + len(str(*value.values()).encode()) for item in items for name, value in item.items())
        with recording() as book:
            directory = fresh.desk.directory.load()
    assert len(directory.agents) > AGENTS
    assert [agent.role for agent in directory.agents.values()].count(Role.OWNER) == 1
    assert (round(size / 1000), book.rru) == (int(stated[1]), float(stated[2]))
    assert book.round_trips(of_table=True) == 1
