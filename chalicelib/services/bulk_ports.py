"""What bulk jobs need from outside, and what passes through."""

from collections.abc import Sequence
from typing import Protocol

from chalicelib.domain.bulk import Job
from chalicelib.domain.recipes import Recipe
from chalicelib.domain.values import dataclass
from chalicelib.services.records import Once


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to do: a recipe, or a macro by its id."""

    recipe: Recipe | None = None
    macro: str = ""


@dataclass(frozen=True, slots=True)
class Failure:
    """A ticket that a job could not change, or not revert, and why."""

    reference: str
    reason: str


@dataclass(frozen=True, slots=True)
class JobPage:
    """A job with its tickets and everything that went wrong, while it was done and while it was taken back."""

    job: Job
    references: tuple[str, ...]
    failures: tuple[Failure, ...] = ()
    kept: tuple[Failure, ...] = ()


class BulkStore(Protocol):
    def create(self, job: Job, references: Sequence[str], once: Once) -> Once | None:
        """Store a new job with the request that gave it; returns the stored `Once` if it was given before."""
        ...

    def get(self, id: str) -> JobPage | None:
        """Strongly consistent."""
        ...

    def of_owner(self, agent_id: str, limit: int) -> tuple[Job, ...]:
        """An agent's jobs, newest first; one that was just given may be missing for a moment."""
        ...

    def advance(self, before: Job, after: Job, failures: Sequence[Failure] = (), once: Once | None = None) -> bool:
        """Store how far a job is with what failed on the way, if it still has the version it was read in; says
        whether."""
        ...
