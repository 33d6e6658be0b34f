"""The stories of the sample desk: threads, people and endings put together, the same for the same moment."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from random import Random

from chalicelib.domain.hours import BusinessHours
from chalicelib.domain.moves import Edit
from chalicelib.domain.ticket import Status
from infra.local.seed.casting import Casting, name_of
from infra.local.seed.catalogue import Message, Thread, blanks
from infra.local.seed.chance import dice
from infra.local.seed.endings import ENDINGS, Ending, promised
from infra.local.seed.oddities import oddities
from infra.local.seed.people import OWNER, RESTRICTED
from infra.local.seed.policies import schedules
from infra.local.seed.story import Act, Ends, Step, Story
from infra.local.seed.times import work_before

IN_PROGRESS = "in-progress"
OFFICE = "office"
ACTS = {"customer": Act.WRITES, "agent": Act.ANSWERS, "note": Act.NOTES}
SLOW = 0.06


def stories(now: datetime) -> tuple[Story, ...]:
    """All of them, as they stand at `now`, in no order of time."""
    random = dice("plans")
    casting, hours = Casting(random), opening_hours(now)
    endings = [ending for ending in ENDINGS for _ in range(ending.count)]
    random.shuffle(endings)
    told = [_Telling(random, casting, now, hours).story(number, ending) for number, ending in enumerate(endings)]
    return (*told, *oddities(len(told), now))


def opening_hours(now: datetime) -> Mapping[str, BusinessHours]:
    return {schedule.id: schedule.hours for schedule in schedules(now.year)}


class _Telling:
    """One story in the making."""

    def __init__(self, random: Random, casting: Casting, now: datetime, hours: Mapping[str, BusinessHours]) -> None:
        self._random, self._casting, self._now, self._hours = random, casting, now, hours

    def story(self, number: int, ending: Ending) -> Story:
        thread = self._casting.thread(ending.fits)
        customer = self._casting.customer(thread.language)
        copied = self._casting.customer(thread.language) if thread.cc else None
        agent = self._casting.agent(thread.department)
        words = blanks(self._random, self._now.year, customer.first, name_of(agent).partition(" ")[0])
        messages = thread.messages[: ending.cut(thread, self._random)]
        steps = tuple(self._steps(thread, messages, ending, agent, words))
        by_form = not thread.cc and not messages[0].files and self._random.random() < 0.3
        return Story(
            number=number,
            subject=thread.subject.format_map(words),
            language=thread.language,
            department=thread.department,
            customer=customer,
            steps=steps,
            ends=self._ends(thread, ending, steps),
            copied=copied if copied != customer else None,
            by_form=by_form,
        )

    def _steps(
        self, thread: Thread, messages: tuple[Message, ...], ending: Ending, agent: str, words: Mapping[str, str]
    ) -> Iterator[Step]:
        answered = messages[-1].author == "agent"
        for number, message in enumerate(messages):
            if number == 1:
                yield self._pick_up(thread, agent)
            last = number == len(messages) - 1
            status = ending.closing[0] if ending.closing and last else Status.ANSWERED
            yield self._step(message, agent, thread.department, words, status)
        if ending.picked_up and len(messages) == 1:
            yield self._pick_up(thread, agent, IN_PROGRESS)
        yield from ending.last_steps(self._random, agent, self._now, answered)

    def _step(self, message: Message, agent: str, department: str, words: Mapping[str, str], status: Status) -> Step:
        by = agent
        if message.author == "note" and self._random.random() < 0.6:
            by = self._casting.colleague(department, agent)
        act = ACTS[message.author]
        after = self._after(act)
        text = message.text.format_map(words)
        return Step(act, after, text, by if act is not Act.WRITES else "", files=message.files, status=status)

    def _pick_up(self, thread: Thread, agent: str, custom_status: str | None = None) -> Step:
        """Somebody takes the ticket and says what it is; the restricted agent is given hers."""
        edit = Edit(
            assignee=agent,
            priority=thread.priority,
            category=thread.category,
            tags=thread.tags if self._random.random() < 0.8 else None,
            custom_status=custom_status,
        )
        by = OWNER if agent == RESTRICTED else agent
        return Step(Act.EDITS, self._minutes(4, 70), agent=by, edit=edit)

    def _after(self, act: Act) -> timedelta:
        if act is Act.WRITES:
            return self._minutes(40, 26 * 60)
        if act is Act.NOTES:
            return self._minutes(5, 60)
        slow = self._random.random() < SLOW
        return self._minutes(9 * 60, 15 * 60) if slow else self._minutes(8, 130)

    def _minutes(self, least: int, most: int) -> timedelta:
        return timedelta(minutes=self._random.randrange(least, most))

    def _works_at(self, at: datetime) -> bool:
        return self._hours[OFFICE].open_between(at - timedelta(minutes=1), at) > timedelta()

    def _ends(self, thread: Thread, ending: Ending, steps: tuple[Step, ...]) -> Ends:
        if ending.ago:
            at = self._now - self._minutes(*(int(hours * 60) for hours in ending.ago))
            # else everybody would seem to have hurried in the last minute before the weekend
            at = at if self._works_at(at) else work_before(at, self._minutes(5, 400), self._hours[OFFICE])
            return Ends(at, len(steps) - 1)
        anchor = max(number for number, step in enumerate(steps) if step.act is Act.WRITES)
        if not ending.picked_up and not self._works_at(self._now) and ending.is_early and self._random.random() < 0.4:
            return Ends(self._now - self._minutes(10, 300), anchor)
        answered = any(step.act is Act.ANSWERS for step in steps)
        work, hours = promised(thread, answered)
        waited = work * self._random.uniform(*ending.used) / 100
        return Ends(work_before(self._now, waited, self._hours[hours]), anchor)
