"""Who a ticket belongs to and who else takes part, as agents change it."""

from chalicelib.domain.directory import Directory
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.participants import Participant, PeopleEdit, joined
from chalicelib.domain.ticket import NAME_BYTES, Requester, clip
from chalicelib.domain.timeline import FieldChange
from chalicelib.domain.values import dataclass
from chalicelib.mail.addresses import normalise_address
from chalicelib.services.intake import requester


@dataclass(frozen=True, slots=True)
class People:
    """The requester of a ticket and everybody else who takes part."""

    requester: Requester
    participants: tuple[Participant, ...]

    def edited(self, edit: PeopleEdit, directory: Directory) -> "People":
        """The people after an agent's change; the requester is no participant, and nobody is two of them.

        Raises InvalidInput for what is no address, and for an address of the desk: it would write to itself.
        """
        asks = self.requester
        if edit.requester is not None:
            email, name = edit.requester
            asks = requester(_address("requester", email, directory), clip(name, NAME_BYTES))
        wanted = self.participants
        if edit.participants is not None:
            wanted = tuple(
                Participant(_address(f"participants[{number}]", email, directory), clip(name, NAME_BYTES))
                for number, (email, name) in enumerate(edit.participants)
            )
        return People(asks, joined((), wanted, (asks.email,)))


def participant_changes(before: People, after: People) -> tuple[FieldChange, ...]:
    old, new = (", ".join(map(_shown, each.participants)) for each in (before, after))
    return (FieldChange("participants", old, new),) if old != new else ()


def _shown(person: Participant) -> str:
    return f"{person.name} <{person.email}>" if person.name else person.email


def _address(field: str, text: str, directory: Directory) -> str:
    try:
        address = normalise_address(text)
    except ValueError as error:
        raise InvalidInput.of(f"{field}.email", "is not a mail address") from error
    if directory.is_own_address(address):
        raise InvalidInput.of(f"{field}.email", "is an address of this desk, which would write to itself")
    return address
