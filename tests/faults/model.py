"""Customers, agents, SES and time do anything in any order, AWS fails now and then; the invariants always hold.

What somebody asked for and was not told of is asked for again with the same key. In the end all faults are over, what
went to a dead-letter queue is given again, everything settles, and nothing is lost, doubled or stuck.
"""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from chalicelib.domain.conditions import Condition, Op
from chalicelib.domain.customer import customer_id_for
from chalicelib.domain.customer_changes import CustomerEdit
from chalicelib.domain.errors import Conflict, InvalidInput, StaleVersion, Unavailable
from chalicelib.domain.moves import Edit
from chalicelib.domain.outbox import MailKind
from chalicelib.domain.saved_views import SavedView
from chalicelib.domain.ticket import Priority, Status, Ticket
from chalicelib.mail.addresses import normalise_address
from chalicelib.services.forms import FormPost, Submitted
from chalicelib.services.requests import Done, request_of
from chalicelib.services.saved_views import Draft
from chalicelib.services.scheduling import TakenBack
from tests.faults.invariants import Acknowledged, Violation, always, once_settled
from tests.faults.model_mail import ANY, CUSTOMERS, Asked, pick
from tests.faults.model_pages import ModelOfPages
from tests.faults.model_writing import ModelOfWriting
from tests.faults.plan import Crash, Fault, Kind
from tests.faults.site import Site, site
from tests.faults.state import Send, State
from tests.faults.wires import Wire
from tests.support.desk import ADMIN, AGENT, RESTRICTED
from tests.support.mails import mail
from tests.support.setting_up import set_up
from tests.support.settings import VIP

# a mail that SES refused again and again waits longer each time, up to a quarter of an hour
PATIENCE = 25

MINUTES = st.sampled_from([1, 5, 6, 12, 60, 7 * 60])
VIEWS = (
    Condition("status", Op.IS, ("new", "open")),
    Condition("assignee", Op.FILLED),
    Condition("priority", Op.IS_NOT, ("high",)),
)
EDITS = st.sampled_from(
    [
        Edit(assignee=AGENT.id),
        Edit(unassign=True),
        Edit(status=Status.RESOLVED),
        Edit(status=Status.OPEN),
        Edit(status=Status.SPAM),
        Edit(priority=Priority.HIGH),
        Edit(department="billing"),
        Edit(assignee=RESTRICTED.id),
    ]
)


class DeskModel(ModelOfWriting, ModelOfPages):
    wire: ClassVar[Wire]
    steps: ClassVar[int] = 0
    violations: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        self._open = ExitStack()
        self.site: Site = self._open.enter_context(site(self.wire))
        # three customers who write a handful of mails are floods enough
        self.site.flood_limit = 2
        set_up(self.site.desk, VIP)
        self.site.restart()
        self.state: State = self.site.read()
        self.announced: list[tuple[bytes, dict[str, Any]]] = []
        self.forms: list[FormPost] = []
        self.submitted: dict[str, str] = {}
        self.unanswered: list[Asked] = []
        self.refused: list[str] = []
        self._count = 0
        type(self).steps -= 1  # the invariants are checked once before the first step

    def _number(self) -> int:
        self._count += 1
        return self._count

    # customers

    @rule(sender=CUSTOMERS)
    def a_mail_comes_in(self, sender: str) -> None:
        number = self._number()
        self._arrives(mail(sender=sender, text=f"It burns, {number}.\n", message_id=f"<{number}@customer.example>"))

    @rule(which=ANY)
    @precondition(lambda self: self.announced)
    def a_mail_is_announced_again(self, which: int) -> None:
        self.site.enqueue(self.site.inbound, pick(self.announced, which)[1])

    @rule(which=ANY)
    @precondition(lambda self: self.announced)
    def a_mail_is_delivered_again(self, which: int) -> None:
        raw, announced = pick(self.announced, which)
        self.site.store_mail(raw, recipients=tuple(announced["receipt"]["recipients"]))

    @rule(which=ANY)
    @precondition(lambda self: self._replies_sent())
    def a_customer_answers(self, which: int) -> None:
        sent, number = pick(self._replies_sent(), which), self._number()
        to = sent.mail["Reply-To"]
        raw = mail(sender=sent.recipient, to=to, text=f"Still, {number}.\n", message_id=f"<{number}@customer.example>")
        self._arrives(raw, recipients=(to,))

    @rule(sender=CUSTOMERS)
    def a_form_is_posted(self, sender: str) -> None:
        def fill() -> str:
            return self.site.desk.forms.new_token()

        token = self._try(fill)
        if isinstance(token, str):
            post = FormPost(token, "support", "Somebody", sender, "Fire", f"It burns, {self._number()}.")
            self.forms.append(post)
            self._post(post)

    @rule(which=ANY)
    @precondition(lambda self: self.forms)
    def a_form_is_posted_again(self, which: int) -> None:
        self._post(pick(self.forms, which))

    # agents

    @rule(which=ANY, resolve=st.booleans(), behind=st.sampled_from([0, 0, 0, 1]))
    @precondition(lambda self: self.state.tickets)
    def an_agent_replies(self, which: int, resolve: bool, behind: int) -> None:
        status = Status.RESOLVED if resolve else Status.ANSWERED
        self._write(which, behind, lambda desk, *rest: desk.replies.reply(*rest[:-1], status, rest[-1]))

    @rule(which=ANY, behind=st.sampled_from([0, 0, 0, 1]))
    @precondition(lambda self: self.state.tickets)
    def an_agent_notes(self, which: int, behind: int) -> None:
        self._write(which, behind, lambda desk, *rest: desk.replies.note(*rest))

    @rule(which=ANY, edit=EDITS)
    @precondition(lambda self: self.state.tickets)
    def an_agent_edits(self, which: int, edit: Edit) -> None:
        ticket = self._ticket(which)
        if edit.status is Status.NEW and ticket.was_answered:
            return
        request = request_of(ADMIN.id, "edit", f"key {self._number()}", repr(edit).encode())

        def ask() -> Ticket:
            desk = self.site.desk
            return desk.edits.edit(ADMIN, desk.tickets.ticket(ticket.reference), ticket.version, edit, request)

        self._ask(Asked("", ask, ticket.reference, ticket.version))

    @rule(source=CUSTOMERS, into=CUSTOMERS)
    def an_agent_merges_two_customers(self, source: str, into: str) -> None:
        ids = [customer_id_for(normalise_address(each)) for each in (source, into)]
        if not all(id in self.state.customers for id in ids) or self.state.customers[ids[0]].standing.merged_into:
            return
        request = request_of(ADMIN.id, "merge customers", f"key {self._number()}", repr(ids).encode())
        version = self.state.customers[ids[0]].version
        self._ask(Asked("", lambda: self.site.desk.customer_merging.merge(ADMIN, ids[0], version, ids[1], request)))

    @rule(who=CUSTOMERS, group=st.sampled_from(["", VIP.id]))
    def an_agent_puts_a_customer_into_a_group(self, who: str, group: str) -> None:
        id = customer_id_for(normalise_address(who))
        if id in self.state.customers:
            desk = self.site.desk
            version, edit = self.state.customers[id].version, CustomerEdit(group=group)
            # without a key: who was not answered looks again, rather than asking for the same
            self._try(lambda: desk.customer_edits.edit(ADMIN, id, version, edit))

    @rule()
    def an_agent_takes_the_next_ticket(self) -> None:
        request = request_of(AGENT.id, "next", f"key {self._number()}", b"")
        self._ask(Asked("", lambda: self.site.desk.queue.next(AGENT, request)))

    @rule(which=st.sampled_from(VIEWS), number=st.integers(min_value=1, max_value=2))
    def an_agent_saves_or_changes_a_view(self, which: Condition, number: int) -> None:
        """Two views, each again and again with other conditions."""
        draft = Draft("A view", (which,), "newest", (), "")
        request = request_of(AGENT.id, "views", f"view {number}", b"")

        def ask() -> SavedView:
            views = self.site.desk.saved_views
            made = views.make(AGENT, replace(draft, conditions=VIEWS[:1]), request)
            return views.change(AGENT, made.id, made.version, draft) if made.conditions != (which,) else made

        self._ask(Asked("", ask))

    @rule()
    @precondition(lambda self: self.unanswered)
    def whoever_was_not_answered_asks_again(self) -> None:
        asked, self.unanswered = self.unanswered, []
        for each in asked:
            self._ask(each)

    # services and time

    @rule(which=ANY)
    @precondition(lambda self: self.site.sends)
    def a_mail_bounces(self, which: int) -> None:
        self.site.bounce(pick(self.site.sends, which))

    @rule(arrive=st.booleans())
    def events_of_ses_arrive_or_are_lost(self, arrive: bool) -> None:
        self.site.events_arrive = arrive

    @rule(which=st.integers(min_value=0, max_value=4))
    def a_queue_is_read(self, which: int) -> None:
        self.site.queues[which].poll()

    @rule()
    @precondition(lambda self: self.site.stream_waits())
    def the_stream_is_read(self) -> None:
        self.site.read_stream()

    @rule()
    def everything_that_waits_is_done(self) -> None:
        self.site.drain()

    @rule()
    def the_clock_ticks(self) -> None:
        self.site.tick()

    @rule(minutes=MINUTES)
    def time_passes(self, minutes: int) -> None:
        self.site.clock.advance(timedelta(minutes=minutes))

    @rule(kind=st.sampled_from(Kind), nth=st.integers(min_value=1, max_value=12))
    def aws_will_fail(self, kind: Kind, nth: int) -> None:
        self.site.plan.arm(Fault(kind, nth))

    @rule()
    def aws_is_well_again(self) -> None:
        self.site.plan.heal()

    # what holds

    @invariant()
    def nothing_is_wrong(self) -> None:
        type(self).steps += 1
        self.state = self.site.read()
        self._no(always(self.state, self.site.sends, self.site.told))
        texts = {entry.body.text for entry in self.state.all_entries() if entry.body}
        self._no(list(self.wrong_with_words()))
        self._no([Violation("I5", "wrong", f"{t} was refused but stored") for t in self.refused if t in texts])

    def teardown(self) -> None:
        try:
            self._finish()
        finally:
            self._open.close()

    def _finish(self) -> None:
        self.site.plan.heal()
        self.whoever_was_not_answered_asks_again()
        assert not self.unanswered
        self.site.settle(PATIENCE)
        self.site.give_dead_letters_again()
        self.site.settle(PATIENCE)
        self.state = self.site.read()
        words = (*self.wrong_with_words(), *self.stuck_words())
        self._no([*always(self.state, self.site.sends, self.site.told), *once_settled(self.state), *words])
        self._no(list(self._pages_that_are_wrong()))

    def _no(self, violations: list[Violation]) -> None:
        type(self).violations += len(violations)
        assert violations == [], "\n".join(map(str, violations))

    # helpers

    def _arrives(self, raw: bytes, **receipt: Any) -> None:
        self.announced.append((raw, self.site.store_mail(raw, **receipt)))

    def _replies_sent(self) -> list[Send]:
        outbox = self.state.outbox
        return [send for send in self.site.sends if outbox[send.outbox_id].kind is MailKind.REPLY]

    def _ticket(self, which: int) -> Ticket:
        return pick(sorted(self.state.tickets.values(), key=lambda ticket: ticket.reference), which)

    def _write(self, which: int, behind: int, write: Callable[..., Done]) -> None:
        """An agent writes on a ticket as seen a moment ago, `behind` versions old."""
        ticket, number = self._ticket(which), self._number()
        text, version = f"Words of an agent, {number}", ticket.version - behind
        request = request_of(AGENT.id, "write", f"key {number}", text.encode())

        def ask() -> Done:
            desk = self.site.desk
            return write(desk, ADMIN, desk.tickets.ticket(ticket.reference), version, text, (), request)

        self._ask(Asked(text, ask, ticket.reference, version))

    def _post(self, post: FormPost) -> None:
        self._ask(Asked(post.message, lambda: self.site.desk.forms.submit(post)))

    def _ask(self, asked: Asked) -> None:
        answer = self._try(asked.ask)
        if answer is None:
            self.unanswered.append(asked)
        elif isinstance(answer, Done) and answer.due_at:
            self.waited.append(asked.text)
        elif isinstance(answer, TakenBack):
            self.taken_back.append(asked.text)
        elif isinstance(answer, Done):
            told = Acknowledged(asked.reference, answer.entry_id, asked.base, answer.version)
            self.site.told.append(told)
        elif isinstance(answer, Submitted):
            known = self.submitted.setdefault(asked.text, answer.reference)
            assert known == answer.reference, "a form posted twice led to two tickets"
        elif isinstance(answer, (StaleVersion, InvalidInput)):  # the latter for what was merged meanwhile
            assert isinstance(answer, InvalidInput) or answer.current.version != asked.base
            self.refused += [asked.text] if asked.text else []

    def _try(self, ask: Callable[[], Any]) -> Any:
        """What the caller was told; None if nothing, or to come again."""
        try:
            return self.site.guard(ask)
        except (StaleVersion, InvalidInput, Conflict) as refusal:
            return refusal
        except (Crash, Unavailable):
            return None
