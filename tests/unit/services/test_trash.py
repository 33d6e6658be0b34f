"""Nothing vanishes: what is put in the trash waits for nobody, and comes back as it was."""

from datetime import timedelta

import pytest

from chalicelib.domain.errors import Forbidden, InvalidInput, NotFound, StaleVersion
from chalicelib.domain.moves import Edit
from chalicelib.domain.sla_policy import WaitsFor
from chalicelib.domain.ticket import Status, Ticket
from chalicelib.domain.timeline import EntryKind, FieldChange
from chalicelib.mail.thread import reply_address
from chalicelib.services.requests import Request, request_of
from tests.support.desk import ADMIN, AGENT, OTHER, RESTRICTED
from tests.support.lambdas import Lambdas
from tests.support.mails import CUSTOMER, mail


def asked(key: str = "key") -> Request:
    return request_of(AGENT.id, "trash", key, b"")


def trash(lambdas: Lambdas, key: str = "key") -> Ticket:
    ticket = lambdas.ticket()
    return lambdas.desk.trash.trash(AGENT, ticket, ticket.version, asked(key))


def restore(lambdas: Lambdas) -> Ticket:
    ticket = lambdas.ticket()
    return lambdas.desk.trash.restore(AGENT, ticket, ticket.version, asked("restore"))


def test_a_ticket_in_the_trash_waits_for_nobody_and_keeps_every_entry(opened: Lambdas) -> None:
    opened.agent_replies()
    before = opened.entries()
    trashed = trash(opened)
    assert (trashed.status, trashed.due_at, trashed.closing, trashed.trashed_from) == (
        Status.TRASH,
        None,
        None,
        Status.ANSWERED,
    )
    after = opened.entries()
    assert after[:-1] == before
    assert (after[-1].author.id, after[-1].changes) == (AGENT.id, (FieldChange("status", "answered", "trash"),))
    opened.world.clock.advance(timedelta(days=30))
    opened.tick()
    assert opened.entries() == after


@pytest.mark.parametrize("status", [Status.NEW, Status.OPEN, Status.ANSWERED, Status.RESOLVED, Status.CLOSED])
def test_a_ticket_comes_back_from_the_trash_as_it_was(opened: Lambdas, status: Status) -> None:
    if status is not Status.NEW:
        opened.agent_replies()
        ticket = opened.ticket()
        opened.desk.edits.edit(AGENT, ticket, ticket.version, Edit(status=status), None)
    trash(opened)
    back = restore(opened)
    assert (back.status, back.trashed_from, back) == (status, None, opened.ticket())


def test_a_postponed_ticket_comes_back_open(opened: Lambdas) -> None:
    ticket, later = opened.ticket(), opened.world.clock.now() + timedelta(days=1)
    edit = Edit(status=Status.POSTPONED, postpone=(later, WaitsFor.CUSTOMER))
    opened.desk.edits.edit(AGENT, ticket, ticket.version, edit, None)
    trash(opened)
    assert restore(opened).status is Status.OPEN


def test_spam_is_restored_as_well_and_anything_else_is_not(opened: Lambdas) -> None:
    ticket = opened.ticket()
    opened.desk.edits.edit(AGENT, ticket, ticket.version, Edit(status=Status.SPAM), None)
    assert restore(opened).status is Status.NEW
    ticket = opened.ticket()
    with pytest.raises(InvalidInput, match="neither spam nor in the trash"):
        opened.desk.trash.restore(AGENT, ticket, ticket.version, asked("again"))


def test_a_customer_who_answers_takes_the_ticket_out_of_the_trash(opened: Lambdas) -> None:
    trashed = trash(opened)
    to = reply_address("support@in.example.com", trashed.reference, CUSTOMER, opened.desk.signer)
    opened.receive(mail(message_id="<again@customer.example>"), recipients=(to,))
    assert opened.ticket().status is Status.OPEN
    assert [entry.kind for entry in opened.entries()].count(EntryKind.MESSAGE_IN) == 2


def test_the_same_request_again_does_nothing_twice_and_an_old_version_is_refused(opened: Lambdas) -> None:
    ticket = opened.ticket()
    trashed = trash(opened)
    assert opened.desk.trash.trash(AGENT, opened.ticket(), ticket.version, asked()) == trashed
    back = restore(opened)
    assert opened.desk.trash.restore(AGENT, opened.ticket(), trashed.version, asked("restore")) == back
    with pytest.raises(StaleVersion):
        opened.desk.trash.trash(AGENT, opened.ticket(), ticket.version, asked("another"))


def test_whose_role_does_not_permit_it_neither_trashes_nor_restores_nor_edits_a_way_out(opened: Lambdas) -> None:
    ticket = opened.ticket()
    ticket = opened.desk.edits.edit(ADMIN, ticket, ticket.version, Edit(assignee=RESTRICTED.id), None)
    desk = opened.desk
    with pytest.raises(Forbidden):
        desk.trash.trash(RESTRICTED, ticket, ticket.version, asked())
    trashed = trash(opened)
    with pytest.raises(Forbidden):
        desk.trash.restore(RESTRICTED, trashed, trashed.version, asked())
    with pytest.raises(Forbidden):
        desk.edits.edit(RESTRICTED, trashed, trashed.version, Edit(status=Status.OPEN), None)
    assert opened.ticket() == trashed


def test_a_ticket_of_another_department_does_not_exist(opened: Lambdas) -> None:
    ticket = opened.ticket()
    for command in (opened.desk.trash.trash, opened.desk.trash.restore):
        with pytest.raises(NotFound):
            command(OTHER, ticket, ticket.version, asked())
