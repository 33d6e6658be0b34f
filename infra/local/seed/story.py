"""One ticket's story: who does what, how long after what came before, and where it stands today."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from chalicelib.domain.moves import Edit
from chalicelib.domain.ticket import Status
from infra.local.seed.people import Person


class Act(StrEnum):
    """What happens in a step. Customers write at any hour, agents do everything else in working hours."""

    WRITES = "writes"
    ANSWERS = "answers"
    NOTES = "notes"
    EDITS = "edits"
    MERGES = "merges"


@dataclass(frozen=True, slots=True)
class Step:
    """`after` is real time for somebody who writes, work time for an agent. `writer` is who writes in the customer's
    place; `status` is that of an answer; `into` is the number of the story that this one's ticket is merged into.
    """

    act: Act
    after: timedelta
    text: str = ""
    agent: str = ""
    writer: Person | None = None
    files: tuple[str, ...] = ()
    edit: Edit = field(default_factory=Edit)
    status: Status = Status.ANSWERED
    into: int = 0


@dataclass(frozen=True, slots=True)
class Ends:
    """When the `anchor` step happened: the last word, from which everything before it is counted back."""

    at: datetime
    anchor: int


@dataclass(frozen=True, slots=True)
class Story:
    """`number` names it for good: ids of its ticket and messages follow from it. `language` is that of its texts."""

    number: int
    subject: str
    language: str
    department: str
    customer: Person
    steps: tuple[Step, ...]
    ends: Ends
    copied: Person | None = None
    by_form: bool = False
