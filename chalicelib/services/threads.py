"""Which tickets a mail belongs to, and what people must know about who sent it.

The order of looking: a signed reply address among the envelope recipients, our own signed id in References, then
Message-IDs seen before; the latter two only for an authenticated participant. A reference in the subject is a hint to
people and decides nothing: anybody can write one. What machines send about our mail (bounces, receipts) is found by the
ids of the mail it quotes; it is kept as a note and wakes nobody, so the ids need no sender to vouch for them.
"""

from collections.abc import Iterable

from chalicelib.domain.participants import Participant
from chalicelib.domain.ticket import Ticket
from chalicelib.domain.values import dataclass
from chalicelib.mail.embedded import original_message
from chalicelib.mail.thread import Hints, OwnId, ReplyToken, hints_of_ids, token_owner_is
from chalicelib.services.incoming import Incoming, message_key
from chalicelib.services.ports import Signer, TicketStore
from chalicelib.services.recognition import Recognition
from chalicelib.services.records import Traces

MOST_MERGES = 10


@dataclass(frozen=True, slots=True)
class Thread:
    """A ticket a mail belongs to. `target` is the ticket its reply address named, empty if it was found by References.

    `from_participant`: an authenticated requester or participant sent it. `about` is the entry it concerns, if known.
    """

    ticket: Ticket
    target: str
    flags: tuple[str, ...]
    participants: tuple[Participant, ...]
    from_participant: bool
    about: str = ""


class Threads:
    def __init__(self, tickets: TicketStore, recognition: Recognition, signer: Signer) -> None:
        self._tickets = tickets
        self._recognition = recognition
        self._signer = signer

    def find(self, incoming: Incoming, hints: Hints) -> tuple[Thread, ...]:
        """The tickets, each once. Raises Unavailable."""
        tokens = [token for token in hints.tokens if not token.for_agent]
        traces = self._traces(tokens, hints.own_ids, hints.message_ids)
        found: dict[str, Thread] = {}
        for token in tokens:
            ticket = self._survivor(traces.tickets.get(token.reference))
            if ticket:
                found.setdefault(ticket.reference, self._addressed(incoming, ticket, token, hints))
        if found:
            return tuple(found.values())
        if incoming.automatic:
            return self._reported(incoming, hints)
        return self._referred(incoming, hints, traces)

    def _addressed(self, incoming: Incoming, ticket: Ticket, token: ReplyToken, hints: Hints) -> Thread:
        """A reply address was mailed to one person, and may have been passed on."""
        participants = self._participants(ticket)
        known = self._takes_part(incoming, ticket, participants)
        authentic = incoming.sender_is_authentic
        third_party = () if known or token_owner_is(token, incoming.email) else ("third party",)
        unverified = () if authentic else ("unverified",)
        about = next((own.entry_id for own in hints.own_ids if own.reference == token.reference), "")
        flags = (*third_party, *unverified)
        return Thread(
            ticket, token.reference, flags, participants, known and authentic, about if incoming.automatic else ""
        )

    def _referred(self, incoming: Incoming, hints: Hints, traces: Traces) -> tuple[Thread, ...]:
        if not incoming.sender_is_authentic:
            return ()
        for reference in _referred_to(hints.own_ids, hints.message_ids, traces):
            ticket = self._survivor(traces.tickets.get(reference) or self._tickets.ticket(reference))
            if ticket is None:
                continue
            participants = self._participants(ticket)
            if self._takes_part(incoming, ticket, participants):
                return (Thread(ticket, "", (), participants, from_participant=True),)
        return ()

    def _reported(self, incoming: Incoming, hints: Hints) -> tuple[Thread, ...]:
        """The ticket of the mail that a bounce, complaint or receipt quotes, or that an absent person's program
        answers."""
        original = original_message(incoming.mail)
        if original is None:
            own_ids, message_ids = hints.own_ids, hints.message_ids
        else:
            ids = (original.message_id, *original.in_reply_to, *reversed(original.references))
            own_ids, message_ids = hints_of_ids([id for id in ids if id], self._signer)
        unverified = () if incoming.sender_is_authentic else ("unverified",)
        traces = self._traces((), own_ids, message_ids)
        for reference, entry_id in _referred_to(own_ids, message_ids, traces).items():
            ticket = self._survivor(traces.tickets.get(reference) or self._tickets.ticket(reference))
            if ticket:
                people = self._participants(ticket)
                return (Thread(ticket, "", unverified, people, from_participant=False, about=entry_id),)
        return ()

    def _traces(self, tokens: Iterable[ReplyToken], own_ids: Iterable[OwnId], message_ids: Iterable[str]) -> Traces:
        references = [token.reference for token in tokens] + [own.reference for own in own_ids]
        return self._tickets.traces([message_key(id) for id in message_ids], list(dict.fromkeys(references)))

    def _survivor(self, ticket: Ticket | None) -> Ticket | None:
        """The ticket that a merged one lives on in."""
        for _ in range(MOST_MERGES):
            if ticket is None or ticket.merged_into is None:
                break
            ticket = self._tickets.ticket(ticket.merged_into)
        return ticket

    def _participants(self, ticket: Ticket) -> tuple[Participant, ...]:
        return self._tickets.participants(ticket.reference) if ticket.participants else ()

    def _takes_part(self, incoming: Incoming, ticket: Ticket, participants: Iterable[Participant]) -> bool:
        """The requester, from whichever of their addresses, or a participant. Only strangers cost another read."""
        email, people = incoming.email, {ticket.requester.email, *(each.email for each in participants)}
        return email in people or self._recognition.is_requester(email, ticket.requester)


def _referred_to(own_ids: Iterable[OwnId], message_ids: Iterable[str], traces: Traces) -> dict[str, str]:
    """References of tickets, strongest first, each with the entry that led to it."""
    found = [(own.reference, own.entry_id) for own in own_ids]
    known = (traces.mails.get(message_key(id)) for id in message_ids)
    found += [(once.reference, once.entry_id) for once in known if once is not None]
    strongest: dict[str, str] = {}
    for reference, entry_id in found:
        strongest.setdefault(reference, entry_id)
    return strongest
