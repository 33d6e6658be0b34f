"""Templates of mail: what an admin may write, and how values come into it.

The placeholders are those that the event knows: a confirmation knows nothing of what its sender wrote, because such
mail was used to relay spam. A paragraph whose placeholders all have nothing to say is left out.
"""

from collections.abc import Mapping
from enum import StrEnum

from chalicelib.domain.errors import FieldProblem, InvalidInput
from chalicelib.domain.placeholders import names_in, problems_of, written
from chalicelib.domain.values import dataclass

# all templates together must fit the one answer in which the directory is read (1 MB)
MOST_BYTES = 4000
MOST_BYTES_OF_SUBJECT = 400


class Event(StrEnum):
    """What a mail is written for."""

    ACKNOWLEDGEMENT = "acknowledgement"
    REPLY = "reply"
    SLA_WARNING = "sla_warning"
    SLA_BREACH = "sla_breach"
    REMINDER = "reminder"
    MENTIONED = "mentioned"
    REPLY_STOPPED = "reply_stopped"
    ASSIGNED = "assigned"
    ESCALATED = "escalated"
    CUSTOMER_WROTE = "customer_wrote"
    NEW_TICKET = "new_ticket"
    CLOSING = "closing"


REFERENCE = "ticket.reference"
MESSAGE = "message"
SIGNATURE = "department.signature"

_EVERYWHERE = (REFERENCE, "department.name", SIGNATURE)
PLACEHOLDERS: Mapping[Event, tuple[str, ...]] = {
    Event.ACKNOWLEDGEMENT: (*_EVERYWHERE, "expected_answer"),
    Event.REPLY: (*_EVERYWHERE, "ticket.subject", "agent.name", MESSAGE),
    Event.SLA_WARNING: (*_EVERYWHERE, "due"),
    Event.SLA_BREACH: (*_EVERYWHERE, "due"),
    Event.REMINDER: (*_EVERYWHERE, MESSAGE),
    Event.MENTIONED: (*_EVERYWHERE, "agent.name"),
    Event.REPLY_STOPPED: _EVERYWHERE,
    Event.ASSIGNED: (*_EVERYWHERE, "agent.name"),
    Event.ESCALATED: (*_EVERYWHERE, "agent.name"),
    Event.CUSTOMER_WROTE: _EVERYWHERE,
    Event.NEW_TICKET: _EVERYWHERE,
    Event.CLOSING: (*_EVERYWHERE, "due"),
}
_OF_SEVERAL_LINES = (MESSAGE, SIGNATURE)


@dataclass(frozen=True, slots=True)
class MailTemplate:
    """The words of one event in one language. `version` counts what admins stored, 0 if nobody ever did.

    A stored template that was taken back to the built-in words is kept without any, so that its version goes on.
    """

    event: Event
    language: str
    subject: str
    text: str
    version: int = 0
    is_built_in: bool = False

    @property
    def id(self) -> str:
        """How the audit log names it."""
        return f"{self.event.value}/{self.language}"


def check(event: Event, subject: str, text: str) -> None:
    """Raises InvalidInput naming every placeholder that is unknown, misplaced or missing, and braces left open."""
    allowed = PLACEHOLDERS[event]
    one_line = tuple(name for name in allowed if name not in _OF_SEVERAL_LINES)
    problems = [
        *problems_of("subject", subject, one_line, MOST_BYTES_OF_SUBJECT),
        *problems_of("text", text, allowed, MOST_BYTES),
    ]
    used = {*names_in(subject), *names_in(text)}
    required = (REFERENCE, MESSAGE) if event is Event.REPLY else (REFERENCE,)
    problems += [FieldProblem("text", f"must contain {written(name)}") for name in required if name not in used]
    if problems:
        raise InvalidInput(*problems)
