"""Departments: teams with support addresses, a way of working, and a promise."""

from datetime import timedelta
from enum import StrEnum

from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.values import dataclass

LONGEST_SENDER_LOCAL_PART = 25
FOLLOW_UP_WINDOW = timedelta(days=30)
AUTO_CLOSE = timedelta(days=5)
AUTO_CLOSE_NOTICE = timedelta(days=1)


class Assignment(StrEnum):
    """Who gets a new ticket: nobody, the members by turns, or the one with the fewest open tickets."""

    OFF = "off"
    ROUND_ROBIN = "round_robin"
    LEAST_LOADED = "least_loaded"


@dataclass(frozen=True, slots=True)
class Department:
    """A team with its support addresses (lower case, the first one is the sender) and its promise of a first answer.

    `language` is what it writes in where the customer's is unknown, `more_languages` what it answers in besides. A
    customer's answer to a ticket that ended wakes it if the department `reopens` tickets and the answer comes within
    the `follow_up_window`; otherwise it opens a new ticket. After `auto_close` of waiting for the customer (None:
    never) a ticket is closed, and `auto_close_notice` before that the customer is told.

    `capacity` is how many open tickets an agent is given, 0 without limit. With `queue_only` agents answer what the
    queue hands them and nothing else. `escalates_to` is the department that takes over. `required_on_form` and
    `required_to_resolve` are ids of custom fields, `form_categories` of categories to choose from on the form.
    """

    id: str
    name: str
    addresses: tuple[str, ...]
    first_response: timedelta
    sender_name: str = ""
    signature: str = ""
    notify: tuple[str, ...] = ()
    language: str = "en"
    follow_up_window: timedelta = FOLLOW_UP_WINDOW
    more_languages: tuple[str, ...] = ()
    reopens: bool = True
    auto_close: timedelta | None = AUTO_CLOSE
    auto_close_notice: timedelta = AUTO_CLOSE_NOTICE
    assignment: Assignment = Assignment.OFF
    keep_last_agent: bool = False
    capacity: int = 0
    queue_only: bool = False
    escalates_to: str | None = None
    required_on_form: tuple[str, ...] = ()
    required_to_resolve: tuple[str, ...] = ()
    form_categories: tuple[str, ...] = ()
    version: int = 1

    def __post_init__(self) -> None:
        """Raises InvalidInput for a department that could not send or get mail, or that contradicts itself."""
        if not self.addresses:
            raise InvalidInput.of("addresses", "a department needs at least one support address")
        if len(self.sender_address.partition("@")[0]) > LONGEST_SENDER_LOCAL_PART:
            # answers come back to `local+t.<signed token>@...`, and a local part ends at 64 characters (RFC 5321)
            raise InvalidInput.of(
                "addresses", f"the part before the @ must be at most {LONGEST_SENDER_LOCAL_PART} characters"
            )
        if self.auto_close is not None and not timedelta() <= self.auto_close_notice < self.auto_close:
            raise InvalidInput.of("auto_close_notice", "must be shorter than auto_close")
        if self.escalates_to == self.id:
            raise InvalidInput.of("escalates_to", "must be another department")

    @property
    def sender_address(self) -> str:
        return self.addresses[0]

    @property
    def languages(self) -> tuple[str, ...]:
        """What it answers in, its own first."""
        return tuple(dict.fromkeys((self.language, *self.more_languages)))
