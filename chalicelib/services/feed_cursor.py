"""Where a page stands in the log: a time, and what it was told that was written down just before.

Whoever writes the log reads their own clock, and what they write appears a moment later. So each look begins again a
while before the position, and what was told already is left out. What is left out too little is told twice, under the
same version, which does no harm.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from chalicelib.domain.agents import may
from chalicelib.domain.directory import Agent
from chalicelib.domain.ids import digest
from chalicelib.domain.permissions import sees_only_own
from chalicelib.domain.roles import Permission
from chalicelib.domain.times import from_text, to_text
from chalicelib.domain.values import dataclass
from chalicelib.services.feed_ports import Logged

# clocks that differ, answers of the table that were late
OVERLAP = timedelta(seconds=15)
# a position on which nothing happened moves on, so that what others see is not read again and again
RENEWED_AFTER = timedelta(minutes=1)
MOST_TOLD = 100
_MARK = 8


@dataclass(frozen=True, slots=True)
class FeedCursor:
    """`scope` says what the caller could see: another one makes the page start again."""

    position: datetime
    scope: str
    told: frozenset[str] = frozenset()

    def tells(self, change: Logged) -> bool:
        """Whether this is news."""
        return mark(change) not in self.told

    def text(self) -> str:
        return f"{to_text(self.position)}{self.scope}{''.join(sorted(self.told))}"

    def moved(self, told: Iterable[Logged], read: Iterable[Logged], now: datetime) -> "FeedCursor":
        """The cursor after these were told, and those that had been are found again at the next look."""
        news = list(told)
        position = max([self.position, *(each.at for each in news)])
        if now - position > RENEWED_AFTER:
            position = now
        marks = self.told | {mark(each) for each in news}
        again = [each for each in read if each.at > position - OVERLAP and mark(each) in marks]
        return FeedCursor(position, self.scope, frozenset(mark(each) for each in again[-MOST_TOLD:]))


def cursor_from(text: str) -> FeedCursor:
    """The cursor that `text` was made of."""
    place = len("2026-11-22T05:56:00.123Z")
    scope, told = text[place : place + _MARK], text[place + _MARK :]
    marks = (told[start : start + _MARK] for start in range(0, len(told), _MARK))
    return FeedCursor(from_text(text[:place]), scope, frozenset(marks))


def scope_of(agent: Agent) -> str:
    """A word for what this agent sees."""
    if may(agent, Permission.SEE_ALL):
        return digest("all", length=_MARK)
    seen = ("own",) if sees_only_own(agent) else ("departments", *sorted(agent.departments))
    return digest(*seen, length=_MARK)


def mark(change: Logged) -> str:
    """A short word for a line of the log. Two that are alike would hide one: one in a billion times."""
    return digest(change.key, length=_MARK)
