"""What is done to a ticket in one go: changes of its properties and a prepared text. Macros and bulk jobs have one."""

from collections.abc import Iterator, Mapping
from dataclasses import field
from enum import StrEnum

from chalicelib.domain.agents import Agent
from chalicelib.domain.canned import label_problems
from chalicelib.domain.directory import Directory
from chalicelib.domain.errors import FieldProblem, InvalidInput
from chalicelib.domain.moves import Edit
from chalicelib.domain.scopes import Scope, is_for_all_of
from chalicelib.domain.ticket import MAX_TAGS, Priority, Status, Ticket
from chalicelib.domain.values import dataclass

# stands for whoever acts
MYSELF = "me"
# what needs more than a word (until when), and what has commands of its own
NOT_BY_RECIPE = frozenset({Status.POSTPONED, Status.TRASH})


class WriteAs(StrEnum):
    """What becomes of a prepared text."""

    REPLY = "reply"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Recipe:
    """None, empty and False leave a property alone. `assignee` may be `me`. `canned` is the id of the text to write."""

    status: Status | None = None
    custom_status: str | None = None
    priority: Priority | None = None
    assignee: str | None = None
    unassign: bool = False
    department: str | None = None
    category: str | None = None
    add_tags: tuple[str, ...] = ()
    remove_tags: tuple[str, ...] = ()
    fields: Mapping[str, object] = field(default_factory=dict)
    canned: str = ""
    write_as: WriteAs | None = None

    def __post_init__(self) -> None:
        """Raises InvalidInput for what contradicts itself."""
        if bool(self.canned) != bool(self.write_as):
            raise InvalidInput.of("changes.canned", "goes with write_as, and write_as with it")
        if self.assignee and self.unassign:
            raise InvalidInput.of("changes.assignee", "cannot be somebody and nobody")
        if self.status in NOT_BY_RECIPE and self.status is not Status.TRASH:
            raise InvalidInput.of("changes.status", "cannot be postponed here: until when is decided for each ticket")
        if set(self.add_tags) & set(self.remove_tags):
            raise InvalidInput.of("changes.add_tags", "cannot name a tag that remove_tags names")

    @property
    def does_nothing(self) -> bool:
        return self == Recipe()

    def edit(self, ticket: Ticket, agent: Agent) -> Edit:
        """The change of this ticket by this agent. Raises InvalidInput for more tags than a ticket has room for."""
        return Edit(
            status=self.status,
            custom_status=self.custom_status,
            priority=self.priority,
            tags=self._tags(ticket),
            assignee=agent.id if self.assignee == MYSELF else self.assignee,
            unassign=self.unassign,
            department=self.department,
            category=self.category,
        )

    def _tags(self, ticket: Ticket) -> tuple[str, ...] | None:
        if not self.add_tags and not self.remove_tags:
            return None
        kept = (tag for tag in ticket.tags if tag not in self.remove_tags)
        tags = tuple(dict.fromkeys((*kept, *self.add_tags)))
        if len(tags) > MAX_TAGS:
            raise InvalidInput.of("tags", f"would be more than {MAX_TAGS}")
        return None if tags == ticket.tags else tags


@dataclass(frozen=True, slots=True)
class Macro:
    """A recipe with a name, for whoever is in the scope of its id."""

    id: str
    name: str
    recipe: Recipe
    folder: str = ""
    version: int = 1


def unknown_names(recipe: Recipe, directory: Directory, field: str) -> Iterator[FieldProblem]:
    """A problem for each thing that the recipe names and this desk does not have."""
    named = (
        ("department", recipe.department, directory.departments),
        ("category", recipe.category, directory.categories),
        ("custom_status", recipe.custom_status, directory.statuses),
        ("assignee", recipe.assignee, {MYSELF: None, **directory.agents}),
        *((f"fields.{id}", id, directory.fields) for id in recipe.fields),
    )
    for what, id, known in named:
        if id and id not in known:
            yield FieldProblem(f"{field}.{what}", "is not known at this desk")


def check_macro(macro: Macro, scope: Scope, directory: Directory) -> None:
    """Raises InvalidInput naming all that is wrong."""
    problems = list(label_problems(macro.name, macro.folder))
    problems += unknown_names(macro.recipe, directory, "changes")
    if macro.recipe.does_nothing:
        problems.append(FieldProblem("changes", "does nothing"))
    if macro.recipe.status is Status.TRASH:
        problems.append(FieldProblem("changes.status", "the trash has commands of its own"))
    if macro.recipe.canned and not is_for_all_of(macro.recipe.canned, scope):
        problems.append(FieldProblem("changes.canned", "is not for everybody who may use this macro"))
    if problems:
        raise InvalidInput(*problems)
