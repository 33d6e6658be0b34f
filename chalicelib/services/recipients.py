"""Whom a public answer goes to: a mail of their own for each, so that each answers under their own address."""

from datetime import datetime

from chalicelib.domain.outbox import MailKind, OutboxMail, pending
from chalicelib.domain.participants import Participant
from chalicelib.domain.ticket import Ticket


def mails_of_reply(
    ticket: Ticket, entry_id: str, participants: tuple[Participant, ...], now: datetime
) -> tuple[OutboxMail, ...]:
    """One outgoing mail to the requester and to each participant."""
    people = {ticket.requester.email: ticket.requester.name}
    for participant in participants:
        people.setdefault(participant.email, participant.name)
    return tuple(
        pending(ticket.reference, entry_id, MailKind.REPLY, email, name, now) for email, name in people.items()
    )
