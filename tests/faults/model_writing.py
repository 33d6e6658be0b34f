"""Steps of the model around what agents write: drafts, replies that wait, and those that are taken back."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from chalicelib.domain.drafts import DraftKind
from chalicelib.domain.ticket import Status
from chalicelib.domain.timeline import EntryKind
from chalicelib.services.drafts import Words
from chalicelib.services.requests import Done, request_of
from chalicelib.services.scheduling import TakenBack
from tests.faults.invariants import Violation
from tests.faults.model_mail import ANY, Asked, ModelOfMail, pick
from tests.support.desk import ADMIN

WAITS = st.sampled_from([timedelta(seconds=15), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=8)])


class ModelOfWriting(ModelOfMail):
    """`waited` are the words of replies whose author was told that they wait, `taken_back` of those that must never be
    sent."""

    waited: list[str]
    taken_back: list[str]
    _try: Any

    def __init__(self) -> None:
        super().__init__()
        self.waited, self.taken_back = [], []

    @rule(which=ANY)
    @precondition(lambda self: self.state.tickets)
    def an_agent_goes_on_with_a_draft(self, which: int) -> None:
        """What is there already stays in it, so that no words are lost by intention."""
        ticket, number = self._ticket(which), self._number()
        known = next((each for each in self.state.drafts if each.name.reference == ticket.reference), None)
        text = f"{known.text if known else ''}\nDraft {number}"
        words, based_on = Words(text, (), "answered", True, "", (), ""), known.version if known else None
        drafts = self.site.desk.drafts
        self._try(lambda: drafts.save(ADMIN, ticket, DraftKind.REPLY, based_on, words))

    @rule(which=ANY, wait=WAITS, regardless=st.booleans())
    @precondition(lambda self: self.state.tickets)
    def an_agent_replies_later(self, which: int, wait: timedelta, regardless: bool) -> None:
        ticket, number = self._ticket(which), self._number()
        text, due = f"Words that wait, {number}.", self.site.clock.now() + wait
        request = request_of(ADMIN.id, "later", f"key {number}", text.encode())

        def ask() -> Done:
            desk = self.site.desk
            said = (ticket.version, text, (), Status.ANSWERED, request)
            current = desk.tickets.ticket(ticket.reference)
            return desk.replies.reply(ADMIN, current, *said, send_at=due, regardless=regardless)

        self._ask(Asked(text, ask, ticket.reference, ticket.version))

    @rule(which=ANY)
    @precondition(lambda self: self.state.waiting)
    def an_agent_takes_a_reply_back(self, which: int) -> None:
        reply = pick(sorted(self.state.waiting, key=lambda each: each.id), which)
        request = request_of(ADMIN.id, "undo", f"key {self._number()}", b"")

        def ask() -> TakenBack:
            desk = self.site.desk
            return desk.scheduling.take_back(ADMIN, desk.tickets.ticket(reply.reference), reply.id, request)

        self._ask(Asked(reply.answer.text, ask, reply.reference))

    def wrong_with_words(self) -> Iterator[Violation]:
        """Words that waited are in one place: they wait, were sent, or are a draft; those taken back go nowhere."""
        sent = [
            entry.body.text for entry in self.state.all_entries() if entry.kind is EntryKind.MESSAGE_OUT and entry.body
        ]
        waiting = [reply.answer.text for reply in self.state.waiting]
        drafts = [draft.text for draft in self.state.drafts]
        for text in self.waited:
            places = sent.count(text) + waiting.count(text) + sum(text in draft for draft in drafts)
            if places != 1:
                yield Violation("I14", "doubled" if places else "lost", f"{text} is in {places} places")
        for text in self.taken_back:
            if text in sent or any(text in send.text for send in self.site.sends):
                yield Violation("I14", "wrong", f"{text} was taken back and sent")

    def stuck_words(self) -> Iterator[Violation]:
        """Once things have settled, nothing waits whose time has come."""
        for reply in self.state.waiting:
            if reply.fires_at <= self.site.clock.now():
                yield Violation("I14", "stuck", f"reply {reply.id} was due at {reply.due_at}")
