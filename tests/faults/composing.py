"""Flows of what agents write before and around a reply."""

from collections.abc import Callable
from datetime import timedelta

from chalicelib.domain.scheduled import scheduled_key
from chalicelib.domain.ticket import Ticket
from tests.faults.acts import answered_ticket, ask, changing, flow, new_ticket, polling, ticking, uploaded
from tests.faults.site import Site
from tests.support.mails import mail

SOON, LATER = timedelta(seconds=15), timedelta(hours=1)


@flow("save a draft with a file")
def save_draft(site: Site) -> Callable[[], bool]:
    ticket = new_ticket(site)
    body, path = {"text": "Pull the", "uploads": [uploaded(site, ticket)]}, f"/api/tickets/{ticket.reference}/drafts"

    def save() -> bool:
        response = ask(site, "PUT", f"{path}/reply", body, {})
        assert response is None or response.status_code == 200, response.body
        return response is not None

    return save


@flow("agent reply from a draft")
def reply_from_draft(site: Site) -> Callable[[], bool]:
    ticket = new_ticket(site)
    words, path = {"text": "Pull the plug.", "uploads": [uploaded(site, ticket)]}, f"/api/tickets/{ticket.reference}"
    saved = ask(site, "PUT", f"{path}/drafts/reply", words, {})
    assert saved is not None and saved.status_code == 200
    draft = saved.json_body
    body = {"text": draft["text"], "uploads": [draft["attachments"][0]["id"]], "draft": draft["version"]}
    return changing(site, ticket, "POST", "/replies", body)


@flow("agent reply that waits")
def reply_that_waits(site: Site) -> Callable[[], bool]:
    ticket = new_ticket(site)
    body = {"text": "Pull the plug.", "uploads": [uploaded(site, ticket)], "send_at": _in(site, SOON)}
    return changing(site, ticket, "POST", "/replies", body)


@flow("agent takes a reply back")
def take_back(site: Site) -> Callable[[], bool]:
    ticket = new_ticket(site)
    id = _waiting(site, ticket, LATER)
    return changing(site, ticket, "POST", f"/scheduled/{id}/undo", {})


@flow("reply that waited, its queue message")
def send_waiting(site: Site) -> Callable[[], bool]:
    ticket = new_ticket(site)
    key = scheduled_key(ticket.reference, _waiting(site, ticket, SOON))
    site.skip_stream()
    site.clock.advance(SOON)
    site.enqueue(site.outbound, {"scheduled": key})
    return polling(site.outbound)


@flow("tick that sends a reply at its date")
def send_later(site: Site) -> Callable[[], bool]:
    _waiting(site, new_ticket(site), LATER)
    site.drain()
    site.clock.advance(LATER)
    return ticking(site)


@flow("tick that stops a reply because the customer wrote")
def stop(site: Site) -> Callable[[], bool]:
    address = answered_ticket(site).mail["Reply-To"]
    (ticket,) = site.read().tickets.values()
    _waiting(site, ticket, LATER)
    site.clock.advance(timedelta(minutes=1))
    site.store_mail(mail(to=address, text="Still.\n", message_id="<2@x.example>"), recipients=(address,))
    site.drain()
    site.clock.advance(LATER)
    return ticking(site)


def _waiting(site: Site, ticket: Ticket, wait: timedelta) -> str:
    """The id of a reply that goes out so much later."""
    headers = {"If-Match": f'"{ticket.version}"', "Idempotency-Key": "waits"}
    body = {"text": "Pull the plug.", "send_at": _in(site, wait)}
    answer = ask(site, "POST", f"/api/tickets/{ticket.reference}/replies", body, headers)
    assert answer is not None and answer.status_code == 201, answer
    return str(answer.json_body["scheduled"]["id"])


def _in(site: Site, wait: timedelta) -> str:
    return (site.clock.now() + wait).isoformat()
