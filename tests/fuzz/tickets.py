"""Tickets for the fuzzer: what the schema of their bodies cannot say, and own tickets for what changes much."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from chalicelib.adapters.dynamo import setting_items
from chalicelib.domain.drafts import DraftKind
from chalicelib.domain.ticket import Status
from chalicelib.services.drafts import Words
from chalicelib.services.records import Change
from chalicelib.services.requests import request_of
from tests.support.desk import ADMIN, AGENT, World
from tests.support.settings import COLOUR, LEGAL
from tests.support.tickets import a_ticket, an_entry


def new_ticket(world: World, department: str = "support") -> tuple[str, int]:
    """Reference and version of one that nothing else leads to."""
    desk, now = world.desk, world.desk.clock.now()
    reference = desk.ids.reference()
    entry = an_entry(desk.ids.ulid(now), reference, at=now)
    desk.tickets.commit(Change(None, a_ticket(reference, now=now, department=department), (entry,)))
    return reference, 1


def _trashed(world: World) -> tuple[str, int]:
    reference, version = new_ticket(world)
    request = request_of(ADMIN.id, "trash", reference, b"")
    return reference, world.desk.trash.trash(ADMIN, world.desk.tickets.ticket(reference), version, request).version


def _drafted(world: World) -> tuple[str, int]:
    """A ticket with a draft of a reply in it, and that one's version."""
    reference, _ = new_ticket(world)
    words = Words("Pull the", (), "answered", True, "", (), "")
    saved = world.desk.drafts.save(AGENT, world.desk.tickets.ticket(reference), DraftKind.REPLY, None, words)
    return reference, saved.draft.version


def scheduled(world: World) -> tuple[str, str]:
    """A ticket with a reply that waits, and that one's id."""
    reference, version = new_ticket(world)
    ticket, later = world.desk.tickets.ticket(reference), world.desk.clock.now() + timedelta(days=1)
    request = request_of(AGENT.id, "later", reference, b"")
    said = (version, "Pull the plug.", (), Status.ANSWERED, request)
    return reference, world.desk.replies.reply(AGENT, ticket, *said, send_at=later).entry_id


def _below_somebody(world: World) -> tuple[str, int]:
    """A ticket that can be escalated, also after its department was deleted."""
    world.desk.directory.save_department(LEGAL)
    world.desk.directory_cache.forget()
    return new_ticket(world, LEGAL.id)


# the known ticket stays where it is and has room for more
OF_THEIR_OWN: dict[str, Callable[[World], tuple[str, int]]] = {
    "trash_ticket": new_ticket,
    "restore_ticket": _trashed,
    "add_task": new_ticket,
    "save_draft": _drafted,
    "discard_draft": _drafted,
    "add_reminder": new_ticket,
    "escalate_ticket": _below_somebody,
}


def known_things(world: World, reference: str) -> dict[str, str]:
    """A task and a reminder of the known ticket."""
    desk, ticket = world.desk, world.desk.tickets.ticket(reference)
    request = request_of(ADMIN.id, "task", reference, b"")
    task = desk.checklists.add(ADMIN, ticket, None, "Call the courier", request).beside.checklist[0]
    later, request = desk.clock.now() + timedelta(days=9), request_of(ADMIN.id, "reminder", reference, b"")
    reminder = desk.reminders.add(ADMIN, ticket, later, "Did the courier come?", request).beside.reminders[0]
    return {"scheduled": "0" * 26, "task": task.id, "reminder": reminder.id, "draft": DraftKind.REPLY.value}


def mend(operation: str, body: dict[str, Any], world: World) -> None:
    """Only what exists can be named, and some values only go together."""
    if operation == "add_reminder":
        body["at"] = (world.desk.clock.now() + timedelta(days=1)).isoformat()
    if "send_at" in body:
        body["send_at"] = (world.desk.clock.now() + timedelta(days=1)).isoformat()
    if body.get("mentions"):
        body["mentions"] = [ADMIN.id]
    if operation == "edit_ticket":
        _mend_edit(body, world)
    if operation in ("reply", "edit_ticket") and body.get("status") not in ("resolved", "closed"):
        body.pop("summary", None)


def _mend_edit(body: dict[str, Any], world: World) -> None:
    if "fields" in body:
        world.desk.table.put(setting_items.to_item(COLOUR))  # the fuzzer changes its choices, and removes it
        world.desk.directory_cache.forget()
    for name, value in (("fields", {COLOUR.id: "red"}), ("category", "technical"), ("department", "support")):
        if name in body:
            body[name] = value
    if "custom_status" in body:
        body |= {"custom_status": "in-progress", "status": "open"}
        body.pop("postpone", None)
    elif "postpone" in body or body.get("status") == "postponed":
        until = (world.desk.clock.now() + timedelta(days=1)).isoformat()
        body |= {"status": "postponed", "postpone": {"until": until, "waits_for": "customer"}}
