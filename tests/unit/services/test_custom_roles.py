"""A custom role counts wherever tickets are worked on: on screen and by mail alike."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from chalicelib.domain.agents import Agent
from chalicelib.domain.customer_changes import CustomerEdit
from chalicelib.domain.errors import Forbidden
from chalicelib.domain.roles import Permission
from chalicelib.domain.ticket import Status, Ticket
from chalicelib.domain.timeline import EntryKind
from chalicelib.mail.thread import reply_address
from chalicelib.services.requests import request_of
from tests.support.desk import AGENT, world
from tests.support.lambdas import Lambdas, lambdas_of
from tests.support.mails import mail

P = Permission
WORK = (P.REPLY, P.NOTE, P.EDIT, P.ASSIGN, P.TRANSFER, P.MERGE, P.RESOLVE)


@pytest.fixture
def opened() -> Iterator[Lambdas]:
    with world() as fresh, lambdas_of(fresh) as lambdas:
        lambdas.receive()
        yield lambdas


def holder(*permissions: Permission) -> Agent:
    return replace(AGENT, role="own", grants=frozenset({P.SEE_DEPARTMENTS, *permissions}))


def replies(opened: Lambdas, agent: Agent, ticket: Ticket) -> object:
    request = request_of(agent.id, "replies", "key", b"")
    return opened.desk.replies.reply(agent, ticket, ticket.version, "Pull the plug.", (), Status.ANSWERED, request)


def notes(opened: Lambdas, agent: Agent, ticket: Ticket) -> object:
    return opened.desk.replies.note(agent, ticket, None, "Odd.", (), request_of(agent.id, "notes", "key", b""))


def merges(opened: Lambdas, agent: Agent, ticket: Ticket) -> object:
    request = request_of(agent.id, "merge", "key", b"")
    return opened.desk.merging.merge(agent, ticket, ticket.version, "YYYY-YYYY", request)


def corrects(opened: Lambdas, agent: Agent, ticket: Ticket) -> object:
    return opened.desk.customer_edits.edit(agent, ticket.requester.customer_id, 1, CustomerEdit(name="Maija M."))


@pytest.mark.parametrize(
    ("does", "permission"), [(replies, P.REPLY), (notes, P.NOTE), (merges, P.MERGE), (corrects, P.EDIT)]
)
def test_what_a_role_does_not_permit_is_refused_and_stores_nothing(
    opened: Lambdas, does: Callable[[Lambdas, Agent, Ticket], object], permission: Permission
) -> None:
    ticket, before = opened.ticket(), opened.world.items()
    with pytest.raises(Forbidden):
        does(opened, holder(*(each for each in WORK if each is not permission)), ticket)
    assert opened.world.items() == before
    if does is not merges:  # there is nothing to merge into
        does(opened, holder(permission), ticket)
        assert opened.world.items() != before


@pytest.mark.parametrize(("permissions", "answers"), [((P.REPLY,), 1), ((P.NOTE, P.EDIT), 0)])
def test_an_answer_by_mail_needs_the_permission_to_reply(
    opened: Lambdas, permissions: tuple[Permission, ...], answers: int
) -> None:
    opened.desk.directory.save_agent(holder(*permissions))
    to = reply_address(
        "support@in.example.com", opened.ticket().reference, AGENT.email, opened.desk.signer, for_agent=True
    )
    opened.receive(mail(sender=AGENT.email, message_id="<a@example.com>"), recipients=(to,), source=AGENT.email)
    written = [entry for entry in opened.entries() if entry.kind is EntryKind.MESSAGE_OUT]
    assert len(written) == answers
    assert len(opened.quarantine()) == 1 - answers
