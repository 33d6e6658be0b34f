"""All guards, by subject; those of the clock stand here."""

from tests.guards.bulk import BULK
from tests.guards.composing import COMPOSING
from tests.guards.configuration import CONFIGURATION
from tests.guards.conversations import CONVERSATIONS
from tests.guards.customers import CUSTOMERS
from tests.guards.feed import LIVE
from tests.guards.guard import D, Guard, S
from tests.guards.library import LIBRARY
from tests.guards.reading import READING
from tests.guards.receiving import RECEIVING
from tests.guards.rights import RIGHTS
from tests.guards.searching import SEARCHING
from tests.guards.sending import SENDING
from tests.guards.telling import TELLING
from tests.guards.views import VIEWS
from tests.guards.writes import WRITES

OUTBOX = ("tests/contract/test_outbox_store.py", "tests/unit/services/test_outbox_protocol.py")
TICK = ("tests/consumers/test_tick.py",)
TIME = ("tests/consumers/test_time_passes.py",)
MOVES = ("tests/unit/domain/test_moves.py",)

CLOCK = (
    Guard(
        "a mark of a promise is given out once",
        D + "sla_clocks.py",
        "after = replace(clocks, each=_with_given(clocks.each, alarms))",
        "after = clocks",
        (*TICK, *MOVES),
    ),
    Guard(
        "no clock runs for what is put aside",
        D + "sla_facts.py",
        "if situation.phase in ASIDE | FINISHED:",
        "if situation.phase in ASIDE & FINISHED:",
        ("tests/unit/domain/test_sla_clocks.py", *MOVES),
    ),
    Guard(
        "waiting for others stops the clock",
        D + "sla_facts.py",
        "if situation.waits_for in terms.policy.pauses_for:",
        "if False:",
        MOVES,
    ),
    Guard(
        "a ticket closes itself only while its customer is waited for",
        D + "rulebook.py",
        "or department.auto_close is None or not ticket.waits_for_customer:",
        "or department.auto_close is None:",
        MOVES,
    ),
    Guard(
        "nothing closes without a notice",
        S + "due_tickets.py",
        "ticket.closing.at <= now and ticket.closing.notice_at is None:",
        "ticket.closing.at <= now:",
        TIME,
    ),
    Guard(
        "a late answer does not hide a breach",
        S + "alarm_entries.py",
        "if alarm.mark.level is Level.BREACH)",
        "if False)",
        TIME,
    ),
    Guard(
        "a promise newer than the remembered configuration is read",
        S + "directory.py",
        "if not rules.knows_promise_of(ticket):",
        "if False:",
        TIME,
    ),
    Guard(
        "an assignee works in the department",
        S + "checked_edit.py",
        "holder is None or not works_in(holder, department)",
        "holder is None",
        ("tests/consumers/test_handing_on.py",),
    ),
    Guard(
        "a lease is waited for",
        S + "tick.py",
        "if mail is None or mail.fires_at is None or mail.fires_at > now:",
        "if mail is None or mail.fires_at is None:",
        (*TICK, *OUTBOX),
    ),
)

GUARDS = (
    *VIEWS,
    *WRITES,
    *RIGHTS,
    *RECEIVING,
    *CONVERSATIONS,
    *READING,
    *SEARCHING,
    *SENDING,
    *CONFIGURATION,
    *TELLING,
    *COMPOSING,
    *LIBRARY,
    *CUSTOMERS,
    *BULK,
    *LIVE,
    *CLOCK,
)
