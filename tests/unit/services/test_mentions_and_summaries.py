"""What is for colleagues alone: whom a note mentions, and how a ticket was resolved."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from chalicelib.domain.agents import Agent, Occasion, Way
from chalicelib.domain.errors import Forbidden, InvalidInput
from chalicelib.domain.moves import Edit
from chalicelib.domain.outbox import MailKind
from chalicelib.domain.ticket import Status, Ticket
from chalicelib.domain.timeline import Entry, EntryKind, EventName
from chalicelib.services.requests import Done, request_of
from tests.support.desk import ADMIN, AGENT, OTHER, RESTRICTED
from tests.support.lambdas import Lambdas

SUMMARY = "The fuse had blown; replaced under warranty."


def note(lambdas: Lambdas, mentions: Sequence[str], text: str = "Please look.") -> Entry:
    request = request_of(AGENT.id, "note", f"{mentions} {text}", b"")
    done = lambdas.desk.replies.note(AGENT, lambdas.ticket(), None, text, (), request, mentions)
    found = lambdas.desk.tickets.entry(done.reference, done.entry_id)
    assert found
    return found


def notified(lambdas: Lambdas) -> list[str]:
    return [mail.recipient for mail in lambdas.outbox() if mail.kind is MailKind.NOTICE]


def choose(lambdas: Lambdas, agent: Agent, way: Way) -> None:
    lambdas.desk.directory.save_agent(replace(agent, notifications={Occasion.MENTIONED: way}))
    lambdas.desk.directory_cache.forget()


def test_a_note_keeps_whom_it_mentions_each_once(opened: Lambdas) -> None:
    assert note(opened, [ADMIN.id, AGENT.id, ADMIN.id]).mentions == (ADMIN.id, AGENT.id)
    assert notified(opened) == []


@pytest.mark.parametrize("id", [OTHER.id, RESTRICTED.id, "a-nobody"])
def test_somebody_who_cannot_read_the_ticket_is_not_mentioned_in_it(opened: Lambdas, id: str) -> None:
    before = opened.world.items()
    with pytest.raises(InvalidInput) as refusal:
        note(opened, [ADMIN.id, id])
    (problem,) = refusal.value.problems
    assert (problem.field, problem.message) == ("mentions[1]", "is not an agent who sees this ticket")
    assert opened.world.items() == before


def test_who_chose_mail_gets_one_without_a_word_of_the_note(opened: Lambdas) -> None:
    choose(opened, ADMIN, Way.MAIL)
    entry = note(opened, [ADMIN.id], "The customer is my uncle.")
    assert notified(opened) == [ADMIN.email]
    opened.send_everything()
    (sent,) = (each for each in opened.sent() if each.recipient == ADMIN.email)
    assert sent.parsed["Subject"].startswith("You were mentioned [")
    assert AGENT.name in sent.text and "uncle" not in sent.raw
    assert entry.mentions == (ADMIN.id,)


def test_nobody_is_told_of_their_own_note_or_against_their_choice(opened: Lambdas) -> None:
    choose(opened, AGENT, Way.MAIL)
    choose(opened, ADMIN, Way.DIGEST)
    note(opened, [AGENT.id, ADMIN.id])
    assert notified(opened) == []


def reply(lambdas: Lambdas, status: Status, summary: str) -> Done:
    ticket = lambdas.ticket()
    request = request_of(AGENT.id, "reply", "key", b"")
    return lambdas.desk.replies.reply(
        AGENT, ticket, ticket.version, "It works again.", (), status, request, summary=summary
    )


def edit(lambdas: Lambdas, change: Edit, summary: str) -> Ticket:
    ticket = lambdas.ticket()
    return lambdas.desk.edits.edit(AGENT, ticket, ticket.version, change, None, summary=summary)


def summaries(lambdas: Lambdas) -> list[str]:
    return [entry.body.text for entry in lambdas.entries() if entry.event is EventName.RESOLVED and entry.body]


@pytest.mark.parametrize("status", [Status.RESOLVED, Status.CLOSED])
def test_the_summary_of_a_resolution_stands_on_its_entry(opened: Lambdas, status: Status) -> None:
    edit(opened, Edit(status=status), SUMMARY)
    assert summaries(opened) == [SUMMARY]
    assert opened.entries()[-1].changes[0].after == status.value


def test_a_summary_can_be_given_afterwards(opened: Lambdas) -> None:
    edit(opened, Edit(status=Status.RESOLVED), "")
    edit(opened, Edit(), SUMMARY)
    assert summaries(opened) == [SUMMARY]


def test_an_answer_that_resolves_carries_its_summary_to_nobody(opened: Lambdas) -> None:
    reply(opened, Status.RESOLVED, SUMMARY)
    assert summaries(opened) == [SUMMARY]
    opened.send_everything()
    assert all("fuse" not in sent.raw for sent in opened.sent())
    (message,) = (entry for entry in opened.entries() if entry.kind is EntryKind.MESSAGE_OUT)
    assert message.body and "fuse" not in message.body.text


def test_what_is_not_resolved_has_no_summary(opened: Lambdas) -> None:
    for act in (
        lambda: edit(opened, Edit(tags=("printer",)), SUMMARY),
        lambda: reply(opened, Status.ANSWERED, SUMMARY),
    ):
        with pytest.raises(InvalidInput, match="summary"):
            act()
    assert summaries(opened) == []


def test_a_role_lacks_what_it_was_not_given(opened: Lambdas, looker: Agent) -> None:
    ticket, desk, request = opened.ticket(), opened.desk, request_of("a-looker", "route", "key", b"")
    before = opened.world.items()
    for act in (
        lambda: desk.replies.reply(looker, ticket, 1, "No.", (), Status.ANSWERED, request),
        lambda: desk.replies.note(looker, ticket, 1, "No.", (), request),
        lambda: desk.edits.edit(looker, ticket, 1, Edit(tags=("no",)), None),
        lambda: desk.edits.edit(looker, ticket, 1, Edit(), None, fields={"serial": "A-1"}),
        lambda: desk.edits.edit(looker, ticket, 1, Edit(status=Status.RESOLVED), None),
        lambda: desk.edits.edit(looker, ticket, 1, Edit(assignee=AGENT.id), None),
        lambda: desk.edits.edit(looker, ticket, 1, Edit(department="billing"), None),
        lambda: desk.merging.merge(looker, ticket, 1, ticket.reference, request),
        lambda: desk.escalations.escalate(looker, ticket, 1, "Please.", request),
    ):
        with pytest.raises(Forbidden):
            act()
    assert opened.world.items() == before
