"""Where tickets stand today: how a thread is cut, what the desk did last, and how long ago."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from chalicelib.domain.moves import Edit
from chalicelib.domain.sla_policy import Target, WaitsFor
from chalicelib.domain.ticket import Status
from infra.local.seed.catalogue import Thread
from infra.local.seed.policies import STANDARD, URGENT
from infra.local.seed.story import Act, Step

Hours = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Ending:
    """`last` wrote the last message, of at least `least`. The end lies `ago` hours back, or so that `used` percent of
    the promised answer time are used up. `whole` threads are told to the end.

    `picked_up`: somebody works on it. `closing` are the statuses it goes through after the last message.
    """

    name: str
    count: int
    last: str
    least: int = 1
    ago: Hours | None = None
    used: Hours = (0, 0)
    whole: bool = False
    picked_up: bool = True
    closing: tuple[Status, ...] = ()
    waits_for: WaitsFor | None = None

    @property
    def is_early(self) -> bool:
        """Whether the promise is far from used up, so that none of it may be."""
        return self.used[1] < 75

    def fits(self, thread: Thread) -> bool:
        return bool(self._cuts(thread)) and (self.picked_up or thread.priority is None)

    def cut(self, thread: Thread, random: Random) -> int:
        """How many messages of the thread were written."""
        return random.choice(self._cuts(thread))

    def _cuts(self, thread: Thread) -> list[int]:
        if self.whole:
            return [len(thread.messages)]
        if not self.picked_up or self.name == "working":
            return [1]
        return [length for length in thread.lengths(self.last) if length >= self.least]

    def last_steps(self, random: Random, agent: str, now: datetime, answered: bool) -> tuple[Step, ...]:
        """What the desk does after the last message. `answered`: that was the desk's."""
        if self.waits_for:
            until = now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=random.randrange(20, 200))
            edit = Edit(status=Status.POSTPONED, postpone=(until, self.waits_for))
            return (_edits(random, agent, edit),)
        # an answer sets the first of them itself
        left = self.closing[1:] if answered else self.closing
        return tuple(_edits(random, agent, Edit(status=status)) for status in left)


def promised(thread: Thread, answered: bool) -> tuple[timedelta, str]:
    """The answer time that such a ticket waits for, and the id of the business hours it is measured in."""
    policy = (URGENT if thread.priority and answered else STANDARD).policy
    target = Target.NEXT_RESPONSE if answered else Target.FIRST_RESPONSE
    return policy.targets[target].work, policy.hours


def _edits(random: Random, agent: str, edit: Edit) -> Step:
    return Step(Act.EDITS, timedelta(minutes=random.randrange(2, 25)), agent=agent, edit=edit)


RESOLVED = (Status.RESOLVED,)
ENDINGS = (
    Ending("new", 13, "customer", used=(3, 65), picked_up=False),
    Ending("new, nearly late", 3, "customer", used=(80, 94), picked_up=False),
    Ending("new, late", 3, "customer", used=(115, 190), picked_up=False),
    Ending("working", 7, "customer", used=(25, 60)),
    Ending("open", 14, "customer", least=3, used=(4, 65)),
    Ending("open, nearly late", 4, "customer", least=3, used=(80, 95)),
    Ending("open, late", 4, "customer", least=3, used=(110, 200)),
    Ending("answered", 19, "agent", ago=(1, 80)),
    Ending("waits for the customer", 5, "agent", ago=(6, 60), waits_for=WaitsFor.CUSTOMER),
    Ending("waits for a third party", 4, "customer", least=3, ago=(6, 60), waits_for=WaitsFor.THIRD_PARTY),
    Ending("put off by the agent", 3, "customer", ago=(3, 30), waits_for=WaitsFor.AGENT),
    Ending("resolved", 14, "", ago=(2, 88), whole=True, closing=RESOLVED),
    Ending("closed by itself", 12, "", ago=(125, 420), whole=True, closing=RESOLVED),
    Ending("closed by hand", 6, "", ago=(60, 400), whole=True, closing=(Status.RESOLVED, Status.CLOSED)),
)
