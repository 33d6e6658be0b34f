"""Who takes part in which ticket: threads, customers and agents, so that everybody gets a fair share."""

from collections import Counter
from collections.abc import Callable, Sequence
from random import Random
from typing import TypeVar

from infra.local.seed.catalogue import Thread, threads
from infra.local.seed.people import AGENTS, CUSTOMERS, OWNER, RESTRICTED, Person

T = TypeVar("T")


class Casting:
    """Choices that depend on those made before: whoever and whatever was used least comes next."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._threads = threads()
        self._used: Counter[str] = Counter()

    def thread(self, fits: Callable[[Thread], bool]) -> Thread:
        return self._least([each for each in self._threads if fits(each)], lambda each: each.language + each.subject)

    def customer(self, language: str) -> Person:
        return self._least(CUSTOMERS[language], lambda each: each.email)

    def agent(self, department: str) -> str:
        """Somebody who works there; the owner helps out now and then."""
        helps_out = [OWNER] if self._random.random() < 0.25 else []
        return self._least([*_members(department), *helps_out], str)

    def colleague(self, department: str, other_than: str) -> str:
        """Somebody who sees all tickets of the department."""
        members = [id for id in _members(department) if id not in (other_than, RESTRICTED)]
        return self._random.choice(members or [OWNER])

    def _least(self, among: Sequence[T], name: Callable[[T], str]) -> T:
        fewest = min(self._used[name(each)] for each in among)
        chosen = self._random.choice([each for each in among if self._used[name(each)] == fewest])
        self._used[name(chosen)] += 1
        return chosen


def name_of(agent: str) -> str:
    return next(name for id, name, *_ in AGENTS if id == agent)


def _members(department: str) -> list[str]:
    return [id for id, _, _, departments in AGENTS if department in departments]
