"""A reply says what its agent had read. What came since, and matters, stops it until they have read that, too."""

from datetime import timedelta
from unittest.mock import patch

import pytest

from chalicelib.domain.directory import Agent
from chalicelib.domain.errors import NotFound, StaleVersion
from chalicelib.domain.moves import Edit
from chalicelib.domain.participants import PeopleEdit
from chalicelib.domain.ticket import Priority, Status, Ticket
from chalicelib.domain.timeline import EntryKind
from chalicelib.services.records import Change
from chalicelib.services.requests import Done, request_of
from tests.support.desk import ADMIN, AGENT, BILLING
from tests.support.lambdas import Lambdas
from tests.support.mails import mail


def last(desk: Lambdas) -> str:
    return desk.entries()[-1].id


def reply(
    desk: Lambdas, ticket: Ticket, seen: str, agent: Agent = AGENT, *, version: int = 1, key: str = "reply"
) -> Done:
    request = request_of(agent.id, "replies", key, b"{}")
    desk.world.clock.advance(timedelta(seconds=1))
    words = ("Pull the plug.", (), Status.ANSWERED)
    return desk.desk.replies.reply(agent, ticket, version, *words, request, last_seen=seen)


def note(desk: Lambdas, agent: Agent) -> None:
    desk.world.clock.advance(timedelta(seconds=1))
    request = request_of(agent.id, "notes", f"{agent.id} {last(desk)}", b"{}")
    desk.desk.replies.note(agent, desk.ticket(), None, "Wait!", (), request)


def edit(desk: Lambdas, change: Edit, agent: Agent = ADMIN, people: PeopleEdit | None = None) -> None:
    desk.world.clock.advance(timedelta(seconds=1))
    desk.desk.edits.edit(agent, desk.ticket(), desk.ticket().version, change, None, people)


def customer_writes(desk: Lambdas, number: int = 1) -> None:
    """Also to a ticket whose first mail the reply address is not known of: by its Message-ID."""
    desk.world.clock.advance(timedelta(seconds=1))
    headers = {"References": "<first@customer.example>", "In-Reply-To": "<first@customer.example>"}
    desk.receive(mail(text="It is out.\n", message_id=f"<again-{number}@customer.example>", headers=headers))


def test_what_the_customer_wrote_meanwhile_stops_the_reply_and_is_shown(opened: Lambdas) -> None:
    seen, ticket = last(opened), opened.ticket()
    customer_writes(opened)
    assert len(opened.messages()) == 2
    before = opened.world.items()
    with pytest.raises(StaleVersion) as stopped:
        reply(opened, opened.ticket(), seen)
    assert [(each.kind, each.id) for each in stopped.value.news] == [(EntryKind.MESSAGE_IN, last(opened))]
    assert stopped.value.current == opened.ticket() != ticket
    assert opened.world.items() == before


def test_naming_the_newest_of_it_sends_the_reply(opened: Lambdas) -> None:
    customer_writes(opened)
    done = reply(opened, opened.ticket(), last(opened))
    assert (done.version, opened.ticket().status) == (3, Status.ANSWERED)


def test_consent_to_one_message_is_none_to_the_next(opened: Lambdas) -> None:
    customer_writes(opened)
    seen = last(opened)
    customer_writes(opened, 2)
    with pytest.raises(StaleVersion) as stopped:
        reply(opened, opened.ticket(), seen)
    assert [each.id for each in stopped.value.news] == [last(opened)]


def test_anothers_note_and_answer_stop_it_the_own_note_does_not(opened: Lambdas) -> None:
    seen = last(opened)
    note(opened, AGENT)
    assert reply(opened, opened.ticket(), seen, key="first").version == 3
    answered = last(opened)
    note(opened, ADMIN)
    with pytest.raises(StaleVersion) as stopped:
        reply(opened, opened.ticket(), answered, key="second")
    assert [each.kind for each in stopped.value.news] == [EntryKind.NOTE]
    with pytest.raises(StaleVersion) as stopped:
        reply(opened, opened.ticket(), seen, ADMIN)
    assert EntryKind.MESSAGE_OUT in [each.kind for each in stopped.value.news]


def test_the_own_answer_from_another_window_stops_it(opened: Lambdas) -> None:
    seen = last(opened)
    reply(opened, opened.ticket(), seen, key="one window")
    with pytest.raises(StaleVersion):
        reply(opened, opened.ticket(), seen, key="another window")


def test_tags_and_priorities_stop_nothing(opened: Lambdas) -> None:
    seen = last(opened)
    edit(opened, Edit(priority=Priority.HIGH))
    edit(opened, Edit(tags=("fire",)))
    assert reply(opened, opened.ticket(), seen).version == 4
    assert opened.ticket().tags == ("fire",)


@pytest.mark.parametrize(
    ("change", "people"),
    [
        (Edit(status=Status.RESOLVED), None),
        (Edit(), PeopleEdit(requester=("pekka@customer.example", "Pekka"))),
        (Edit(), PeopleEdit(participants=[("boss@customer.example", "")])),
    ],
    ids=["status", "requester", "participants"],
)
def test_who_gets_the_answer_and_that_it_is_solved_stop_it(
    opened: Lambdas, change: Edit, people: PeopleEdit | None
) -> None:
    seen = last(opened)
    edit(opened, change, people=people)
    with pytest.raises(StaleVersion) as stopped:
        reply(opened, opened.ticket(), seen)
    assert len(stopped.value.news) == 1


def test_a_rival_of_the_last_moment_is_noticed(opened: Lambdas) -> None:
    """The version was right when it was read."""
    store, seen, ticket = opened.desk.tickets, last(opened), opened.ticket()
    commit = type(store).commit

    def rival_first(change: Change) -> object:
        if change.entries[-1].kind is EntryKind.MESSAGE_OUT and len(opened.messages()) == 1:
            customer_writes(opened)
        return commit(store, change)  # type: ignore[arg-type]

    with patch.object(store, "commit", rival_first), pytest.raises(StaleVersion) as stopped:
        reply(opened, ticket, seen)
    assert [each.kind for each in stopped.value.news] == [EntryKind.MESSAGE_IN]
    assert opened.entries()[-1].kind is EntryKind.MESSAGE_IN


def test_a_repeated_request_is_answered_whatever_came_since(opened: Lambdas) -> None:
    seen, ticket = last(opened), opened.ticket()
    first = reply(opened, ticket, seen)
    note(opened, ADMIN)
    assert reply(opened, opened.ticket(), seen) == first


def test_who_lost_sight_of_the_ticket_is_shown_nothing_of_it(opened: Lambdas) -> None:
    seen = last(opened)
    note(opened, ADMIN)
    edit(opened, Edit(department=BILLING.id))
    with pytest.raises(NotFound):
        reply(opened, opened.ticket(), seen)
