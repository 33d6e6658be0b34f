"""What the sample desk's agents are in the middle of: drafts, and a reply that waits for tomorrow."""

from datetime import datetime, timedelta

from chalicelib.domain.agents import Agent
from chalicelib.domain.drafts import DraftKind
from chalicelib.domain.errors import StaleVersion
from chalicelib.domain.ticket import Status, Ticket
from chalicelib.services.drafts import Words
from chalicelib.services.own_settings import OwnEdit
from chalicelib.services.reading import Filter
from chalicelib.services.requests import request_of
from infra.local.seed.desk import SeedDesk

WRITER = "agent"
UNDO_SECONDS = 15
DRAFTS = (
    (DraftKind.REPLY, "Hello,\n\nthank you for the photo. I have asked the workshop and will tell you on"),
    (DraftKind.NOTE, "Third one this month with the same part. Should we tell the supplier?"),
)
TOMORROW = "Good morning,\n\nyour parcel left our store last night. Is everything there?\n\nKind regards"


def begin_writing(desk: SeedDesk, now: datetime) -> None:
    """On the newest tickets that wait for the writer's departments. Doing it again changes nothing."""
    desk.set_clock.at = now
    desk.numbered_ids.begin(-1)
    writer = desk.own_settings.change(desk.directory.load().agents[WRITER], None, OwnEdit(undo_seconds=UNDO_SECONDS))
    rows = desk.reading.list(writer, Filter(), "newest", len(DRAFTS) + 1, None).rows
    tickets = [ticket for row in rows if (ticket := desk.tickets.ticket(row.reference))]
    for ticket, (kind, text) in zip(tickets, DRAFTS, strict=False):
        _draft(desk, writer, ticket, kind, text)
    for ticket in tickets[len(DRAFTS) :]:
        request = request_of(writer.id, "seed", "tomorrow", b"")
        morning = (now + timedelta(days=1)).replace(hour=8, minute=0, second=0, microsecond=0)
        desk.replies.reply(writer, ticket, ticket.version, TOMORROW, (), Status.ANSWERED, request, send_at=morning)


def _draft(desk: SeedDesk, writer: Agent, ticket: Ticket, kind: DraftKind, text: str) -> None:
    words = Words(text, (), Status.ANSWERED.value, True, "", (), "")
    try:
        desk.drafts.save(writer, ticket, kind, None, words)
    except StaleVersion:
        return  # somebody writes there already
