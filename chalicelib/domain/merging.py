"""Two tickets about one matter become one: the source ends, and what its customer writes from then on lands in the
target.

Tickets point from the merged to the surviving one and a merged ticket takes no other in, so following the pointers
always ends.
"""

from datetime import datetime

from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.ids import show_reference
from chalicelib.domain.moves import Moved, merged_away, noted
from chalicelib.domain.participants import Participant, joined
from chalicelib.domain.rulebook import Rulebook
from chalicelib.domain.ticket import PUT_ASIDE, Ticket


def merged(source: Ticket, target: Ticket, now: datetime, rules: Rulebook) -> tuple[Moved, Ticket]:
    """Both tickets after the merge. Raises InvalidInput naming what stands against it."""
    _refuse(source, target)
    return merged_away(source, target.reference, now, rules), noted(target)


def united(
    source: Ticket, people_of_source: tuple[Participant, ...], target: Ticket, people: tuple[Participant, ...]
) -> tuple[Participant, ...]:
    """The target's participants with everybody who takes part in the source."""
    requester = Participant(source.requester.email, source.requester.name)
    return joined(people, (requester, *people_of_source), (target.requester.email,))


def not_merged(ticket: Ticket) -> Ticket:
    """The ticket if it still lives by itself. Raises InvalidInput naming the one it lives on in."""
    if ticket.merged_into is not None:
        raise InvalidInput.of("reference", f"was merged into {show_reference(ticket.merged_into)}; go on there")
    return ticket


def _refuse(source: Ticket, target: Ticket) -> None:
    not_merged(source)
    if source.reference == target.reference:
        raise InvalidInput.of("into", "is this ticket itself")
    if target.merged_into is not None:
        raise InvalidInput.of("into", f"was itself merged into {show_reference(target.merged_into)}")
    for field, ticket in (("reference", source), ("into", target)):
        if ticket.status in PUT_ASIDE:
            raise InvalidInput.of(field, "is spam or in the trash, which is not merged; change its status first")
