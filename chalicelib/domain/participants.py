"""Who else takes part in a ticket: people the requester or another participant wrote to as well.

They get the public answers from then on, and what they write belongs to the ticket. Strangers add nobody: a forged mail
with a Cc would otherwise open a customer's conversation to its forger.
"""

from collections.abc import Iterable, Sequence

from chalicelib.domain.values import dataclass

MOST_PARTICIPANTS = 40


@dataclass(frozen=True, slots=True)
class Participant:
    """A person by their (normalised) mail address."""

    email: str
    name: str


@dataclass(frozen=True, slots=True)
class PeopleEdit:
    """What an agent may change, as (address, name) pairs as typed; None leaves it alone. `participants` is the whole
    list."""

    requester: tuple[str, str] | None = None
    participants: Sequence[tuple[str, str]] | None = None


def joined(
    current: tuple[Participant, ...], candidates: Iterable[Participant], excluded: Iterable[str]
) -> tuple[Participant, ...]:
    """Those of before, then the new ones in their order, each address once, up to the cap."""
    known = {participant.email for participant in current} | set(excluded)
    found = list(current)
    for candidate in candidates:
        if len(found) >= MOST_PARTICIPANTS:
            break
        if candidate.email not in known:
            known.add(candidate.email)
            found.append(candidate)
    return tuple(found)
