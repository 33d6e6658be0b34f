"""A desk with something to hide: three customers with a ticket each, and a canary in every private field.

Arne's ticket is Support's and assigned to the restricted agent, Carla's is Support's and nobody's, Berta's is
Billing's.
"""

import base64
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

import app
from chalicelib.api import provider
from chalicelib.domain.conditions import Condition, Op
from chalicelib.domain.customer import customer_id_for
from chalicelib.domain.customer_changes import CustomerEdit
from chalicelib.domain.directory import Agent, Role
from chalicelib.domain.drafts import DraftKind
from chalicelib.domain.mail_templates import Event, MailTemplate
from chalicelib.domain.moves import Edit, noted
from chalicelib.domain.ticket import Status, Ticket
from chalicelib.domain.timeline import SYSTEM, Body, EntryKind
from chalicelib.services.drafts import Words
from chalicelib.services.records import Change
from chalicelib.services.requests import request_of
from chalicelib.services.saved_views import Draft
from chalicelib.telemetry import log
from infra.people import save_user
from tests.api.conftest import Browser
from tests.roles.canaries import NOBODY, OPERATOR_QUEUE, Aviary
from tests.roles.listening import listening
from tests.support import desk as standard
from tests.support.desk import BILLING, PASSWORD, SETTINGS, SUPPORT, World, world
from tests.support.lambdas import Lambdas, lambdas_of
from tests.support.mails import PASS, mail
from tests.support.quick_moto import quick_transactions
from tests.support.setting_up import set_up
from tests.support.tickets import a_ticket, an_entry


def _person(agent: Agent) -> Agent:
    """With an address that stands nowhere else, not even in an example of the documentation."""
    return replace(agent, email=f"canary-of-{agent.id}@staff.example")


ADMIN, AGENT, OTHER, RESTRICTED = map(_person, (standard.ADMIN, standard.AGENT, standard.OTHER, standard.RESTRICTED))
UNASSIGNED = _person(Agent("a-unassigned", "", "Uuno Unassigned", Role.RESTRICTED, ("support",)))
DISABLED = _person(Agent("a-disabled", "", "Disa Disabled", Role.AGENT, ("support",)))
REMOVED = _person(Agent("a-removed", "", "Remo Removed", Role.AGENT, ("support",)))

# who writes to Support in the flows gets mail from there, and may see how it is called
SUPPORTS_CUSTOMERS = {f"mailbox of {name}" for name in ("arne", "carla", "dora", "eve", "maija")}
# templates that are sent to nobody; all are the admins'
OWN_TEMPLATE, FOREIGN_TEMPLATE = (Event.SLA_BREACH, "pt"), (Event.SLA_WARNING, "sv")
FORM_PAGES = ("GET /", "POST /", "GET /thanks")
# whoever has the link in a mail may fetch the file, and sees its name
FILE_PAGES = ("GET /files/{token}",)


@dataclass(frozen=True)
class Customer:
    """Somebody who writes. `readers` are the actors who may see the ticket, the customer not among them."""

    key: str
    name: str
    email: str
    phone: str
    department: str
    readers: tuple[str, ...]

    @property
    def id(self) -> str:
        return customer_id_for(self.email)

    @property
    def mailbox(self) -> str:
        return f"mailbox of {self.key}"


@dataclass(frozen=True)
class Case:
    """A customer's ticket with the ids of what is in it."""

    customer: Customer
    reference: str
    entry: str
    attachment: str
    answer: str
    mail: str
    discarded: str
    task: str
    reminder: str
    draft_version: int
    scheduled: str


@dataclass
class Scene:
    lambdas: Lambdas
    aviary: Aviary
    browser: Browser
    cases: dict[str, Case]

    @property
    def world(self) -> World:
        return self.lambdas.world

    def witness_mails(self) -> int:
        """Every mail sent so far becomes a place of its recipient. Returns how many there are."""
        mailboxes = {case.customer.email: case.customer.mailbox for case in self.cases.values()}
        for department in self.world.desk.directory.load().departments.values():
            mailboxes |= dict.fromkeys(department.notify, f"lead of {department.id}")
        sent = self.lambdas.sent()
        for each in sent:
            reader = mailboxes.get(each.recipient, f"mailbox of {_plain_name(each.recipient)}")
            envelope = f"{each.sender} {each.recipient}\n".encode()
            self.aviary.witness("mail", f"to {each.recipient}", reader, each.raw.encode("utf-8", "surrogateescape"))
            self.aviary.witness("envelope", f"to {each.recipient}", reader, envelope)
        return len(sent)

    def ticket(self, case: Case) -> Ticket:
        found = self.world.desk.tickets.ticket(case.reference)
        assert found
        return found


def _plain_name(address: str) -> str:
    """`dora` for an address that is her canary, else what stands before the @."""
    return address.partition("@")[0].rpartition("mailaddressof")[2]


@contextmanager
def scene() -> Iterator[Scene]:
    """The desk before anybody asks for anything; log lines become places. The app's own desk is put back afterwards."""
    before = provider._desk, provider._log
    aviary = Aviary()
    with quick_transactions(), world(with_people=True) as fresh, lambdas_of(fresh) as lambdas, listening(aviary):
        provider.use(lambda: fresh.desk, log)
        try:
            yield _built(lambdas, aviary)
        finally:
            provider._desk, provider._log = before


def _built(lambdas: Lambdas, aviary: Aviary) -> Scene:
    _keys(lambdas.world, aviary)
    _directory(lambdas.world, aviary)
    _templates(lambdas.world, aviary)
    cases = {}
    for customer in _customers(aviary):
        cases[customer.key] = _case(lambdas, aviary, customer)
        lambdas.world.clock.advance(timedelta(minutes=1))
    return Scene(lambdas, aviary, Browser(app.app), cases)


def _keys(world: World, aviary: Aviary) -> None:
    key = aviary.plant("signing key", NOBODY, "canary-signing-key-of-thirty-two-bytes-and-more")
    stored = json.dumps({"1": base64.b64encode(key.encode()).decode()})
    world.aws("ssm").put_parameter(Name=SETTINGS.keys_parameter, Value=stored, Type="SecureString", Overwrite=True)


def _directory(world: World, aviary: Aviary) -> None:
    """Names of departments are on the form for everybody; in the API only for those who work there."""
    desk, cognito = world.desk, world.aws("cognito-idp")
    for department, members in ((SUPPORT, {"agent", "restricted", "unassigned"}), (BILLING, {"other"})):
        told = aviary.plant(f"notify address of {department.id}", {f"lead of {department.id}", "admin"})
        lead = f"{told}@example.com"
        customers = {"mailbox of berta"} if department is BILLING else SUPPORTS_CUSTOMERS
        desk.directory.save_department(
            replace(
                department,
                name=aviary.plant(
                    f"name of {department.id}",
                    members | {"admin", f"lead of {department.id}"} | customers,
                    pages=FORM_PAGES,
                ),
                sender_name=f"Team {department.id}",
                signature=aviary.plant(f"signature of {department.id}", customers | {"admin"}),
                notify=(lead,),
                escalates_to=BILLING.id if department is SUPPORT else SUPPORT.id,
            )
        )
    seen_by = {
        AGENT: {"agent", "admin"},
        OTHER: {"other", "admin"},
        RESTRICTED: {"agent", "restricted", "admin"},
        ADMIN: {"admin"},
        UNASSIGNED: {"agent", "unassigned", "admin"},
        DISABLED: {"agent", "admin"},
        REMOVED: {"agent", "admin"},
    }
    for agent, readers in seen_by.items():
        name = aviary.plant(f"name of {agent.id}", readers | _who_reads_what_they_wrote(agent))
        desk.directory.save_agent(replace(agent, name=name))
        me = agent.id.removeprefix("a-")
        aviary.plant(f"mail address of {agent.id}", {me, f"lead of {agent.id}", "admin"}, agent.email)
        save_user(cognito, desk.settings.user_pool_id, agent.email, PASSWORD, permanent=True)


def _templates(world: World, aviary: Aviary) -> None:
    for event, language in (OWN_TEMPLATE, FOREIGN_TEMPLATE):
        subject, text = (aviary.plant(f"{part} of {event} in {language}", {"admin"}) for part in ("subject", "text"))
        words = f"{text} {{{{ticket.reference}}}}"
        set_up(world.desk, MailTemplate(event, language, subject, words, version=1))


def _who_reads_what_they_wrote(agent: Agent) -> set[str]:
    """An author's name stands beside what was written, for all who may see the ticket."""
    return {AGENT.id: {"restricted"}, OTHER.id: set()}.get(agent.id, set())


def _customers(aviary: Aviary) -> Iterator[Customer]:
    """Agents of every department find every customer; a restricted one only those of the own tickets."""
    plan = (
        ("arne", "support", ("agent", "restricted", "admin"), ("restricted",)),
        ("berta", "billing", ("other", "admin"), ()),
        ("carla", "support", ("agent", "admin"), ()),
    )
    for key, department, readers, restricted in plan:
        know = {"agent", "other", "admin", *restricted, key, f"mailbox of {key}"}
        name = aviary.plant(f"name of {key}", know)
        address = aviary.plant(f"mail address of {key}", know | {OPERATOR_QUEUE})
        phone = aviary.plant(f"phone of {key}", {"agent", "other", "admin", *restricted}, f"+35840{ord(key[0]):03}5551")
        yield Customer(key, name, f"{address}@customer.example", phone, department, readers)


def _case(lambdas: Lambdas, aviary: Aviary, customer: Customer) -> Case:
    """The customer writes; an agent notes and answers, with files; the customer's number becomes known."""
    desk = lambdas.desk
    author = AGENT if customer.department == "support" else OTHER
    public = {*customer.readers, customer.key, customer.mailbox}
    inside = set(customer.readers)
    key, department = customer.key, SUPPORT if customer.department == "support" else BILLING
    raw = mail(
        sender=f"{customer.name} <{customer.email}>",
        to=department.sender_address,
        subject=aviary.plant(f"subject of {key}", public),
        text=aviary.plant(f"message of {key}", public) + "\n",
        html=f"<p>{aviary.plant(f'html of {key}', inside)}</p>",
        message_id=f"<{aviary.plant(f'message id of {key}', public)}@customer.example>",
        headers={
            "X-Private": aviary.plant(f"raw header of {key}", NOBODY),
            "Received": f"from {aviary.plant(f'relay of {key}', NOBODY)}",
        },
        attachments={
            aviary.plant(f"attachment name of {key}", inside) + ".bin": aviary.plant(
                f"attachment bytes of {key}", NOBODY
            ).encode()
        },
    )
    before = {ticket.reference for ticket in lambdas.tickets()}
    aviary.plant(
        f"raw mail key of {key}",
        {OPERATOR_QUEUE, *customer.readers},  # it stands in the link to the original
        lambdas.receive(raw, key=f"inbound/raw-{key}", recipients=(department.sender_address,), source=customer.email),
    )
    (ticket,) = (ticket for ticket in lambdas.tickets() if ticket.reference not in before)
    (entry,) = lambdas.entries(ticket.reference)
    lambdas.send_everything()
    desk.replies.note(
        author,
        ticket,
        None,
        aviary.plant(f"note about {key}", inside),
        (uploaded(lambdas, aviary, author, ticket, f"note file about {key}", inside, NOBODY),),
        request_of(author.id, "note", key, b""),
    )
    ticket = _current(lambdas, ticket.reference)
    edit = Edit(tags=(aviary.plant(f"tag of {key}", inside),), assignee=RESTRICTED.id if key == "arne" else None)
    ticket = desk.edits.edit(author, ticket, ticket.version, edit, None)
    answer = desk.replies.reply(
        author,
        ticket,
        ticket.version,
        aviary.plant(f"reply to {key}", public),
        (uploaded(lambdas, aviary, author, ticket, f"reply file to {key}", public, {customer.mailbox}, FILE_PAGES),),
        Status.ANSWERED,
        request_of(author.id, "reply", key, b""),
    )
    lambdas.send_everything()
    draft = _draft(lambdas, aviary, customer, author, ticket)
    scheduled = _scheduled(lambdas, aviary, customer, author, ticket.reference)
    # whoever finds the customer reads what is noted about them
    know = {"agent", "other", "admin", *({"restricted"} & inside)}
    about = CustomerEdit(
        phones=(customer.phone,),
        address=aviary.plant(f"postal address of {key}", know),
        notes=aviary.plant(f"notes about {key} in person", know),
    )
    desk.customer_edits.edit(author, customer.id, 1, about)
    waiting, discarded = (_set_aside(lambdas, aviary, customer, number) for number in range(2))
    desk.quarantine.discard(author, discarded, request_of(author.id, "discard", key, b""))
    task, reminder = _beside(lambdas, aviary, customer, author, ticket.reference)
    found = (entry.id, entry.attachments[0].id, answer.entry_id)
    return Case(customer, ticket.reference, *found, waiting, discarded, task, reminder, draft, scheduled)


def _draft(lambdas: Lambdas, aviary: Aviary, customer: Customer, author: Agent, ticket: Ticket) -> int:
    """Words that their author alone ever sees. Returns their version."""
    alone, key = {author.id.removeprefix("a-")}, customer.key
    file = uploaded(lambdas, aviary, author, ticket, f"draft's file about {key}", alone, NOBODY)
    words = Words(aviary.plant(f"draft about {key}", alone), (file,), "answered", True, "", (), "")
    return lambdas.desk.drafts.save(author, ticket, DraftKind.NOTE, None, words).draft.version


def _scheduled(lambdas: Lambdas, aviary: Aviary, customer: Customer, author: Agent, reference: str) -> str:
    """A reply that waits for next year; until then colleagues alone see it. Returns its id."""
    desk, key, ticket = lambdas.desk, customer.key, _current(lambdas, reference)
    words = aviary.plant(f"waiting reply to {key}", customer.readers)
    request, later = request_of(author.id, "later", key, b""), lambdas.world.clock.now() + timedelta(days=300)
    said = (ticket.version, words, (), Status.ANSWERED, request)
    return desk.replies.reply(author, ticket, *said, send_at=later, regardless=True).entry_id


def _beside(lambdas: Lambdas, aviary: Aviary, customer: Customer, author: Agent, reference: str) -> tuple[str, str]:
    """What colleagues alone see: a task, a reminder, a field's value and how a case was resolved before."""
    desk, key, inside = lambdas.desk, customer.key, set(customer.readers)
    ticket, now = _current(lambdas, reference), lambdas.world.clock.now()
    task, reminder, value, summary = (
        aviary.plant(f"{what} of {key}", inside) for what in ("task", "reminder", "field value", "summary")
    )
    resolved = an_entry(
        desk.ids.ulid(now), reference, at=now, kind=EntryKind.EVENT, author=SYSTEM, body=Body.plain(summary)
    )
    desk.tickets.commit(Change(ticket, noted(ticket), (resolved,), fields={"order": value}))
    written = desk.checklists.add(author, ticket, None, task, request_of(author.id, "task", key, b""))
    later = now + timedelta(days=300)
    noticed = desk.reminders.add(author, ticket, later, reminder, request_of(author.id, "reminder", key, b""))
    return written.beside.checklist[0].id, noticed.beside.reminders[0].id


def _set_aside(lambdas: Lambdas, aviary: Aviary, customer: Customer, number: int) -> str:
    """Eve's mail to the customer's department, which is refused. Returns its id."""
    what, inside = f"refused mail {number} beside {customer.key}", set(customer.readers) - {"restricted"}
    department = SUPPORT if customer.department == "support" else BILLING
    raw = mail(
        sender=f"{aviary.plant(f'sender of {what}', inside)} <eve@evil.example>",
        to=department.sender_address,
        subject=aviary.plant(f"subject of {what}", inside),
        text=aviary.plant(f"text of {what}", inside) + "\n",
        message_id=f"<refused-{number}-{customer.key}@evil.example>",
        headers={"X-Private": aviary.plant(f"header of {what}", NOBODY)},
        attachments={aviary.plant(f"file of {what}", inside): aviary.plant(f"bytes of {what}", NOBODY).encode()},
    )
    key, to = f"inbound/refused-{number}-{customer.key}", (department.sender_address,)
    lambdas.receive(raw, key=key, recipients=to, source="eve@evil.example", verdicts=PASS | {"spam": "FAIL"})
    (row,) = (row for row in lambdas.quarantine() if row["raw_key"] == key)
    return row["pk"].removeprefix("QUARANTINE#")


def view_of(scene: Scene, key: str) -> str:
    """A saved view: of Support's team beside Arne's ticket, of Billing's beside Berta's, and an agent's own beside
    Carla's."""
    desk, aviary = scene.world.desk, scene.aviary
    author, team, readers = {
        "arne": (AGENT, SUPPORT.id, {"agent", "restricted", "unassigned", "admin"}),
        "berta": (OTHER, BILLING.id, {"other", "admin"}),
        "carla": (AGENT, "", {"agent"}),
    }[key]
    name, tag = (aviary.plant(f"{what} of the view beside {key}", readers) for what in ("name", "tag"))
    draft = Draft(name, (Condition("tag", Op.IS_NOT, (tag,)),), "newest", ("tag",), team)
    return desk.saved_views.make(author, draft, request_of(author.id, "views", key, b"")).id


def spare_ticket(scene: Scene, department: str) -> str:
    """The reference of a ticket that another one can be merged into; that of Support is the restricted agent's."""
    desk = scene.world.desk
    fields = {"assignee": RESTRICTED.id} if department == "support" else {}
    ticket = a_ticket(desk.ids.reference(), now=desk.clock.now(), department=department, **fields)
    entry = an_entry(desk.ids.ulid(desk.clock.now()), ticket.reference, at=desk.clock.now())
    desk.tickets.commit(Change(None, ticket, (entry,)))
    return ticket.reference


def uploaded(
    lambdas: Lambdas,
    aviary: Aviary,
    author: Agent,
    ticket: Ticket,
    what: str,
    readers: set[str],
    bytes_for: set[str],
    pages: Sequence[str] = (),
) -> str:
    """A file put in storage, as a browser does. Returns the upload's id, which is a secret of its author."""
    desk, name = lambdas.desk, aviary.plant(f"name of {what}", readers, pages=pages) + ".txt"
    content = aviary.plant(f"bytes of {what}", bytes_for).encode()
    request = request_of(author.id, f"upload {ticket.reference}", what, b"")
    upload = desk.attachments.start_upload(author, ticket, name, "text/plain", len(content), request)
    lambdas.world.aws("s3").put_object(Bucket=SETTINGS.files_bucket, Key=upload.fields["key"], Body=content)
    aviary.plant(f"upload id of {what}", NOBODY, upload.id)
    return upload.id


def _current(lambdas: Lambdas, reference: str) -> Ticket:
    ticket = lambdas.desk.tickets.ticket(reference)
    assert ticket
    return ticket
