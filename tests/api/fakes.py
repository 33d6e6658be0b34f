"""A desk whose use cases remember what they were asked and answer from a small fixed world."""

from datetime import timedelta
from typing import Any

from chalicelib.domain.directory import Agent, Directory
from chalicelib.domain.errors import NotFound, StaleVersion, Unauthenticated
from chalicelib.domain.moves import noted
from chalicelib.domain.outbox import MailKind, pending
from chalicelib.domain.participants import Participant
from chalicelib.domain.permissions import may_see, visible
from chalicelib.domain.signing import Keyring
from chalicelib.domain.ticket import Channel, Requester, Ticket
from chalicelib.domain.timeline import Author, AuthorKind, Body, Entry, EntryKind, MailFacts, StoredFile, TextPart
from chalicelib.services.attachments import Link, Upload
from chalicelib.services.forms import FormPost, Submitted
from chalicelib.services.reading import Filter
from chalicelib.services.records import Listed, Row, TicketPage
from chalicelib.services.requests import Done
from chalicelib.services.sessions import Caller, SignedIn
from tests.api.beside_fakes import BESIDE, FakeChecklists, FakeReminders, FakeSlaView, FakeTrash
from tests.api.bulk_fakes import FakeBulk
from tests.api.customer_fakes import CUSTOMER_ID, EMAIL, FakeCustomers
from tests.api.draft_fakes import SCHEDULED, FakeDrafts, FakeScheduling
from tests.api.feed_fakes import FakeFeed
from tests.api.library_fakes import FakeCanned, FakeMacros
from tests.api.mail_fakes import FakeFileLinks, FakeMailTemplates
from tests.api.more_fakes import (
    FakeDocuments,
    FakeEscalations,
    FakeMerging,
    FakeOriginals,
    FakeQuarantine,
    FakeSuppressions,
)
from tests.api.notice_fakes import FakeNotifications
from tests.api.queue_fakes import FakeQueue, FakeTakingBack
from tests.api.search_fakes import FakeSearching
from tests.api.setting_fakes import FakeAudit, FakeConfiguration, FakeOwnSettings
from tests.api.view_fakes import FakeViews
from tests.support.clock import START, StillClock
from tests.support.desk import AGENTS, BILLING, PASSWORD, SETTINGS, SUPPORT
from tests.support.tickets import open_ticket

REFERENCE = "K7QF3M2X"
FOREIGN = "0B0B0B0B"
ENTRY_ID = "01KB3RSEVW0000000000000001"
ENTRY_IN = Entry(
    id=ENTRY_ID,
    reference=REFERENCE,
    kind=EntryKind.MESSAGE_IN,
    at=START,
    author=Author(AuthorKind.CUSTOMER, CUSTOMER_ID, "Maija"),
    subject="The printer is on fire",
    body=Body((TextPart("reply", "It burns.\n"), TextPart("quote", "> Does it?\n")), "<p>It burns.</p>"),
    attachments=(StoredFile("0", "files/secret-key", "fire.png", "image/png", 7, "cid1"),),
    mail=MailFacts("first@customer.example", "inbound/secret-key", (("spf", "PASS"),), ("new-sender",)),
)


def a_ticket(reference: str = REFERENCE, department: str = "support") -> Ticket:
    return open_ticket(
        reference=reference,
        subject="The printer is on fire",
        department=department,
        requester=Requester(CUSTOMER_ID, "Maija", EMAIL),
        channel=Channel.MAIL,
        now=START,
    )


class FakeUseCases:
    """All use cases in one: `asked` lists what reached them, `fails_with` makes the next one fail."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.fails_with: BaseException | None = None
        self.tickets = {REFERENCE: a_ticket(), FOREIGN: a_ticket(FOREIGN, "billing")}
        self.agents: dict[str, Agent] = {agent.id: agent for agent in AGENTS}
        self.next_position: str | None = "2026-11-23T09:00:00.000Z#K7QF3M2X"

    def _note(self, name: str, **arguments: Any) -> None:
        self.asked.append((name, arguments))
        if self.fails_with is not None:
            raise self.fails_with

    # sessions

    def identify(self, cookie: str | None, reference: str | None = None) -> Caller:
        agent = self.agents.get(cookie or "")
        if agent is None:
            raise Unauthenticated("not signed in")
        ticket = self.tickets.get(reference or "")
        return Caller(agent, ticket if ticket and may_see(agent, ticket) else None)

    def sign_in(self, email: str, password: str, new_password: str | None = None) -> SignedIn:
        self._note("sign_in", email=email, new_password=new_password)
        agent = next((agent for agent in self.agents.values() if agent.email == email), None)
        if agent is None or password != PASSWORD:
            raise Unauthenticated("wrong")
        return SignedIn(agent, agent.id, START + timedelta(hours=12))

    def sign_out(self, cookie: str | None) -> None:
        self._note("sign_out", cookie=cookie)

    # reading

    def list(self, agent: Agent, wanted: Filter, order: str, limit: int, after: str | None) -> Listed:
        self._note("list", agent=agent, wanted=wanted, order=order, limit=limit, after=after)
        return Listed((self.row(),), self.next_position)

    def row(self) -> Row:
        ticket = self.tickets[REFERENCE]
        return Row(
            reference=ticket.reference,
            subject=ticket.subject,
            status=ticket.status,
            department=ticket.department,
            priority=ticket.priority,
            assignee=ticket.assignee,
            requester_name=ticket.requester.name,
            created_at=ticket.created_at,
            moved_at=ticket.moved_at,
            due_at=ticket.due_at,
            position="2026-11-23T09:00:00.000Z#K7QF3M2X",
        )

    def open(self, agent: Agent, reference: str, limit: int, before: str | None) -> TicketPage:
        self._note("open", reference=reference, limit=limit, before=before)
        seen = visible(agent, self.tickets.get(reference))
        mail = pending(reference, ENTRY_ID, MailKind.ACKNOWLEDGEMENT, EMAIL, "Maija", START)
        people = (Participant("pekka@customer.example", "Pekka"),)
        return TicketPage(seen, (ENTRY_IN,), (mail,), ENTRY_ID, people, BESIDE, (SCHEDULED,))

    # writing

    def reply(self, agent: Agent, ticket: Ticket | None, version: int, *rest: Any, **how: Any) -> Done:
        self._note("reply", ticket=ticket, version=version, rest=rest, how=how)
        seen = self._current(agent, ticket, version)
        if how["send_at"]:
            return Done(seen.reference, ENTRY_ID, version, seen.status, how["send_at"])
        return Done(seen.reference, ENTRY_ID, version + 1, rest[2])

    def note(self, agent: Agent, ticket: Ticket | None, version: int | None, *rest: Any, draft: int | None) -> Done:
        self._note("note", ticket=ticket, version=version, rest=rest, draft=draft)
        seen = visible(agent, ticket)
        return Done(seen.reference, ENTRY_ID, seen.version + 1, seen.status)

    def edit(self, agent: Agent, *arguments: Any, **extras: Any) -> Any:
        self._note("edit", arguments=arguments, **extras)
        return noted(self._current(agent, arguments[0], arguments[1]))

    def _current(self, agent: Agent, ticket: Ticket | None, version: int) -> Ticket:
        seen = visible(agent, ticket)
        if seen.version != version:
            raise StaleVersion(seen)
        return seen

    # attachments

    def start_upload(self, agent: Agent, ticket: Ticket | None, *rest: Any) -> Upload:
        self._note("start_upload", ticket=ticket, rest=rest)
        return Upload("upload-1", "https://files.example.com/", {"key": "uploads/x"}, START)

    def start_prepared_upload(self, agent: Agent, *rest: Any) -> Upload:
        self._note("start_prepared_upload", rest=rest)
        return Upload("upload-2", "https://files.example.com/", {"key": "uploads/y"}, START)

    def offer_prepared(self, agent: Agent, ticket: Ticket, file: StoredFile) -> str:
        return f"offered-{file.id}"

    def link(self, agent: Agent, ticket: Ticket | None, entry_id: str, attachment_id: str) -> Link:
        self._note("link", ticket=ticket, entry_id=entry_id, attachment_id=attachment_id)
        if entry_id != ENTRY_ID or attachment_id != "0":
            raise NotFound("no such attachment")
        return Link("https://files.example.com/fire.png?signature", START + timedelta(minutes=5))

    # form

    def new_token(self) -> str:
        return f"fresh-token-{len(self.asked)}"

    def submit(self, post: FormPost) -> Submitted:
        self._note("submit", post=post)
        return Submitted(REFERENCE, SUPPORT)


class NoLastAnswers:
    def has(self, request: Any) -> bool:
        return False


class FakeDesk:
    """As `chalicelib.bootstrap.Desk`, with one fake for all use cases."""

    def __init__(self) -> None:
        self.settings = SETTINGS
        self.signer = Keyring({1: b"k" * 32})
        self.clock = StillClock()
        self.cases = FakeUseCases()
        self.directory = Directory(
            {department.id: department for department in (SUPPORT, BILLING)}, {agent.id: agent for agent in AGENTS}
        )
        self.sessions = self.reading = self.replies = self.edits = self.cases
        self.attachments = self.forms = self.cases
        self.customers = self.customer_edits = self.customer_merging = FakeCustomers(self.cases)
        self.originals = FakeOriginals(self.cases, ENTRY_ID)
        self.documents = FakeDocuments(self.cases, ENTRY_ID)
        self.merging = FakeMerging(self.cases)
        self.escalations = FakeEscalations(self.cases)
        self.last_answers = NoLastAnswers()
        self.notifications = FakeNotifications(self.cases, REFERENCE)
        self.mail_templates = FakeMailTemplates(self.cases)
        self.file_links = FakeFileLinks(self.cases)
        self.quarantine = FakeQuarantine(self.cases)
        self.suppressions = FakeSuppressions(self.cases)
        self.feed = FakeFeed(self.cases, self.cases.row())
        self.queue, self.taking_back = FakeQueue(self.cases), FakeTakingBack(self.cases)
        self.searching = FakeSearching(self.cases)
        self.trash = FakeTrash(self.cases)
        self.canned, self.macros = FakeCanned(self.cases), FakeMacros(self.cases)
        self.bulk = FakeBulk(self.cases)
        self.checklists, self.reminders = FakeChecklists(self.cases), FakeReminders(self.cases)
        self.sla_view = FakeSlaView(self.cases)
        self.drafts, self.scheduling = FakeDrafts(self.cases), FakeScheduling(self.cases)
        self.counts = self.saved_views = self.view_lists = FakeViews(self.cases)
        self.directory_cache = self
        self.configuration = FakeConfiguration(self.cases, self.directory)
        self.own_settings = FakeOwnSettings(self.cases)
        self.audit = FakeAudit(self.cases)

    def current(self) -> Directory:
        return self.directory
