"""Fake use cases whose names the other fakes have already. They share what was asked and what fails."""

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from chalicelib.domain.directory import Agent
from chalicelib.domain.errors import NotFound
from chalicelib.domain.ticket import Status, Ticket
from chalicelib.domain.timeline import TextPart
from chalicelib.services.attachments import Link
from chalicelib.services.preview import Preview, PreviewedFile
from chalicelib.services.quarantine import Decided, Opened
from chalicelib.services.received import Received
from chalicelib.services.records import (
    QuarantinedMail,
    QuarantineList,
    QuarantineRow,
    QuarantineState,
    Suppression,
)
from tests.support.clock import START

if TYPE_CHECKING:
    from tests.api.fakes import FakeUseCases

MAIL_ID = "0123456789ABCDEFGHJKMNPQRS"
MAIL = QuarantinedMail(
    id=MAIL_ID,
    raw_key="inbound/secret-key",
    reason="spam check failed",
    at=START,
    sender="eve@evil.example",
    subject="Win",
    recipients=("support@in.example.com",),
    verdicts=(("spam", "FAIL"),),
    source="bounce@evil.example",
    dmarc_policy="reject",
)
PREVIEW = Preview(
    sender="Eve <eve@evil.example>",
    subject="Win",
    date="yesterday",
    parts=(TextPart("reply", "Win a lot.\n"),),
    html="<p>Win a lot.</p>",
    attachments=(PreviewedFile("lot.zip", "application/zip", 7),),
    notes=("shortened",),
    size=1234,
)


class FakeQuarantine:
    def __init__(self, cases: "FakeUseCases") -> None:
        self._cases = cases

    def list(self, agent: Agent, state: QuarantineState, limit: int, after: str | None) -> QuarantineList:
        self._cases._note("list_quarantine", state=state, limit=limit, after=after)
        row = QuarantineRow(
            MAIL.id, MAIL.at, MAIL.sender, MAIL.subject, MAIL.recipients, MAIL.reason, MAIL.verdicts, "position"
        )
        return QuarantineList((row,), self._cases.next_position)

    def open(self, agent: Agent, id: str) -> Opened:
        self._cases._note("open_quarantined", id=id)
        return Opened(self._mail(id), PREVIEW)

    def original(self, agent: Agent, id: str) -> Link:
        self._cases._note("original", id=id)
        self._mail(id)
        return Link("https://raw.example.com/mail.eml?signature", START + timedelta(minutes=5))

    def process(self, agent: Agent, id: str, trust: bool, request: Any) -> Decided:
        self._cases._note("process", id=id, trust=trust)
        after = replace(self._decided(agent, id, QuarantineState.PROCESSED), references=("K7QF3M2X",))
        return Decided(after, (Received("opened", "K7QF3M2X"), Received("duplicate")))

    def discard(self, agent: Agent, id: str, request: Any) -> Decided:
        self._cases._note("discard", id=id)
        return Decided(self._decided(agent, id, QuarantineState.DISCARDED))

    def restore(self, agent: Agent, id: str, request: Any) -> Decided:
        self._cases._note("restore", id=id)
        return Decided(self._decided(agent, id, QuarantineState.WAITING))

    def _mail(self, id: str) -> QuarantinedMail:
        if id != MAIL.id:
            raise NotFound("no such mail")
        return MAIL

    def _decided(self, agent: Agent, id: str, state: QuarantineState) -> QuarantinedMail:
        return replace(self._mail(id), state=state, decided_by=agent.id, decided_at=START)


class FakeSuppressions:
    def __init__(self, cases: "FakeUseCases") -> None:
        self._cases = cases

    def get(self, agent: Agent, email: str) -> tuple[str, Suppression | None]:
        self._cases._note("get_suppression", email=email)
        return email, Suppression(email, "bounced", START)

    def lift(self, agent: Agent, email: str) -> None:
        self._cases._note("lift", email=email)


class FakeOriginals:
    def __init__(self, cases: "FakeUseCases", entry_id: str) -> None:
        self._cases = cases
        self._entry_id = entry_id

    def link(self, agent: Agent, ticket: Ticket | None, entry_id: str) -> Link:
        self._cases._note("link_original", entry_id=entry_id)
        if entry_id != self._entry_id:
            raise NotFound("no such original")
        return Link("https://raw.example.com/1.eml?signature", START + timedelta(minutes=5))


class FakeDocuments:
    def __init__(self, cases: "FakeUseCases", entry_id: str) -> None:
        self._cases = cases
        self._entry_id = entry_id

    def page(self, agent: Agent, ticket: Ticket | None, entry_id: str, images: bool) -> str:
        self._cases._note("show_document", entry_id=entry_id)
        if entry_id != self._entry_id:
            raise NotFound("no such document")
        return f"<p>It burns.</p><p>images: {images}</p>"


class FakeEscalations:
    def __init__(self, cases: "FakeUseCases") -> None:
        self._cases = cases

    def escalate(self, agent: Agent, ticket: Ticket | None, version: int, note: str, request: Any) -> Ticket:
        self._cases._note("escalate_ticket", version=version, note=note)
        seen = self._cases._current(agent, ticket, version)
        return replace(seen, version=version + 1, level=1, transfers=1)


class FakeMerging:
    def __init__(self, cases: "FakeUseCases") -> None:
        self._cases = cases

    def merge(self, agent: Agent, ticket: Ticket | None, version: int, into: str, request: Any) -> Ticket:
        self._cases._note("merge", version=version, into=into)
        seen = self._cases._current(agent, ticket, version)
        return replace(seen, version=version + 1, status=Status.CLOSED, merged_into="0B0B0B0B")
