"""Mail that belongs to no ticket yet opens one, for its sender or for the customer whose mail an agent passed on."""

from dataclasses import replace

from chalicelib.domain.directory import Agent, Department, Directory
from chalicelib.domain.ids import show_reference
from chalicelib.domain.participants import joined
from chalicelib.domain.permissions import works_in
from chalicelib.domain.rulebook import Rulebook
from chalicelib.domain.ticket import Channel, Requester, Ticket
from chalicelib.domain.timeline import Author, AuthorKind, Body, Entry, EntryKind, FieldChange, TextPart, field_changes
from chalicelib.domain.values import dataclass
from chalicelib.mail.fold import fold
from chalicelib.mail.forward import Forwarded, forwarded
from chalicelib.mail.language import language_of
from chalicelib.mail.loops import no_answer_reason
from chalicelib.mail.sanitize import sanitize
from chalicelib.services.directory import DirectoryCache
from chalicelib.services.incoming import Incoming
from chalicelib.services.intake import Intake, customer_author, requester
from chalicelib.services.ports import Clock, Files, Ids
from chalicelib.services.received import Received, Reception
from chalicelib.services.records import Change, Once


@dataclass(frozen=True, slots=True)
class _Request:
    """What a mail asks for, and of whom: its own sender, or the one whose mail an agent forwarded."""

    subject: str
    who: Requester
    flags: tuple[str, ...]
    passed_on: Forwarded | None = None
    by: Agent | None = None


class Opening:
    def __init__(
        self, intake: Intake, reception: Reception, files: Files, directory: DirectoryCache, clock: Clock, ids: Ids
    ) -> None:
        self._directory = directory
        self._intake = intake
        self._reception = reception
        self._files = files
        self._clock = clock
        self._ids = ids

    def open(
        self,
        incoming: Incoming,
        department: Department,
        directory: Directory,
        *,
        may_belong_to: str | None = None,
        follows: Ticket | None = None,
        target: str | None = None,
    ) -> Received:
        """A new ticket. `follows` is the ticket that it continues, `may_belong_to` one that its subject names.

        `target` is what the mail was addressed to, unless that is the department.
        """
        request = self._request(incoming, department, directory, follows)
        flags = request.flags
        continued = follows.reference if follows else None
        if may_belong_to and may_belong_to != continued:
            flags += (f"may belong to {show_reference(may_belong_to)}",)
        passed_on = request.passed_on
        stored = incoming.store_files(self._files, passed_on.attachments if passed_on else None)

        def first(once: Once, ticket: Ticket, entry_id: str) -> tuple[Ticket, Change]:
            entry = incoming.entry(ticket.reference, entry_id, ticket.created_at, stored, flags)
            entries: tuple[Entry, ...] = (replace(entry, changes=_beginnings(ticket)),)
            if request.passed_on and request.by:
                entries = self._passed_on(entries[0], request.passed_on, request.by, request.who)
            ticket, change = self._with_participants(incoming, request, directory, ticket, entries)
            return ticket, replace(change, once=replace(once, reference=ticket.reference, entry_id=entry_id))

        def open_under(once: Once) -> tuple[str, Once | None]:
            ticket, before = self._intake.open(
                subject=request.subject,
                department=department,
                rules=Rulebook(directory),
                who=request.who,
                channel=Channel.MAIL,
                acknowledge=_is_acknowledged(incoming, request, directory),
                language=_language(incoming),
                follows=continued,
                last_agent=follows.assignee if follows else None,
                first=lambda ticket, entry_id: first(once, ticket, entry_id),
            )
            return ticket.reference, before

        addressed = department.id if target is None else target
        return self._reception.once(incoming, addressed, open_under, "opened")

    def _request(
        self, incoming: Incoming, department: Department, directory: Directory, follows: Ticket | None
    ) -> _Request:
        own = requester(incoming.email, incoming.name)
        if follows and not own.name and follows.requester.email == own.email:
            own = follows.requester
        known = directory.agent_by_email(incoming.email)
        agent = self._directory.agent_now(known.id) if known else None
        if agent and works_in(agent, department.id) and incoming.sender_is_proven and not incoming.automatic:
            mail = forwarded(incoming.mail)
            if mail and not directory.is_own_address(mail.sender.email):
                who = requester(mail.sender.email, mail.sender.name)
                return _Request(mail.subject, who, ("from a forward", f"forwarded by {agent.name}"), mail, agent)
        return _Request(incoming.mail.subject, own, () if incoming.sender_is_authentic else ("unverified",))

    def _with_participants(
        self, incoming: Incoming, request: _Request, directory: Directory, ticket: Ticket, entries: tuple[Entry, ...]
    ) -> tuple[Ticket, Change]:
        if request.passed_on or incoming.automatic or not incoming.sender_is_authentic:
            return ticket, Change(None, ticket, entries)
        people = joined((), incoming.also_addressed(directory.is_own_address), (request.who.email,))
        ticket = replace(ticket, participants=len(people))
        return ticket, Change(None, ticket, entries, participants=people or None)

    def _passed_on(self, entry: Entry, mail: Forwarded, by: Agent, who: Requester) -> tuple[Entry, ...]:
        """The customer's words as theirs; what the agent wrote above them as a note, which no customer gets to see."""
        parts = tuple(TextPart(part.kind, part.text) for part in fold(mail.text).parts)
        message = replace(
            entry,
            kind=EntryKind.MESSAGE_IN,
            author=customer_author(who),
            subject=mail.subject,
            body=Body(parts, sanitize(mail.html).html if mail.html else None),
            mail=entry.mail and replace(entry.mail, message_id=mail.message_id),
        )
        if not mail.note.strip():
            return (message,)
        note = Entry(
            id=self._ids.ulid(entry.at),
            reference=entry.reference,
            kind=EntryKind.NOTE,
            at=entry.at,
            author=Author(AuthorKind.AGENT, by.id, by.name),
            body=Body.plain(mail.note),
        )
        return (message, note)


def _is_acknowledged(incoming: Incoming, request: _Request, directory: Directory) -> bool:
    """Not for machines, lists, forgers and ourselves; nor for people who wrote to somebody else, who passed it on."""
    if request.passed_on or incoming.receipt.verdicts.get("dmarc") == "FAIL" or incoming.released_by:
        return False
    return no_answer_reason(incoming.mail, incoming.receipt.source, directory.own_addresses()) is None


def _language(incoming: Incoming) -> str:
    declared = incoming.mail.headers.get("content-language", ("",))[0]
    return language_of(fold(incoming.mail.text).reply or incoming.mail.text, declared)


def _beginnings(ticket: Ticket) -> tuple[FieldChange, ...]:
    """The ticket it continues, told where the conversation begins."""
    return field_changes(replace(ticket, follows=None), ticket)
