"""A fake of bulk jobs. It shares what was asked and what fails."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from chalicelib.domain.bulk import Job, JobState, Tally
from chalicelib.domain.directory import Agent
from chalicelib.domain.errors import NotFound
from chalicelib.domain.recipes import Recipe
from chalicelib.domain.ticket import Priority
from chalicelib.services.bulk_ports import Failure, JobPage, Wanted
from tests.support.clock import START

if TYPE_CHECKING:
    from tests.api.fakes import FakeUseCases

JOB_ID = "01KB3RSEVW0000000000000001"
JOB = Job(
    JOB_ID,
    "a-agent",
    Recipe(priority=Priority.LOW),
    "bulk change",
    2,
    START,
    JobState.DONE,
    Tally(2, 1, 1),
)
PAGE = JobPage(JOB, ("K7QF3M2X", "0B0B0B0B"), (Failure("0B0B0B0B", "it does not exist, or is not yours to see"),))


class FakeBulk:
    def __init__(self, cases: "FakeUseCases") -> None:
        self._cases = cases

    def begin(self, agent: Agent, references: Sequence[str], wanted: Wanted, request: Any) -> JobPage:
        self._cases._note("begin_bulk", references=references, wanted=wanted)
        return PAGE

    def list(self, agent: Agent) -> tuple[Job, ...]:
        self._cases._note("list_bulk")
        return (JOB,)

    def get(self, agent: Agent, id: str) -> JobPage:
        self._cases._note("get_bulk", id=id)
        if id != JOB_ID:
            raise NotFound("no such job")
        return PAGE

    def undo(self, agent: Agent, id: str, request: Any) -> JobPage:
        page = self.get(agent, id)
        kept = (Failure("K7QF3M2X", "something happened to it since"),)
        return replace(page, job=replace(JOB, state=JobState.UNDONE), kept=kept)
