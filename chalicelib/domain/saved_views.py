"""Views of the desk's own: which tickets, in which order, with which columns, for one agent or for a team."""

from chalicelib.domain.beside import Values
from chalicelib.domain.conditions import ME, Condition, Op, holds
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.lines import is_plain_line
from chalicelib.domain.naming import LONGEST_NAME
from chalicelib.domain.ticket import PUT_ASIDE, Status, Ticket
from chalicelib.domain.values import dataclass

MOST_CONDITIONS = 20
MOST_COLUMNS = 20
EVERYBODY = "*"
# columns that lists have anyway; the others are fields that conditions can ask about
ROW_COLUMNS = (
    "reference",
    "subject",
    "status",
    "custom_status",
    "department",
    "priority",
    "assignee",
    "requester_name",
    "created",
    "moved",
    "due",
)


@dataclass(frozen=True, slots=True)
class SavedView:
    """A view that somebody made. All its conditions must hold.

    A private one has an `owner`; another one is for the department `team`, or for everybody (`*`). `counting` rises
    with every change of the conditions, and `counted` follows it once all tickets were looked at: only then is its
    count shown.
    """

    id: str
    name: str
    conditions: tuple[Condition, ...]
    order: str = "newest"
    columns: tuple[str, ...] = ()
    owner: str = ""
    team: str = ""
    counting: int = 1
    counted: int = 0
    version: int = 1
    made_by: str = ""

    def __post_init__(self) -> None:
        """Raises InvalidInput for a view that says too much, or not for whom it is."""
        if not self.name.strip() or len(self.name) > LONGEST_NAME or not is_plain_line(self.name):
            raise InvalidInput.of("name", f"must be one line of 1 to {LONGEST_NAME} characters")
        if len(self.conditions) > MOST_CONDITIONS:
            raise InvalidInput.of("conditions", f"may be at most {MOST_CONDITIONS}")
        if len(self.columns) > MOST_COLUMNS:
            raise InvalidInput.of("columns", f"may be at most {MOST_COLUMNS}")
        if bool(self.owner) == bool(self.team):
            raise InvalidInput.of("team", "a view is either private or a team's")

    @property
    def is_own_work(self) -> bool:
        """Whether it shows each viewer only what is assigned to them."""
        return any(each.field == "assignee" and each.values == (ME,) for each in self.conditions if each.op is Op.IS)

    def holds(self, ticket: Ticket, values: Values) -> bool:
        """Whether the ticket is in the view, for some viewer if it shows own work only.

        What was put aside is in no view that does not ask for it by its status.
        """
        if ticket.status in PUT_ASIDE and self.wanted("status") is None:
            return False
        return all(holds(condition, ticket, values) for condition in self.conditions)

    def wanted(self, field: str) -> tuple[str, ...] | None:
        """The values that a field must have one of, as far as one condition says so; None for any."""
        found = (each.values for each in self.conditions if each.field == field and each.op is Op.IS)
        return next(found, None)

    @property
    def statuses(self) -> tuple[Status, ...]:
        """Those that its tickets may have."""
        wanted = self.wanted("status")
        if wanted is None:
            return tuple(status for status in Status if status not in PUT_ASIDE)
        return tuple(Status(value) for value in dict.fromkeys(wanted))

    @property
    def asks_for_values(self) -> bool:
        """Whether custom fields decide."""
        return any(condition.custom for condition in self.conditions)
