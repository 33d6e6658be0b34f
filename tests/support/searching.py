"""Letters to a desk, and who is found by a question."""

from datetime import timedelta

from chalicelib.domain.directory import Agent
from chalicelib.domain.moves import Edit
from chalicelib.domain.search.ranking import Sort
from chalicelib.domain.ticket import Ticket
from chalicelib.services.requests import request_of
from chalicelib.services.searching import Page
from tests.support.desk import ADMIN, AGENT
from tests.support.lambdas import Lambdas
from tests.support.mails import mail


def letter(lambdas: Lambdas, sender: str, subject: str, text: str, department: str = "support") -> None:
    raw = mail(
        sender=f"Sender {sender.title()} <{sender}@customer.example>",
        subject=subject,
        text=text,
        message_id=f"<{sender}-{len(lambdas.tickets())}@customer.example>",
    )
    lambdas.receive(raw, recipients=(f"{department}@in.example.com",), source=f"{sender}@customer.example")
    lambdas.world.clock.advance(timedelta(minutes=1))


def of(lambdas: Lambdas, sender: str) -> Ticket:
    return next(ticket for ticket in lambdas.tickets() if ticket.requester.email.startswith(f"{sender}@"))


def assign(lambdas: Lambdas, sender: str, agent: Agent) -> None:
    change(lambdas, sender, Edit(assignee=agent.id))


def change(lambdas: Lambdas, sender: str, edit: Edit) -> None:
    ticket = of(lambdas, sender)
    lambdas.desk.edits.edit(ADMIN, ticket, ticket.version, edit, None)


def note(lambdas: Lambdas, sender: str, text: str) -> None:
    request = request_of(ADMIN.id, "note", text, b"")
    lambdas.desk.replies.note(ADMIN, of(lambdas, sender), None, text, (), request)


def found(
    lambdas: Lambdas, question: str, agent: Agent = AGENT, sort: Sort = Sort.NEWEST, limit: int = 25
) -> list[str]:
    """Whose tickets, over all pages."""
    seen, after = [], None
    while True:
        listed = lambdas.desk.searching.find(agent, question, Page(sort, limit, after))
        seen += [row.requester_name.removeprefix("Sender ").lower() for row in listed.rows]
        after = listed.next
        if after is None:
            return seen
