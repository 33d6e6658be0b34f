"""Agents answer by mail, under an address that was signed for them and this ticket, while their rights last.

Mail from an agent's address to a public support address speaks as a customer's: a From line proves little. The reply
address, DMARC and the agent's rights of this moment together let it speak for the desk.
"""

from dataclasses import replace

from chalicelib.domain.directory import Agent, Directory
from chalicelib.domain.moves import agent_answered
from chalicelib.domain.permissions import may, may_see
from chalicelib.domain.queue import may_answer
from chalicelib.domain.roles import Permission
from chalicelib.domain.ticket import Ticket
from chalicelib.domain.timeline import Author, AuthorKind, Entry, EntryKind, field_changes
from chalicelib.mail.thread import ReplyToken, token_owner_is
from chalicelib.services.alarm_entries import overdue
from chalicelib.services.directory import DirectoryCache
from chalicelib.services.incoming import Incoming
from chalicelib.services.ports import Clock, Files, Ids, TicketStore
from chalicelib.services.received import Received, Reception
from chalicelib.services.recipients import mails_of_reply
from chalicelib.services.records import Change, Once


class AgentMail:
    def __init__(
        self,
        tickets: TicketStore,
        reception: Reception,
        files: Files,
        directory: DirectoryCache,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._tickets = tickets
        self._reception = reception
        self._files = files
        self._directory = directory
        self._clock = clock
        self._ids = ids

    def answer(self, incoming: Incoming, token: ReplyToken, directory: Directory) -> Received:
        """The agent's words go to the customer as a reply; mail that may not speak for the desk is set aside.

        Raises StaleVersion if the ticket changed meanwhile: whether they may answer is then asked again.
        """
        ticket = self._tickets.ticket(token.reference)
        agent = self._speaker(incoming, token, directory)
        if agent is None or ticket is None or not may_see(agent, ticket) or not may(agent, Permission.REPLY):
            return self._refused(incoming, token, "its sender may not answer under this agent's reply address")
        if incoming.automatic:
            return self._refused(incoming, token, f"machine mail to an agent's address: {incoming.automatic}")
        if ticket.merged_into:
            return self._refused(incoming, token, "an agent answered a ticket that was merged into another")
        if not may_answer(agent, ticket, directory.departments.get(ticket.department)):
            return self._refused(incoming, token, "an agent answered a ticket that the queue did not hand out")
        if not incoming.own_words:
            return self._refused(incoming, token, "an agent's answer has no words of its own that could be sent on")
        return self._send(incoming, token, ticket, agent, directory)

    def _refused(self, incoming: Incoming, token: ReplyToken, reason: str) -> Received:
        """Set aside, unless this very mail was sent on before and things have changed since."""
        return self._reception.taken_before(incoming, _target(token)) or self._reception.set_aside(incoming, reason)

    def _speaker(self, incoming: Incoming, token: ReplyToken, directory: Directory) -> Agent | None:
        """The agent as of now, if it is surely theirs: the address is signed for them and mail really theirs."""
        known = directory.agent_by_email(incoming.email)
        if known is None or not token_owner_is(token, incoming.email) or not incoming.sender_is_proven:
            return None
        agent = self._directory.agent_now(known.id)
        return agent if agent and agent.email.lower() == incoming.email else None

    def _send(
        self, incoming: Incoming, token: ReplyToken, ticket: Ticket, agent: Agent, directory: Directory
    ) -> Received:
        now = self._clock.now()
        entry_id = self._ids.ulid(now)
        files = incoming.store_files(self._files)

        def commit(once: Once) -> tuple[str, Once | None]:
            moved = agent_answered(ticket, now, self._directory.rules_for(ticket))
            after = moved.ticket
            received = incoming.entry(ticket.reference, entry_id, now, files, ("by mail",))
            entry = Entry(
                id=entry_id,
                reference=ticket.reference,
                kind=EntryKind.MESSAGE_OUT,
                at=now,
                author=Author(AuthorKind.AGENT, agent.id, agent.name),
                changes=field_changes(ticket, after),
                body=received.body,
                attachments=files,
                mail=received.mail,
            )
            people = self._tickets.participants(ticket.reference) if ticket.participants else ()
            entries = (*overdue(after, moved.alarms, now, self._ids), entry)
            mails = mails_of_reply(ticket, entry_id, people, now)
            named = replace(once, reference=ticket.reference, entry_id=entry_id)
            return ticket.reference, self._tickets.commit(Change(ticket, after, entries, mails, named))

        return self._reception.once(incoming, _target(token), commit, "answered")


def _target(token: ReplyToken) -> str:
    return f"agent {token.reference}"
