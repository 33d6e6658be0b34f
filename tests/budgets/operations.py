"""Every operation whose cost is in `docs/data-model.md`, under the name it has there.

A function prepares what the operation needs and returns what is to be measured.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from chalicelib.adapters.dynamo import entry_items, outbox_items, setting_items, side_items
from chalicelib.domain.checklists import Task
from chalicelib.domain.customer import customer_id_for
from chalicelib.domain.customer_changes import CustomerEdit
from chalicelib.domain.departments import Assignment
from chalicelib.domain.directory import Agent
from chalicelib.domain.ids import digest
from chalicelib.domain.moves import Edit
from chalicelib.domain.outbox import LEASE, SAFETY_NET, MailKind, OutboxMail, claimed, pending
from chalicelib.domain.participants import PeopleEdit
from chalicelib.domain.presence import Activity
from chalicelib.domain.reminders import Reminder
from chalicelib.domain.schedules import YEARS_AHEAD
from chalicelib.domain.ticket import Priority, Status, Ticket
from chalicelib.domain.timeline import StoredFile
from chalicelib.mail.thread import reply_address
from chalicelib.services.file_links import seal_file
from chalicelib.services.forms import FormPost
from chalicelib.services.incoming import message_key
from chalicelib.services.own_settings import OwnEdit
from chalicelib.services.reading import Filter
from chalicelib.services.records import Change, ListQuery, QuarantineState
from chalicelib.services.requests import Request, request_of
from tests.budgets import composing, counting, finding, library, telling
from tests.budgets.pages import a_page
from tests.budgets.surroundings import BACKGROUND, COOKIE, CUSTOMER, Office, conversation
from tests.budgets.teams import a_team
from tests.budgets.texts import AGAIN, ANSWER, COMPLAINT, NOTE
from tests.support.desk import ADMIN, AGENT
from tests.support.mails import PASS, mail, notice
from tests.support.setting_up import set_up
from tests.support.settings import OFFICE, SERIAL, VIP, WAITING

FILE = StoredFile("0", "files/K7QF3M2X/place", "plan.pdf", "application/pdf", 30_000_000)
Act = Callable[[], object]
Preparation = Callable[[Office], Act]

OPERATIONS: dict[str, Preparation] = {}


def operation(name: str) -> Callable[[Preparation], Preparation]:
    def register(prepare: Preparation) -> Preparation:
        OPERATIONS[name] = prepare
        return prepare

    return register


# in


@operation("create by mail")
def create_by_mail(office: Office) -> Act:
    return _arrival(office, COMPLAINT, to=office.department.sender_address, sender=_new_customer(office))


@operation("create by form")
def create_by_form(office: Office) -> Act:
    post = FormPost(
        token=office.desk.forms.new_token(),
        department=office.department.id,
        name="Maija Meikäläinen",
        email=f"maija{office.number()}@customer.example",
        subject="Garden table arrived with a cracked leg",
        message=COMPLAINT,
    )
    return lambda: office.desk.forms.submit(post)


@operation("create by mail, assigned by turns")
def create_by_turns(office: Office) -> Act:
    team = a_team(office, assignment=Assignment.ROUND_ROBIN)
    return _arrival(office, COMPLAINT, to=team.department.sender_address, sender=_new_customer(office))


@operation("create by mail, assigned to the least loaded of three")
def create_by_load(office: Office) -> Act:
    team = a_team(office, assignment=Assignment.LEAST_LOADED)
    return _arrival(office, COMPLAINT, to=team.department.sender_address, sender=_new_customer(office))


@operation("customer reply by mail, to a reply address")
def customer_reply(office: Office) -> Act:
    return _reply_to(office, office.opened(answered=True))


@operation("customer reply by mail, assigned ticket")
def customer_reply_assigned(office: Office) -> Act:
    return _reply_to(office, office.opened(assigned=True, answered=True))


@operation("customer reply by mail, found by Message-ID alone")
def customer_reply_by_id(office: Office) -> Act:
    first, sender = f"<{office.key()}@customer.example>", _new_customer(office)
    to = office.department.sender_address
    _arrival(office, COMPLAINT, to=to, sender=sender, message_id=first)()
    return _arrival(office, AGAIN, to=to, sender=sender, headers={"In-Reply-To": first, "References": first})


@operation("create by mail with somebody in Cc")
def create_with_participant(office: Office) -> Act:
    to = office.department.sender_address
    return _arrival(office, COMPLAINT, to=to, sender=_new_customer(office), headers={"Cc": "boss@customer.example"})


@operation("customer reply by mail, with a participant")
def customer_reply_in_company(office: Office) -> Act:
    return _reply_to(office, office.opened(company=True))


@operation("an agent's answer by mail")
def agent_mail(office: Office) -> Act:
    ticket, base = office.opened(), office.department.sender_address
    to = reply_address(base, ticket.reference, office.agent.email, office.desk.signer, for_agent=True)
    return _arrival(office, ANSWER, to=to, sender=office.agent.email)


@operation("create by mail, of somebody put into a group by hand")
def create_by_mail_of_a_member(office: Office) -> Act:
    sender = _new_customer(office)
    id = _known_customer(office, tickets=1, sender=sender)
    office.desk.customer_edits.edit(ADMIN, id, 1, CustomerEdit(group=_group(office)))
    return _arrival(office, COMPLAINT, to=office.department.sender_address, sender=sender)


@operation("create by mail, of somebody who was merged into another")
def create_by_mail_of_the_merged(office: Office) -> Act:
    sender = _new_customer(office)
    source, survivor = _known_customer(office, tickets=1, sender=sender), _known_customer(office, tickets=1)
    office.desk.customer_merging.merge(ADMIN, source, 1, survivor, _request(office))
    return _arrival(office, COMPLAINT, to=office.department.sender_address, sender=sender)


@operation("customer reply by mail, from another's address")
def third_partys_reply(office: Office) -> Act:
    ticket = office.opened()
    to = reply_address(office.department.sender_address, ticket.reference, CUSTOMER.email, office.desk.signer)
    return _arrival(office, COMPLAINT, to=to, sender=_new_customer(office))


@operation("a mail that comes a second time")
def mail_again(office: Office) -> Act:
    arrive = create_by_mail(office)
    arrive()
    return arrive


@operation("a mail set aside (quarantine)")
def quarantined(office: Office) -> Act:
    key = _stored(office, mail(text=COMPLAINT, message_id=f"<{office.key()}@customer.example>"))
    return lambda: office.desk.receive_mail.receive(notice(key, verdicts={"virus": "FAIL"}))


# agents change


@operation("first agent reply")
def first_reply(office: Office) -> Act:
    return _answer(office, office.opened())


@operation("first agent reply, assigned ticket")
def first_reply_assigned(office: Office) -> Act:
    return _answer(office, office.opened(assigned=True))


@operation("later agent reply, assigned ticket")
def later_reply(office: Office) -> Act:
    ticket = office.opened(assigned=True, answered=True)
    _reply_to(office, ticket)()
    return _answer(office, _now(office, ticket))


@operation("first agent reply, with a participant")
def first_reply_in_company(office: Office) -> Act:
    return _answer(office, office.opened(company=True))


@operation("note")
def note(office: Office) -> Act:
    ticket, request = office.opened(), _request(office)
    return lambda: office.desk.replies.note(office.agent, ticket, ticket.version, NOTE, (), request)


@operation("assign")
def assign(office: Office) -> Act:
    return _edit(office, office.opened(), Edit(assignee=office.agent.id))


@operation("take the next ticket (10 wait)")
def take_of_ten(office: Office) -> Act:
    return _take(office, 10)


@operation("take the next ticket (more than 100 wait)")
def take_of_many(office: Office) -> Act:
    return _take(office, 120)


@operation("take back two tickets of somebody who is away")
def take_back(office: Office) -> Act:
    team = a_team(office, assignment=Assignment.ROUND_ROBIN)
    team.wait(2, held_by=team.agents[0])
    return lambda: office.desk.taking_back.take_back(ADMIN, team.agents[0].id)


@operation("change the priority")
def prioritise(office: Office) -> Act:
    return _edit(office, office.opened(), Edit(priority=Priority.HIGH))


@operation("change the tags")
def tag(office: Office) -> Act:
    return _edit(office, office.opened(), Edit(tags=("delivery", "garden")))


@operation("change a custom field")
def fill_in(office: Office) -> Act:
    """One that tickets have already: the first use of a field ever marks it as used."""
    set_up(office.desk, replace(SERIAL, used=True))
    office.desk.directory_cache.current()
    ticket, request = office.opened(), _request(office)
    return lambda: office.desk.edits.edit(office.agent, ticket, 1, Edit(), request, fields={SERIAL.id: "A-4711"})


@operation("add a task to the checklist")
def add_task(office: Office) -> Act:
    ticket, request = office.opened(), _request(office)
    return lambda: office.desk.checklists.add(office.agent, ticket, None, "Call the courier", request)


@operation("set a reminder")
def set_reminder(office: Office) -> Act:
    ticket, request, at = office.opened(), _request(office), office.now + timedelta(days=1)
    return lambda: office.desk.reminders.add(office.agent, ticket, at, "Did the courier come?", request)


@operation("put in the trash (answered, nobody's)")
def trash(office: Office) -> Act:
    ticket, request = office.opened(answered=True), _request(office)
    return lambda: office.desk.trash.trash(office.agent, ticket, ticket.version, request)


@operation("close (answered, assigned)")
def close(office: Office) -> Act:
    return _edit(office, office.opened(assigned=True, answered=True), Edit(status=Status.CLOSED))


@operation("close (answered, nobody's)")
def close_unassigned(office: Office) -> Act:
    return _edit(office, office.opened(answered=True), Edit(status=Status.CLOSED))


@operation("the same change sent a second time")
def edit_again(office: Office) -> Act:
    act = _edit(office, office.opened(), Edit(priority=Priority.HIGH))
    act()
    return act


@operation("change the requester")
def other_requester(office: Office) -> Act:
    return _people(office, PeopleEdit(requester=(f"pekka{office.number()}@customer.example", "Pekka")))


@operation("name the participants")
def other_participants(office: Office) -> Act:
    return _people(office, PeopleEdit(participants=[("boss@customer.example", "The Boss")]))


@operation("merge into another ticket (answered)")
def merge(office: Office) -> Act:
    source, target, request = office.opened(answered=True), office.opened(), _request(office)
    return lambda: office.desk.merging.merge(office.agent, source, source.version, target.reference, request)


@operation("let in a mail that was set aside")
def let_in(office: Office) -> Act:
    id, request = _set_aside(office), _request(office)
    return lambda: office.desk.quarantine.process(office.agent, id, True, request)


@operation("discard a mail that was set aside")
def discard(office: Office) -> Act:
    id, request = _set_aside(office), _request(office)
    return lambda: office.desk.quarantine.discard(office.agent, id, request)


@operation("correct a customer")
def correct_customer(office: Office) -> Act:
    id = _known_customer(office, tickets=1)
    return lambda: office.desk.customer_edits.edit(ADMIN, id, 1, CustomerEdit(name="Maija M."))


@operation("put a customer with one open ticket into a group")
def regroup_customer(office: Office) -> Act:
    id, group = _known_customer(office, tickets=1), _group(office)
    return lambda: office.desk.customer_edits.edit(ADMIN, id, 1, CustomerEdit(group=group))


@operation("merge a customer with two tickets into another")
def merge_customers(office: Office) -> Act:
    source, survivor, request = (
        _known_customer(office, tickets=2),
        _known_customer(office, tickets=1),
        _request(office),
    )
    return lambda: office.desk.customer_merging.merge(ADMIN, source, 1, survivor, request)


@operation("lift a suppression")
def lift(office: Office) -> Act:
    address = f"maija{office.number()}@customer.example"
    office.desk.outbox.suppress(address, "bounced", office.now)
    return lambda: office.desk.suppressions.lift(ADMIN, address)


# agents read


@operation("sign-in check")
def sign_in_check(office: Office) -> Act:
    return lambda: office.desk.sessions.identify(COOKIE)


@operation("sign-in check with the ticket asked for")
def sign_in_check_with_ticket(office: Office) -> Act:
    ticket = office.opened()
    return lambda: office.desk.sessions.identify(COOKIE, ticket.reference)


@operation("inbox page of 25, one department and status")
def inbox_of_one(office: Office) -> Act:
    return _listing(office, AGENT, Filter((BACKGROUND.id,), (Status.NEW,)))


@operation("inbox page of 25, one department (new and open)")
def inbox(office: Office) -> Act:
    return _listing(office, AGENT, Filter())


@operation("inbox page of 25 by due time, one department")
def inbox_by_due(office: Office) -> Act:
    return _listing(office, AGENT, Filter(), order="due")


@operation("inbox page of 25, eight departments")
def inbox_of_eight(office: Office) -> Act:
    # whatever they are called, each is a partition of its own; one that answers eight times costs the same
    partitions = tuple((BACKGROUND.id, status) for status in (Status.NEW, Status.OPEN)) * 8
    return lambda: office.desk.lists.list(ListQuery(partitions, False, "newest", 25))


@operation("my tickets, page of 25")
def my_tickets(office: Office) -> Act:
    return _listing(office, AGENT, Filter(assignee="me"))


@operation("my tickets by due time (50 held)")
def my_tickets_by_due(office: Office) -> Act:
    return _listing(office, AGENT, Filter(assignee="me"), order="due")


@operation("count what is to solve (10 wait)")
def count_waiting(office: Office) -> Act:
    team = a_team(office)
    team.wait(10)
    return lambda: office.desk.queue.waiting(team.agents[0])


@operation("open a ticket of 1 message")
def open_1(office: Office) -> Act:
    return _opening(office, 1)


@operation("open a ticket of 5 messages")
def open_5(office: Office) -> Act:
    return _opening(office, 5)


@operation("open a ticket of 20 messages")
def open_20(office: Office) -> Act:
    return _opening(office, 20)


@operation("open a ticket of 100 messages, first page (50 items)")
def open_100(office: Office) -> Act:
    return _opening(office, 100)


@operation("open a ticket with fields, checklist and reminder")
def open_with_all(office: Office) -> Act:
    ticket = _beside(office, timedelta(days=1))
    return lambda: office.desk.reading.open(office.agent, ticket.reference, 50, None)


@operation("explain the promises of a ticket of 5 messages")
def explain(office: Office) -> Act:
    ticket = _conversation(office, 5)
    return lambda: office.desk.sla_view.explain(office.agent, ticket)


@operation("look up by reference")
def by_reference(office: Office) -> Act:
    ticket = office.opened()
    return lambda: office.desk.tickets.ticket(ticket.reference)


@operation("look up by Message-ID")
def by_message_id(office: Office) -> Act:
    id = f"<{office.key()}@customer.example>"
    _arrival(office, COMPLAINT, to=office.department.sender_address, message_id=id)()
    return lambda: office.desk.tickets.traces([message_key(id)], [])


@operation("open a customer with 10 tickets")
def open_customer(office: Office) -> Act:
    sender = _new_customer(office)
    for _ in range(10):
        _arrival(office, COMPLAINT, to=office.department.sender_address, sender=sender)()
    address = sender.rpartition("<")[2].rstrip(">")
    return lambda: office.desk.customers.find(ADMIN, address)


@operation("page of 10 of a customer's history")
def history(office: Office) -> Act:
    id = _known_customer(office, tickets=10)
    return lambda: office.desk.customers.history(ADMIN, id, 10, None)


@operation("find a customer by number")
def find_by_number(office: Office) -> Act:
    id = _known_customer(office, tickets=1)
    number = f"+358 40 {office.number():05}"
    office.desk.customer_edits.edit(ADMIN, id, 1, CustomerEdit(phones=(number,)))
    return lambda: office.desk.customers.with_phone(ADMIN, number)


@operation("members of a group, page of 25 (one there)")
def members(office: Office) -> Act:
    id, group = _known_customer(office, tickets=1), _group(office)
    office.desk.customer_edits.edit(ADMIN, id, 1, CustomerEdit(group=group))
    return lambda: office.desk.customers.members(ADMIN, f"group#{group}", 25, None)


@operation("is an address suppressed")
def suppressed(office: Office) -> Act:
    return lambda: office.desk.suppressions.get(office.agent, CUSTOMER.email)


@operation("mails that were set aside, page of 25")
def quarantine(office: Office) -> Act:
    for _ in range(25):
        _set_aside(office)
    return lambda: office.desk.quarantine.list(ADMIN, QuarantineState.WAITING, 25, None)


@operation("look at a mail that was set aside")
def look(office: Office) -> Act:
    id = _set_aside(office)
    return lambda: office.desk.quarantine.open(office.agent, id)


@operation("link to the original of a message")
def original(office: Office) -> Act:
    ticket = office.opened()
    (entry,) = office.desk.tickets.page(ticket.reference, 1).entries  # type: ignore[union-attr]
    return lambda: office.desk.originals.link(office.agent, ticket, entry.id)


@operation("show a message as it was laid out")
def document(office: Office) -> Act:
    ticket = office.opened()
    (entry,) = office.desk.tickets.page(ticket.reference, 1).entries  # type: ignore[union-attr]
    return lambda: office.desk.documents.page(office.agent, ticket, entry.id, False)


@operation("read the configuration (every 30 s)")
def directory(office: Office) -> Act:
    return office.desk.directory.load


# the clock


@operation("tick, nothing due")
def idle_tick(office: Office) -> Act:
    return office.desk.tick.run


@operation("tick, one ticket due")
def tick_ticket(office: Office) -> Act:
    office.opened(age=timedelta(hours=20))
    return office.desk.tick.run


@operation("tick, ten tickets due")
def tick_tickets(office: Office) -> Act:
    for _ in range(10):
        office.opened(age=timedelta(hours=20))
    return office.desk.tick.run


@operation("tick, one reminder due")
def tick_reminder(office: Office) -> Act:
    _beside(office, timedelta())
    return office.desk.tick.run


@operation("tick, public holidays of hours due (once a year)")
def tick_holidays(office: Office) -> Act:
    office.put(setting_items.to_item(replace(OFFICE, region="FI", known_through=office.now.year + YEARS_AHEAD - 1)))
    return office.desk.tick.run


@operation("tick, one mail that nobody took")
def tick_mail(office: Office) -> Act:
    _outgoing(office, MailKind.REPLY, age=SAFETY_NET)
    return office.desk.tick.run


@operation("tick, one mail whose sender was never heard of again")
def tick_lease(office: Office) -> Act:
    lost = claimed(_outgoing(office, MailKind.REPLY), office.now - LEASE, "one")
    office.put(outbox_items.to_item(lost))
    return office.desk.tick.run


# what follows


@operation("ask what changed, nothing did")
def nothing_new(office: Office) -> Act:
    return a_page(office, changed=0)


@operation("ask what changed, ten tickets did")
def some_news(office: Office) -> Act:
    return a_page(office, changed=10)


@operation("say what one does at a ticket, nothing changed")
def be_present(office: Office) -> Act:
    return a_page(office, changed=0, at=office.opened())


@operation("leave a ticket")
def leave(office: Office) -> Act:
    ticket = office.opened()
    office.desk.feed.here(office.agent, ticket, Activity.REPLYING, None)
    return lambda: office.desk.feed.leave(office.agent, ticket)


@operation("derive: a ticket changed, counts stay")
def derive(office: Office) -> Act:
    return counting.derived(office, counting.counted(office, office.opened()))


@operation("derive: a new ticket is counted")
def derive_new(office: Office) -> Act:
    return counting.derived(office, office.opened())


@operation("derive: an assigned ticket was answered")
def derive_answered(office: Office) -> Act:
    return counting.derived(office, counting.moved(office, assigned=True, to=Status.ANSWERED))


@operation("derive: an assigned ticket was closed")
def derive_closed(office: Office) -> Act:
    return counting.derived(office, counting.moved(office, assigned=True, answered=True, to=Status.CLOSED))


@operation("derive: a mail was set aside")
def derive_mail(office: Office) -> Act:
    return counting.mail_set_aside(office)


@operation("count all views, one department")
def count_views(office: Office) -> Act:
    office.desk.view_cache.current()
    return lambda: office.desk.counts.all(AGENT, "UTC")


@operation("overdue tickets, page of 25, one department")
def overdue(office: Office) -> Act:
    return lambda: office.desk.view_lists.page(AGENT, "overdue", None, 25, None, "UTC")


@operation("tickets that mention me, page of 25")
def mentioned(office: Office) -> Act:
    return counting.mentions(office, 25)


@operation("save a view")
def save_view(office: Office) -> Act:
    counting.without_views(office)
    return lambda: counting.a_view(office, "priority", "high")


@operation("saved view, page of 25, by status and department")
def saved_view(office: Office) -> Act:
    view = counting.a_view(office, "status", "new")
    return lambda: office.desk.view_lists.page(AGENT, view.id, None, 25, None, "UTC")


@operation("saved view, page of 25, with a condition that no index has (30 tickets)")
def choosy_view(office: Office) -> Act:
    team = a_team(office)
    team.wait(30)
    view = counting.a_view(office, "priority", "medium", team.agents[0])
    return lambda: office.desk.view_lists.page(team.agents[0], view.id, None, 25, None, "UTC")


@operation("tick, one view to be counted")
def tick_with_view(office: Office) -> Act:
    return counting.view_is_due(office)


OPERATIONS |= finding.OPERATIONS


# out


@operation("send a reply")
def send_reply(office: Office) -> Act:
    outgoing = _outgoing(office, MailKind.REPLY)
    return lambda: office.desk.send_mail.send(outgoing.id)


@operation("send a confirmation")
def send_confirmation(office: Office) -> Act:
    outgoing = _outgoing(office, MailKind.ACKNOWLEDGEMENT)
    return lambda: office.desk.send_mail.send(outgoing.id)


@operation("change a template of mail")
def change_template(office: Office) -> Act:
    words = ("Thank you", "Your number is {{ticket.reference}}.")
    return lambda: office.desk.mail_templates.save(ADMIN, "acknowledgement", "en", None, *words)


@operation("change a setting")
def change_setting(office: Office) -> Act:
    status = replace(WAITING, id=f"waiting-{office.number()}")
    return lambda: office.desk.configuration.save(ADMIN, status, None)


@operation("an agent goes away")
def go_away(office: Office) -> Act:
    agent = office.desk.directory.agent(AGENT.id)
    assert agent
    return lambda: office.desk.own_settings.change(agent, None, OwnEdit(available=False))


@operation("read the audit log, page of 25")
def read_audit(office: Office) -> Act:
    return lambda: office.desk.audit.list(ADMIN, 25, None, None, None)


@operation("open the link to a file of a mail")
def open_file(office: Office) -> Act:
    reply = _outgoing(office, MailKind.REPLY)
    entry = office.desk.tickets.entry(reply.reference, reply.entry_id)
    office.put(entry_items.to_item(replace(entry, attachments=(FILE,)), office.desk.files))  # type: ignore[type-var]
    link = seal_file(office.desk.signer, entry, FILE.id, office.now + timedelta(days=1))  # type: ignore[arg-type]
    return lambda: office.desk.file_links.open(link)


@operation("SES reports: sent")
def feedback_sent(office: Office) -> Act:
    return _feedback(office, "Send")


@operation("SES reports: delivered")
def feedback_delivered(office: Office) -> Act:
    return _feedback(office, "Delivery")


@operation("SES reports: bounced for good")
def feedback_bounced(office: Office) -> Act:
    return _feedback(office, "Bounce")


def _arrival(office: Office, text: str, *, to: str, sender: str = "", message_id: str = "", **more: object) -> Act:
    raw = mail(
        sender=sender or f"{CUSTOMER.name} <{CUSTOMER.email}>",
        to=to,
        subject="Garden table arrived with a cracked leg, chairs missing",
        text=text,
        message_id=message_id or f"<{office.key()}@customer.example>",
        **more,  # type: ignore[arg-type]
    )
    key = _stored(office, raw)
    return lambda: office.desk.receive_mail.receive(notice(key, recipients=(to,)))


def _set_aside(office: Office) -> str:
    """The id of a mail that failed the spam check."""
    sender = _new_customer(office)
    subject, id = "Garden table arrived with a cracked leg, chairs missing", f"<{office.key()}@customer.example>"
    raw = mail(sender=sender, subject=subject, text=COMPLAINT, message_id=id)
    key, to = _stored(office, raw), (office.department.sender_address,)
    office.desk.receive_mail.receive(notice(key, recipients=to, verdicts=PASS | {"spam": "FAIL"}))
    return digest("quarantine", key)


def _take(office: Office, waiting: int) -> Act:
    team = a_team(office)
    team.wait(waiting)
    return lambda: office.desk.queue.next(team.agents[0], _request(office))


def _people(office: Office, people: PeopleEdit) -> Act:
    ticket, request = office.opened(), _request(office)
    return lambda: office.desk.edits.edit(office.agent, ticket, ticket.version, Edit(), request, people)


def _stored(office: Office, raw: bytes) -> str:
    key = f"inbound/{office.key()}"
    office.world.put_raw(key, raw)
    return key


def _known_customer(office: Office, *, tickets: int, sender: str = "") -> str:
    """The id of a customer who wrote some mails."""
    sender = sender or _new_customer(office)
    for _ in range(tickets):
        _arrival(office, COMPLAINT, to=office.department.sender_address, sender=sender)()
    return customer_id_for(sender.rpartition("<")[2].rstrip(">"))


def _group(office: Office) -> str:
    """A group that somebody is in already."""
    id = f"group-{office.number()}"
    set_up(office.desk, replace(VIP, id=id, used=True))
    office.desk.directory_cache.current()
    return id


def _new_customer(office: Office) -> str:
    return f"Maija Meikäläinen <maija{office.number()}@customer.example>"


def _reply_to(office: Office, ticket: Ticket) -> Act:
    to = reply_address(office.department.sender_address, ticket.reference, CUSTOMER.email, office.desk.signer)
    return _arrival(office, AGAIN, to=to)


def _now(office: Office, ticket: Ticket) -> Ticket:
    stored = office.desk.tickets.ticket(ticket.reference)
    assert stored is not None
    return stored


def _request(office: Office) -> Request:
    return request_of(office.agent.id, "POST /api/tickets", office.key(), b"{}")


def _answer(office: Office, ticket: Ticket) -> Act:
    request = _request(office)
    return lambda: office.desk.replies.reply(office.agent, ticket, ticket.version, ANSWER, (), Status.ANSWERED, request)


def _edit(office: Office, ticket: Ticket, edit: Edit) -> Act:
    request = _request(office)
    return lambda: office.desk.edits.edit(office.agent, ticket, ticket.version, edit, request)


def _listing(office: Office, agent: Agent, wanted: Filter, order: str = "newest") -> Act:
    return lambda: office.desk.reading.list(agent, wanted, order, 25, None)


def _opening(office: Office, messages: int) -> Act:
    ticket = _conversation(office, messages)
    return lambda: office.desk.reading.open(office.agent, ticket.reference, 50, None)


def _conversation(office: Office, messages: int) -> Ticket:
    ticket = office.opened()
    # the first message is there already
    for item in list(conversation(office.desk, ticket, messages))[1:]:
        office.put(item)
    return ticket


def _beside(office: Office, until: timedelta) -> Ticket:
    """A ticket with two values, three tasks and a reminder that is due so long from now."""
    ticket = office.opened()
    tasks = tuple(Task(office.desk.ids.ulid(office.now), text) for text in ("Call the courier", "Refund", "Write"))
    reminder = Reminder(office.desk.ids.ulid(office.now), office.agent.id, office.now + until, "Did the courier come?")
    full = Change(ticket, ticket, (), fields={"serial": "A-1", "colour": "red"}, checklist=tasks, reminders=(reminder,))
    office.put(*side_items.to_items(full))
    return ticket


def _outgoing(office: Office, kind: MailKind, age: timedelta = timedelta()) -> OutboxMail:
    """A mail that must go out, for the latest message of a ticket with three."""
    ticket = office.opened(answered=True)
    items = list(conversation(office.desk, ticket, 3))
    office.put(*items)
    entry = items[-1]["sk"]["S"].split("#")[1]
    # an address of its own: what bounces must not stop the mails of other operations
    to = f"maija{office.number()}@customer.example"
    outgoing = pending(ticket.reference, entry, kind, to, CUSTOMER.name, office.now - age)
    office.put(outbox_items.to_item(outgoing))
    return outgoing


def _feedback(office: Office, kind: str) -> Act:
    outgoing = _outgoing(office, MailKind.REPLY)
    office.desk.send_mail.send(outgoing.id)
    event = {
        "eventType": kind,
        "mail": {"messageId": office.key(), "destination": [outgoing.recipient], "tags": {"outbox_id": [outgoing.id]}},
        "bounce": {"bounceType": "Permanent", "bouncedRecipients": [{"emailAddress": outgoing.recipient}]},
    }
    return lambda: office.desk.mail_feedback.take(event)


OPERATIONS |= composing.OPERATIONS
OPERATIONS |= library.OPERATIONS
OPERATIONS |= telling.OPERATIONS
