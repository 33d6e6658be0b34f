"""Flows of tickets that find their agent: by turns, from the queue, and when somebody goes away."""

from collections.abc import Callable
from dataclasses import replace

from chalicelib.domain.departments import Assignment
from chalicelib.domain.ticket import Ticket
from tests.faults.acts import ask, flow, new_ticket, polling
from tests.faults.site import Site
from tests.support.desk import AGENT, RESTRICTED, SUPPORT
from tests.support.mails import mail


@flow("mail in, assigned by turns")
def mail_by_turns(site: Site) -> Callable[[], bool]:
    """One member is there, so that a lost turn changes nothing."""
    _by_turns(site)
    site.store_mail(mail())
    return polling(site.inbound)


def _the_caller_has_it(site: Site) -> None:
    assert _only(site).assignee == AGENT.id


@flow("agent takes the next ticket", then=_the_caller_has_it)
def next_ticket(site: Site) -> Callable[[], bool]:
    ticket = new_ticket(site)

    def take() -> bool:
        response = ask(site, "POST", "/api/queue/next", {}, {"Idempotency-Key": "next"})
        if response is None:
            return False
        taken = response.json_body["ticket"]
        return (taken["reference"].replace("-", ""), taken["version"]) == (ticket.reference, ticket.version + 1)

    return take


def _nobody_has_it(site: Site) -> None:
    assert _only(site).assignee is None


@flow("agent goes away", then=_nobody_has_it)
def going_away(site: Site) -> Callable[[], bool]:
    """There is nobody else who could take over."""
    _by_turns(site)
    assert new_ticket(site).assignee == AGENT.id
    return lambda: ask(site, "PATCH", "/api/me", {"available": False}, {}) is not None


def _by_turns(site: Site) -> None:
    directory = site.desk.directory
    directory.save_department(replace(SUPPORT, assignment=Assignment.ROUND_ROBIN))
    directory.save_agent(replace(RESTRICTED, available=False))
    site.restart()


def _only(site: Site) -> Ticket:
    (ticket,) = site.read().tickets.values()
    return ticket
