"""The rest of the day: agents take tickets from the queue and look after them, admins set the desk up."""

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from chalicelib.domain.agents import Occasion, Way
from chalicelib.domain.moves import Edit
from chalicelib.domain.outbox import MailKind
from chalicelib.domain.ticket import WAITING_FOR_US
from chalicelib.mail.thread import reply_address
from tests.support.desk import ADMIN, AGENT, BILLING, SUPPORT
from tests.support.mails import CUSTOMER, mail
from tests.support.setting_up import set_up
from tests.support.settings import ROUTES

if TYPE_CHECKING:
    from tests.infra.rights.story import Story


def tickets_live(story: "Story", password: str) -> None:
    story.sign_in(AGENT.email, password)
    assert story.ask("GET", "/api/queue").json_body["waiting"]
    first, again = (
        story.ask("POST", "/api/queue/next", {}, Idempotency_Key="take").json_body["ticket"] for _ in range(2)
    )
    assert first["assignee"] == AGENT.id
    assert first["reference"] == again["reference"]
    path = f"/api/tickets/{first['reference']}"
    assert story.ask("GET", f"{path}/sla").json_body["clocks"]
    _beside(story, path)
    _aside_and_back(story, path)
    away = story.ask("PATCH", "/api/me", {"available": False})
    story.ask("PATCH", "/api/me", {"available": True}, If_Match=away.headers["ETag"])
    _handed_up(story, path)


def _beside(story: "Story", path: str) -> None:
    task = {"text": "Call the courier"}
    added = story.ask("POST", f"{path}/checklist", task, expect=201, If_Match=None, Idempotency_Key="task")
    done = f"{path}/checklist/{added.json_body['tasks'][0]['id']}"
    ticked = story.ask("PATCH", done, {"done": True}, If_Match=added.headers["ETag"])
    story.ask("DELETE", done, If_Match=ticked.headers["ETag"])
    reminder = {"at": "2027-01-04T09:00:00Z", "text": "Did the courier come?"}
    kept = story.ask("POST", f"{path}/reminders", reminder, expect=201, Idempotency_Key="remind").json_body
    story.ask("DELETE", f"{path}/reminders/{kept['reminders'][0]['id']}")


def _aside_and_back(story: "Story", path: str) -> None:
    version = story.ask("GET", path).headers["ETag"]
    trashed = story.ask("POST", f"{path}/trash", If_Match=version, Idempotency_Key="trash").headers["ETag"]
    story.ask("POST", f"{path}/restore", If_Match=trashed, Idempotency_Key="restore")


def _handed_up(story: "Story", path: str) -> None:
    """Out of the agent's sight, so that the second answer is the first."""
    set_up(story.desk, replace(SUPPORT, escalates_to=BILLING.id))
    story.desks["api_handler"].directory_cache.forget()
    version, note = story.ask("GET", path).headers["ETag"], {"note": "He has called three times."}
    for _ in range(2):
        story.ask("POST", f"{path}/escalate", note, If_Match=version, Idempotency_Key="up")
    story.ask("GET", path, expect=404)


def desk_is_set_up(story: "Story") -> None:
    story.sign_in(ADMIN.email)
    for path, body in ROUTES.items():
        made = story.ask("PUT", path, body, If_Match=None)
        if "/agents/" not in path:
            story.ask("DELETE", path, expect=204, If_Match=made.headers["ETag"])
    template = {"subject": "Thanks", "text": "Your number is {{ticket.reference}}."}
    path = "/api/mail-templates/acknowledgement/en"
    story.ask("POST", f"{path}/preview", template)
    story.ask("GET", "/api/mail-templates")
    story.ask("DELETE", path, If_Match=story.ask("PUT", path, template, If_Match=None).headers["ETag"])
    story.ask("GET", "/api/configuration")
    story.ask("GET", "/api/audit?limit=2")
    story.ask("DELETE", f"/api/suppressions/{CUSTOMER}", expect=204)
    story.ask("POST", f"/api/agents/{AGENT.id}/take-back", {}, Idempotency_Key="back")


def people_are_told(story: "Story", password: str) -> None:
    """An agent collects assignments, and gets the digest of them."""
    chosen = replace(AGENT, notifications={Occasion.ASSIGNED: Way.DIGEST, Occasion.CUSTOMER_WROTE: Way.MAIL})
    story.desk.directory.save_agent(chosen)
    for desk in (story.desk, *story.desks.values()):
        desk.directory_cache.forget()
    ticket = next(each for each in story.tickets() if each.department == SUPPORT.id and each.status in WAITING_FOR_US)
    story.desk.edits.edit(ADMIN, ticket, ticket.version, Edit(assignee=AGENT.id), None)
    to = reply_address(SUPPORT.sender_address, ticket.reference, ticket.requester.email, story.desk.signer)
    story.receive(mail(sender=ticket.requester.email, message_id="<told@x.example>", to=to), recipients=(to,))
    story.derive(ticket.reference, *(each.id for each in story.entries() if each.reference == ticket.reference))
    story.sign_in(AGENT.email, password)
    newest, *_ = story.ask("GET", "/api/notifications").json_body["notifications"]
    path = f"/api/tickets/{newest['ticket']}/mute"
    story.ask("PUT", path, expect=204)
    story.ask("DELETE", path, expect=204)
    story.ask("PUT", "/api/notifications/read", {"ids": [newest["id"]], "through": "0" * 26}, expect=204)
    story.world.clock.advance(timedelta(days=1))
    story.tick()
    (digest,) = story.pending_of(MailKind.DIGEST)
    story.send(digest.id)
    assert story.state_of(digest) == "sent"
