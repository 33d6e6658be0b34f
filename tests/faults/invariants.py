"""What must be true of a desk whatever failed, by the numbers of the project's reliability rules.

    I1   each mail in the raw bucket is one message or one quarantine row (copies of one mail count once)
    I2   each message is in one ticket; its requester's list names each ticket once, and once settled that is a survivor
    I3   each agent's reply has one outgoing mail to each recipient, and once things have settled none is under way
    I4   SES accepted each outgoing mail once; twice only for a reply that is flagged as a possible duplicate
    I5   what a caller was told is stored
    I6   a ticket's versions have no gaps, and each acknowledged change follows the version it was based on
    I7   a ticket has one warning and one breach at most, and none after it was answered
    I9   nothing is sent to an address after its bounce was recorded
    I10  dead-letter queues are empty
    I11  each change of a ticket is one entry of its timeline, not counting what came along with it
    I12  each attachment that is named exists
    I13  every number that is kept is what counting tickets and mails comes to, once things have settled
    I14  words that waited to be sent are in one place, and those taken back never go out (`model_writing.py`)
    I15  each ticket can be found by all its words, once things have settled

Not yet: I8 (surveys do not exist). The poison half of I10 is in `test_event_sources.py`. The expiry half of I12 is a
lifecycle rule of S3, which no emulator runs; `tests/infra` holds the rule.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.parser import BytesParser

from chalicelib.adapters.dynamo.quarantine_items import box
from chalicelib.domain.counting import BY, Slot, slots_of, slots_of_mail
from chalicelib.domain.outbox import MailKind, SendState
from chalicelib.domain.saved_views import SavedView
from chalicelib.domain.sla_policy import Target
from chalicelib.domain.timeline import Entry, EntryKind, EventName
from chalicelib.services.records import QuarantineState
from tests.faults import words
from tests.faults.state import Send, State
from tests.support.desk import BILLING, SUPPORT

FINAL = {SendState.SENT, SendState.SUPPRESSED, SendState.FAILED, SendState.UNKNOWN}
ONCE_PER_TICKET = (EventName.SLA_WARNING, EventName.SLA_BREACH)
DEPARTMENTS = {address: each.id for each in (SUPPORT, BILLING) for address in each.addresses}
ALL_MARKS = 2  # of a department that promises a first answer: warning and breach


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """A change that its caller was told of: it led from version `base` to `version` by the entry `entry_id`."""

    reference: str
    entry_id: str
    base: int
    version: int


@dataclass(frozen=True, slots=True)
class Violation:
    """`harm` is `lost`, `doubled` or `stuck`, or `wrong` for what is none of the three."""

    rule: str
    harm: str
    what: str

    def __str__(self) -> str:
        return f"{self.rule} ({self.harm}): {self.what}"


def always(state: State, sends: Sequence[Send], acknowledged: Sequence[Acknowledged]) -> list[Violation]:
    """What holds at every moment, also in the middle of things."""
    return [
        *_each_message_once(state),
        *_customers_know_their_tickets(state),
        *_replies_have_their_mail(state),
        *_accepted_once(state, sends),
        *_told_is_stored(state, acknowledged),
        *_versions(state, acknowledged),
        *_alarms(state),
        *_silence_after_a_bounce(state, sends),
        *_attachments_exist(state),
    ]


def once_settled(state: State) -> list[Violation]:
    """What holds when faults are over and nothing is under way any more."""
    return [
        *_every_mail_became_something(state),
        *_nothing_stuck(state),
        *_tickets_follow(state),
        *_no_dead_letters(state),
        *_counts_are_right(state),
        *(Violation("I15", "lost", what) for what in words.missing(state)),
    ]


def _every_mail_became_something(state: State) -> Iterator[Violation]:
    mails: dict[str, list[str]] = {}
    for key, raw in state.raw.items():
        # SES gives a mail that comes twice two keys; its own Message-ID stays
        mails.setdefault(BytesParser().parsebytes(raw, headersonly=True)["Message-ID"] or key, []).append(key)
    taken = Counter(entry.mail.raw_key for entry in state.all_entries() if entry.mail)
    # a row that was let in stays as the memory of it
    taken.update(row["raw_key"] for row in state.quarantine if row["box"] != box(QuarantineState.PROCESSED))
    for message_id, keys in mails.items():
        count = sum(taken[key] for key in keys)
        if count != 1:
            yield Violation("I1", "doubled" if count else "lost", f"mail {message_id} was taken {count} times")


def _each_message_once(state: State) -> Iterator[Violation]:
    keys = Counter(entry.mail.raw_key for entry in state.all_entries() if entry.mail)
    for key, count in keys.items():
        if count > 1:
            yield Violation("I2", "doubled", f"{key} is {count} messages")


def _customers_know_their_tickets(state: State) -> Iterator[Violation]:
    listed = Counter(state.customer_tickets)
    owned = {(ticket.requester.customer_id, reference) for reference, ticket in state.tickets.items()}
    for owner, reference in owned | listed.keys():
        if listed[owner, reference] != 1 or (owner, reference) not in owned:
            times = listed[owner, reference]
            yield Violation("I2", "lost", f"ticket {reference} is {times} times in the list of customer {owner}")


def _replies_have_their_mail(state: State) -> Iterator[Violation]:
    mails: dict[str, Counter[str]] = {}
    for mail in state.outbox.values():
        if mail.kind is MailKind.REPLY:
            mails.setdefault(mail.entry_id, Counter())[mail.recipient] += 1
    for entry in state.all_entries():
        if entry.kind is EntryKind.MESSAGE_OUT and set(mails.get(entry.id, {}).values()) != {1}:
            yield Violation("I3", "lost", f"reply {entry.id} goes out as {mails.get(entry.id)}")
    known = {entry.id for entry in state.all_entries()}
    for mail in state.outbox.values():
        if mail.entry_id not in known and mail.kind is not MailKind.DIGEST:
            yield Violation("I3", "wrong", f"mail {mail.id} belongs to no entry")


def _nothing_stuck(state: State) -> Iterator[Violation]:
    for mail in state.outbox.values():
        if mail.state not in FINAL:
            yield Violation("I3", "stuck", f"{mail.kind} {mail.id} is still {mail.state}")
        if mail.state in FINAL and mail.fires_at is not None:
            yield Violation("I3", "stuck", f"{mail.kind} {mail.id} is done but still has a timer")


def _tickets_follow(state: State) -> Iterator[Violation]:
    for customer in state.customers.values():
        if customer.unsettled_at:
            yield Violation("I2", "stuck", f"tickets of customer {customer.id} do not follow")
    for owner, reference in state.customer_tickets:
        if state.customers[owner].standing.merged_into:
            yield Violation("I2", "stuck", f"ticket {reference} is still that of {owner}, who was merged")


def _accepted_once(state: State, sends: Sequence[Send]) -> Iterator[Violation]:
    for outbox_id, count in Counter(send.outbox_id for send in sends).items():
        mail = state.outbox.get(outbox_id)
        if mail is None:
            yield Violation("I4", "wrong", f"{outbox_id} was sent but is not known")
        elif count > 2 or (count == 2 and not (mail.kind is MailKind.REPLY and mail.possible_duplicate)):
            yield Violation("I4", "doubled", f"{mail.kind} {outbox_id} was sent {count} times")
    sent = {send.outbox_id for send in sends}
    for mail in state.outbox.values():
        if mail.state is SendState.SENT and mail.id not in sent:
            yield Violation("I4", "lost", f"{mail.kind} {mail.id} counts as sent, but SES never had it")


def _told_is_stored(state: State, acknowledged: Sequence[Acknowledged]) -> Iterator[Violation]:
    for told in acknowledged:
        if told.entry_id not in {entry.id for entry in state.entries.get(told.reference, ())}:
            yield Violation("I5", "lost", f"entry {told.entry_id} was acknowledged")


def _versions(state: State, acknowledged: Sequence[Acknowledged]) -> Iterator[Violation]:
    for reference, ticket in state.tickets.items():
        entries = state.entries.get(reference, [])
        changes = _changes(state, entries)
        if len(changes) != ticket.version:
            harm = "lost" if len(changes) < ticket.version else "doubled"
            yield Violation("I11", harm, f"{reference} has version {ticket.version} and {len(changes)} changes")
    for reference in state.entries.keys() - state.tickets.keys():
        yield Violation("I11", "lost", f"entries of {reference} have no ticket")
    for told in acknowledged:
        if told.version != told.base + 1:
            yield Violation("I6", "wrong", f"{told} does not follow its base")
        changes = _changes(state, state.entries.get(told.reference, []))
        if len(changes) < told.version or changes[told.version - 1].id != told.entry_id:
            yield Violation("I6", "wrong", f"{told} stands elsewhere in the timeline")
    for (reference, version), entries_told in _by_version(acknowledged).items():
        if len(entries_told) > 1:
            yield Violation("I6", "doubled", f"{reference} version {version} was given to {entries_told}")


def _changes(state: State, entries: Sequence[Entry]) -> list[Entry]:
    """One entry for each change: those that came along with another of their moment do not count."""
    announced = {mail.entry_id for mail in state.outbox.values()}
    return [
        entry
        for before, entry in zip((None, *entries), entries, strict=False)
        if not (_is_remark_on(before, entry) or _was_uncovered(entry, entries, announced))
    ]


def _is_remark_on(before: Entry | None, entry: Entry) -> bool:
    """What an agent wrote above a forward, or to whoever takes an escalated ticket over."""
    if before is None or entry.kind is not EntryKind.NOTE or before.at != entry.at:
        return False
    forwarded = before.mail is not None and "from a forward" in before.mail.flags
    return forwarded or before.event is EventName.ESCALATED


def _was_uncovered(entry: Entry, entries: Sequence[Entry], announced: set[str]) -> bool:
    """A breach that no sweep announced, so that the change which came too late tells of it."""
    return (
        entry.event is EventName.SLA_BREACH
        and entry.id not in announced
        and any(other.at == entry.at and other.id != entry.id for other in entries)
    )


def _by_version(acknowledged: Sequence[Acknowledged]) -> dict[tuple[str, int], set[str]]:
    found: dict[tuple[str, int], set[str]] = {}
    for told in acknowledged:
        found.setdefault((told.reference, told.version), set()).add(told.entry_id)
    return found


def _alarms(state: State) -> Iterator[Violation]:
    for reference, ticket in state.tickets.items():
        entries = state.entries.get(reference, [])
        for event in ONCE_PER_TICKET:
            given = [entry for entry in entries if entry.event is event]
            if len(given) > 1:
                yield Violation("I7", "doubled", f"{reference} has {len(given)} times {event}")
        given = ticket.clocks.of(Target.FIRST_RESPONSE).given
        told = {entry.event for entry in entries} & set(ONCE_PER_TICKET)
        # a warning that was missed is not told any more once somebody answered
        if bool(told) > bool(given) or (given == ALL_MARKS) != (EventName.SLA_BREACH in told):
            yield Violation("I7", "lost", f"{reference}: {given} marks given out, the timeline tells of {told}")
        answers = [entry.at for entry in entries if entry.kind is EntryKind.MESSAGE_OUT]
        for entry in entries:
            if entry.event in ONCE_PER_TICKET and answers and min(answers) < entry.at:
                yield Violation("I7", "wrong", f"{reference}: {entry.event} after the answer")


def _silence_after_a_bounce(state: State, sends: Sequence[Send]) -> Iterator[Violation]:
    for send in sends:
        since = state.suppressed.get(send.recipient.lower())
        if since is not None and send.at > since:
            yield Violation("I9", "wrong", f"{send.outbox_id} went to {send.recipient}, which bounced before")


def _no_dead_letters(state: State) -> Iterator[Violation]:
    for body in state.dead_letters:
        yield Violation("I10", "stuck", f"dead letter {body[:200]}")


def _counts_are_right(state: State) -> Iterator[Violation]:
    counted: Counter[Slot] = Counter()
    finished = [view for view in state.views.values() if view.counted == view.counting]
    for reference, ticket in state.tickets.items():
        notes = (entry for entry in state.entries[reference] if entry.kind is EntryKind.NOTE)
        mentions = {agent: note.id for note in notes for agent in note.mentions}
        counted.update(slots_of(ticket, mentions, finished, state.values.get(reference, {})))
    for row in state.quarantine:
        if row["box"] == box(QuarantineState.WAITING):
            # reply addresses carry a token behind a plus
            recipients = [re.sub(r"\+[^@]*", "", each) for each in json.loads(row["recipients"])]
            counted.update(slots_of_mail(DEPARTMENTS[each] for each in recipients if each in DEPARTMENTS))
    for slot in {*state.numbers, *counted}:
        if state.numbers.get(slot, 0) != counted[slot] and _is_shown(slot, finished):
            yield Violation("I13", "wrong", f"{slot} is {state.numbers.get(slot, 0)}, not {counted[slot]}")


def _is_shown(slot: Slot, finished: Sequence[SavedView]) -> bool:
    """Numbers of views that are being counted or were changed are shown to nobody."""
    of_views = tuple(f"{BY}{view.id}#{view.counting}" for view in finished)
    return not slot.place.startswith(BY) or f"{slot.place}#".startswith(tuple(f"{each}#" for each in of_views))


def _attachments_exist(state: State) -> Iterator[Violation]:
    for entry in state.all_entries():
        for file in entry.attachments:
            if len(state.files.get(file.key, b"")) != file.size:
                yield Violation("I12", "lost", f"attachment {file.name} of {entry.id}")
