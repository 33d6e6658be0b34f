"""Statuses of the desk's own. Each behaves like one of the built-in ones and has names, a colour and a place."""

import re
from collections.abc import Mapping

from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.naming import Names, require_names
from chalicelib.domain.sla_policy import MAY_PAUSE, WaitsFor
from chalicelib.domain.ticket import Status
from chalicelib.domain.values import dataclass

# nobody chooses new, spam or deleted by name: they come about, or have a command of their own
BEHAVIOURS = tuple(
    status for status in Status if status.value in ("open", "answered", "postponed", "resolved", "closed")
)
_COLOUR = re.compile("#[0-9a-f]{6}")


@dataclass(frozen=True, slots=True)
class CustomStatus:
    """A status that an admin made. `pauses_for` says for whom it stops the clocks, None that it does not.

    A retired one cannot be chosen any more and still shows on tickets; `used` says that some ticket had it. Version 0
    came with the desk.
    """

    id: str
    names: Names
    behaves_as: Status
    colour: str
    order: int = 0
    pauses_for: WaitsFor | None = None
    retired: bool = False
    used: bool = False
    version: int = 1

    def __post_init__(self) -> None:
        """Raises InvalidInput."""
        require_names(self.names)
        if self.id in list(Status):
            raise InvalidInput.of("id", "is the name of a built-in status")
        if self.behaves_as not in BEHAVIOURS:
            raise InvalidInput.of("behaves_as", f"must be one of {', '.join(BEHAVIOURS)}")
        if not _COLOUR.fullmatch(self.colour):
            raise InvalidInput.of("colour", "must be written like #1f6feb")
        if self.pauses_for is not None and self.pauses_for not in MAY_PAUSE:
            raise InvalidInput.of("pauses_for", "only waiting for the customer or a third party can stop the clock")


SHIPPED_STATUSES: Mapping[str, CustomStatus] = {
    "in-progress": CustomStatus(
        "in-progress",
        {"en": "In progress", "de": "In Bearbeitung", "fi": "Työn alla", "fr": "En cours", "sv": "Pågår"},
        Status.OPEN,
        "#1f6feb",
        order=10,
        version=0,
    )
}
