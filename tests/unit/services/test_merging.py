"""Agents merge tickets: what becomes of both, who takes part, and what is refused."""

import pytest

from chalicelib.domain.errors import IdempotencyMismatch, InvalidInput, NotFound, StaleVersion
from chalicelib.domain.moves import Edit
from chalicelib.domain.participants import Participant, PeopleEdit
from chalicelib.domain.ticket import Status, Ticket
from chalicelib.domain.timeline import EventName
from chalicelib.mail.thread import reply_address
from chalicelib.services.requests import Request, request_of
from tests.support.desk import ADMIN, AGENT, OTHER, SUPPORT
from tests.support.lambdas import Lambdas
from tests.support.mails import CUSTOMER, mail
from tests.support.rivals import at_once

PEKKA = "pekka@customer.example"


@pytest.fixture
def two(opened: Lambdas) -> tuple[Ticket, Ticket]:
    """Maija's ticket and Pekka's, both of Support."""
    opened.receive(mail(sender=f"Pekka <{PEKKA}>", message_id="<pekka@customer.example>"), source=PEKKA)
    tickets = {ticket.requester.email: ticket for ticket in opened.tickets()}
    return tickets[CUSTOMER], tickets[PEKKA]


def asked(key: str = "a", body: bytes = b"{}") -> Request:
    return request_of(AGENT.id, "POST merge", key, body)


def now(lambdas: Lambdas, ticket: Ticket) -> Ticket:
    stored = lambdas.desk.tickets.ticket(ticket.reference)
    assert stored
    return stored


def refused(lambdas: Lambdas, source: Ticket, into: str) -> str:
    with pytest.raises(InvalidInput) as refusal:
        lambdas.desk.merging.merge(AGENT, source, source.version, into, asked("refused"))
    return str(refusal.value)


def test_the_source_ends_and_points_to_the_target(opened: Lambdas, two: tuple[Ticket, Ticket]) -> None:
    source, target = two
    after = opened.desk.merging.merge(AGENT, source, source.version, target.reference.lower(), asked())
    assert after == now(opened, source)
    assert (after.status, after.merged_into, after.version) == (Status.CLOSED, target.reference, source.version + 1)
    assert after.due_at is None and after.fires_at is None
    grown = now(opened, target)
    assert (grown.status, grown.version, grown.merged_into) == (target.status, target.version + 1, None)


def test_both_timelines_name_the_other_ticket_and_who_merged(opened: Lambdas, two: tuple[Ticket, Ticket]) -> None:
    source, target = two
    opened.desk.merging.merge(AGENT, source, source.version, target.reference, asked())
    for ticket, other in ((source, target), (target, source)):
        event = opened.entries(ticket.reference)[-1]
        assert (event.event, event.author.id) == (EventName.MERGED, AGENT.id)
        assert event.detail.replace("-", "") == other.reference
    (status, merged_into) = opened.entries(source.reference)[-1].changes
    assert (status.field, status.after) == ("status", "closed")
    assert (merged_into.field, merged_into.after) == ("merged_into", target.reference)


def test_everybody_of_the_source_takes_part_in_the_target(opened: Lambdas, two: tuple[Ticket, Ticket]) -> None:
    source, target = two
    with_liisa = PeopleEdit(participants=[("liisa@customer.example", "Liisa"), (PEKKA, "Pekka")])
    source = opened.desk.edits.edit(AGENT, source, source.version, Edit(), None, with_liisa)
    opened.desk.merging.merge(AGENT, source, source.version, target.reference, asked())
    assert opened.desk.tickets.participants(target.reference) == (
        Participant(CUSTOMER, "Maija Meikäläinen"),
        Participant("liisa@customer.example", "Liisa"),
    )
    assert now(opened, target).participants == 2


def test_what_the_sources_customer_writes_lands_in_the_target(opened: Lambdas, two: tuple[Ticket, Ticket]) -> None:
    source, target = two
    opened.desk.merging.merge(AGENT, source, source.version, target.reference, asked())
    to = reply_address(SUPPORT.sender_address, source.reference, CUSTOMER, opened.desk.signer)
    opened.receive(mail(to=to, text="Still me.\n", message_id="<later@customer.example>"), recipients=(to,))
    assert [entry.body.text for entry in opened.messages(target.reference) if entry.body][-1] == "Still me.\n"
    assert now(opened, source).status is Status.CLOSED


def test_a_merged_ticket_takes_no_reply_no_change_and_no_second_merge(
    opened: Lambdas, two: tuple[Ticket, Ticket]
) -> None:
    source, target = two
    after = opened.desk.merging.merge(AGENT, source, source.version, target.reference, asked())
    survivor = f"{target.reference[:4]}-{target.reference[4:]}"
    before = opened.world.items()
    with pytest.raises(InvalidInput, match=survivor):
        opened.desk.replies.reply(AGENT, after, after.version, "Hi", (), Status.ANSWERED, asked("reply"))
    with pytest.raises(InvalidInput, match=survivor):
        opened.desk.edits.edit(AGENT, after, after.version, Edit(status=Status.OPEN), None)
    assert survivor in refused(opened, after, target.reference)
    assert opened.world.items() == before


def test_a_note_may_still_be_written_in_a_merged_ticket(opened: Lambdas, two: tuple[Ticket, Ticket]) -> None:
    source, target = two
    after = opened.desk.merging.merge(AGENT, source, source.version, target.reference, asked())
    done = opened.desk.replies.note(AGENT, after, None, "It was the same printer.", (), asked("note"))
    assert done.version == after.version + 1


def test_nothing_is_merged_into_itself_a_merged_ticket_spam_or_nothing(
    opened: Lambdas, two: tuple[Ticket, Ticket]
) -> None:
    source, target = two
    opened.receive(mail(sender="Liisa <liisa@customer.example>", message_id="<3@customer.example>"), source="liisa")
    third = opened.tickets()[-1]
    assert "itself" in refused(opened, source, source.reference)
    for unknown in ("99999999", "not a ticket"):
        assert "not a ticket of yours" in refused(opened, source, unknown)
    opened.desk.merging.merge(AGENT, third, third.version, target.reference, asked("third"))
    assert target.reference[:4] in refused(opened, source, third.reference)
    spam = opened.desk.edits.edit(
        AGENT, now(opened, target), now(opened, target).version, Edit(status=Status.SPAM), None
    )
    assert refused(opened, source, target.reference).startswith("into: is spam")
    assert refused(opened, spam, source.reference).startswith("reference: is spam")


def test_an_agent_merges_only_what_both_they_may_see(opened: Lambdas, two: tuple[Ticket, Ticket]) -> None:
    source, _ = two
    billing = ("billing@in.example.com",)
    opened.receive(mail(message_id="<b@customer.example>", to=billing[0]), recipients=billing)
    foreign = next(ticket for ticket in opened.tickets() if ticket.department == "billing")
    assert refused(opened, source, foreign.reference) == refused(opened, source, "99999999")
    with pytest.raises(NotFound):
        opened.desk.merging.merge(OTHER, source, source.version, foreign.reference, asked("other"))
    merged = opened.desk.merging.merge(ADMIN, source, source.version, foreign.reference, asked("admin"))
    assert merged.merged_into == foreign.reference


def test_an_old_version_of_the_source_merges_nothing(opened: Lambdas, two: tuple[Ticket, Ticket]) -> None:
    source, target = two
    with pytest.raises(StaleVersion) as refusal:
        opened.desk.merging.merge(AGENT, source, source.version + 1, target.reference, asked())
    assert refusal.value.current == source


def test_a_change_of_the_target_meanwhile_is_no_obstacle(
    opened: Lambdas, two: tuple[Ticket, Ticket], monkeypatch: pytest.MonkeyPatch
) -> None:
    source, target = two
    opened.desk.edits.edit(AGENT, target, target.version, Edit(tags=("new",)), None)
    stale = iter([target])
    real = opened.desk.tickets.ticket
    monkeypatch.setattr(opened.desk.tickets, "ticket", lambda reference: next(stale, None) or real(reference))
    opened.desk.merging.merge(AGENT, source, source.version, target.reference, asked())
    assert now(opened, target).tags == ("new",)
    assert now(opened, target).version == target.version + 2


def test_the_same_request_merges_once(opened: Lambdas, two: tuple[Ticket, Ticket]) -> None:
    source, target = two
    first = opened.desk.merging.merge(AGENT, source, source.version, target.reference, asked())
    # as the API sees the ticket at the repetition, and as a lost answer leaves it
    for seen in (first, source):
        again = opened.desk.merging.merge(AGENT, seen, source.version, target.reference, asked())
        assert again == first
    assert now(opened, target).version == target.version + 1
    with pytest.raises(IdempotencyMismatch):
        opened.desk.merging.merge(AGENT, first, source.version, target.reference, asked(body=b"other"))


def test_two_tickets_merged_into_each_other_at_once_make_no_circle(opened: Lambdas, two: tuple[Ticket, Ticket]) -> None:
    one, other = two
    merging = opened.desk.merging
    ends = at_once(
        opened.desk,
        lambda: merging.merge(AGENT, one, one.version, other.reference, asked("one")),
        lambda: merging.merge(AGENT, other, other.version, one.reference, asked("other")),
    )
    assert sorted(type(end) is Ticket for end in ends) == [False, True]
    pointers = {ticket.reference: ticket.merged_into for ticket in (now(opened, each) for each in two)}
    assert sorted(pointer is None for pointer in pointers.values()) == [False, True]
