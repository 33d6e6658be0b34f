"""SES may take a mail and lose the answer, workers may die anywhere, queues may repeat: still at most two copies of a
reply, one of automatic mail, and nothing ends silently. Every history is played with the real use cases."""

from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from chalicelib.domain.directory import Directory
from chalicelib.domain.errors import Unavailable
from chalicelib.domain.outbox import MailKind, OutboxMail, SendState, pending
from chalicelib.services.delivery_notes import DeliveryNotes
from chalicelib.services.due_tickets import DueTickets
from chalicelib.services.mail_feedback import MailFeedback
from chalicelib.services.outgoing import Letter, Written
from chalicelib.services.ports import Ambiguous, Refused, Rejected
from chalicelib.services.reminders import DueReminders
from chalicelib.services.send_mail import SendMail
from chalicelib.services.tick import Tick
from tests.support.clock import CountingIds, StillClock
from tests.support.desk import SUPPORT
from tests.support.memory import FixedDirectory, MemoryOutbox, MemoryQueue, MemoryTickets
from tests.support.tickets import REFERENCE, a_ticket, an_entry

ENTRY = "01KB3RSEVW0000000000000001"
FINAL = {SendState.SENT, SendState.FAILED, SendState.SUPPRESSED, SendState.UNKNOWN}


def _never(*what: object) -> bool:
    """Nothing but mail is due here."""
    raise AssertionError(what)


def _digest(mail: OutboxMail) -> Written:
    return Written(b"mail", SUPPORT.sender_address)


class Crash(BaseException):
    """The process is gone: nothing after this point runs, not even error handling."""


class TreacherousSes:
    """Takes mails as told: `answers` is what becomes of the next call."""

    def __init__(self) -> None:
        self.accepted: list[str] = []
        self.answer = "ok"
        self.calls = 0

    def send(self, raw: bytes, sender: str, recipient: str, outbox_id: str, attempt: int) -> str:
        self.calls += 1
        if self.answer in ("ok", "ok, crash", "answer lost"):
            self.accepted.append(f"ses-{len(self.accepted)}")
        match self.answer:
            case "ok":
                return self.accepted[-1]
            case "answer lost" | "lost on the way":
                raise Ambiguous("ReadTimeoutError")
            case "refused":
                raise Refused("TooManyRequestsException")
            case "rejected":
                raise Rejected("MessageRejected")
            case _:
                raise Crash


class BlankComposer:
    def compose(self, letter: Letter) -> bytes:
        return b"mail"


class FragileOutbox(MemoryOutbox):
    """Loses the table just after SES took the mail, when told."""

    fails_to_record = False

    def record_sent(self, mail, thread_key, expires_at):  # type: ignore[no-untyped-def]
        if self.fails_to_record:
            raise Unavailable("the table did not answer")
        super().record_sent(mail, thread_key, expires_at)


class Histories(RuleBasedStateMachine):
    """All rules may happen in any order; at the end the world heals and everything that was promised must hold."""

    @initialize(kind=st.sampled_from(MailKind))
    def start(self, kind: MailKind) -> None:
        self.clock, self.outbox, self.queue = StillClock(), FragileOutbox(), MemoryQueue()
        self.ses = TreacherousSes()
        tickets, directory = MemoryTickets(), FixedDirectory(Directory({"support": SUPPORT}))
        tickets.heads[REFERENCE] = a_ticket()
        tickets.entries[REFERENCE] = [an_entry(ENTRY)]
        ids = CountingIds()
        notes = DeliveryNotes(tickets, self.clock, ids)
        self.send_mail = SendMail(
            self.outbox,
            tickets,
            BlankComposer(),
            self.ses,
            notes,
            _digest,
            directory,
            self.clock,
            ids,  # type: ignore[arg-type]
        )
        self.feedback = MailFeedback(self.outbox, notes, self.clock)
        due_tickets = DueTickets(tickets, directory, self.clock, ids)  # type: ignore[arg-type]
        reminders = DueReminders(tickets, directory, ids)  # type: ignore[arg-type]
        self.tick = Tick(
            self.outbox,
            tickets,
            self.outbox,
            self.queue,
            notes,
            due_tickets,
            reminders,
            renew_holidays=_never,
            count_view=_never,
            due_reply=_never,
            follow_customer=_never,
            send_digest=_never,
            go_on_with=_never,
            clock=self.clock,
        )
        mail = pending(REFERENCE, ENTRY, kind, "maija@customer.example", "Maija", self.clock.now())
        self.outbox.mails[mail.id] = mail
        self.id, self.kind = mail.id, kind
        self.reported: set[str] = set()
        self.rejected = False

    @property
    def mail(self) -> OutboxMail:
        return self.outbox.mails[self.id]

    @rule(answer=st.sampled_from(["ok", "ok, crash", "crash", "answer lost", "lost on the way", "refused", "rejected"]))
    def a_queue_message_arrives(self, answer: str) -> None:
        self.ses.answer = answer
        calls = self.ses.calls
        with suppress(Crash):
            self.send_mail.send(self.id)
        self.rejected |= answer == "rejected" and self.ses.calls > calls

    @rule()
    def two_copies_of_a_queue_message_race(self) -> None:
        self.ses.answer = "ok"
        stale = self.mail
        self.send_mail.send(self.id)
        if stale.state is SendState.PENDING:
            assert not self.outbox.replace(stale, stale), "the loser of the race must not claim"

    @rule()
    def the_table_is_down_after_ses_took_it(self) -> None:
        self.ses.answer, self.outbox.fails_to_record = "ok", True
        with suppress(Unavailable):
            self.send_mail.send(self.id)
        self.outbox.fails_to_record = False

    @rule()
    def an_event_arrives(self) -> None:
        for ses_id in self.ses.accepted[-1:]:
            self.report(ses_id)

    @rule(minutes=st.integers(1, 20))
    def time_passes(self, minutes: int) -> None:
        self.clock.advance(timedelta(minutes=minutes))
        self.tick.run()

    @rule()
    def the_tick_runs_twice(self) -> None:
        self.tick.run()
        self.tick.run()

    @invariant()
    def no_more_copies_than_promised(self) -> None:
        copies = len(self.ses.accepted)
        assert copies <= (2 if self.kind is MailKind.REPLY else 1)
        assert copies < 2 or self.mail.possible_duplicate, "a second copy must be flagged"

    @invariant()
    def sent_means_that_ses_took_it(self) -> None:
        assert self.mail.state is not SendState.SENT or self.ses.accepted

    def report(self, ses_id: str) -> None:
        self.reported.add(ses_id)
        self.feedback.take(
            {"eventType": "Send", "mail": {"messageId": ses_id, "tags": {"outbox_id": [self.id], "attempt": ["1"]}}}
        )

    def teardown(self) -> None:
        if not hasattr(self, "id"):
            return
        self.ses.answer = "ok"
        for _ in range(40):
            self.clock.advance(timedelta(minutes=1))
            self.tick.run()
            waiting, self.queue.waiting = self.queue.waiting, []
            for id in waiting:
                self.send_mail.send(id)
        self.no_more_copies_than_promised()
        assert self.mail.state in FINAL, "everything ends"
        assert self.mail.fires_at is None
        assert self.ses.accepted or self.mail.state is not SendState.SENT
        assert self.ses.accepted or self.rejected or self.mail.state is SendState.UNKNOWN, "a lost mail is reported"
        for ses_id in self.ses.accepted:
            self.report(ses_id)
        if self.ses.accepted and not self.rejected:
            assert self.mail.state is SendState.SENT, "a late event corrects what was not known"


TestHistories = Histories.TestCase
TestHistories.settings = settings(max_examples=150, stateful_step_count=12, deadline=None)


@pytest.mark.parametrize("kind", list(MailKind))
def test_without_faults_exactly_one_copy_goes_out(kind: MailKind) -> None:
    machine = Histories()
    machine.start(kind)
    for _ in range(3):
        machine.a_queue_message_arrives("ok")
        machine.time_passes(10)
    assert len(machine.ses.accepted) == 1
    assert (machine.mail.state, machine.mail.attempt) == (SendState.SENT, 1)


@pytest.mark.parametrize(("kind", "copies"), [(MailKind.REPLY, 2), (MailKind.ACKNOWLEDGEMENT, 1), (MailKind.NOTICE, 1)])
def test_with_lost_answers_and_no_events_a_reply_goes_out_twice_and_automatic_mail_once(
    kind: MailKind, copies: int
) -> None:
    machine = Histories()
    machine.start(kind)
    for _ in range(6):
        machine.a_queue_message_arrives("answer lost")
        machine.time_passes(10)
    assert len(machine.ses.accepted) == copies
    assert machine.mail.state is SendState.UNKNOWN


def test_an_event_in_time_prevents_the_second_copy() -> None:
    machine = Histories()
    machine.start(MailKind.REPLY)
    machine.a_queue_message_arrives("answer lost")
    machine.an_event_arrives()
    machine.time_passes(10)
    machine.a_queue_message_arrives("ok")
    assert len(machine.ses.accepted) == 1
    assert (machine.mail.state, machine.mail.possible_duplicate) == (SendState.SENT, False)
