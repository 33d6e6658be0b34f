"""Tells a story at the desk: each step through its use case, at its own time, with the sweep at work in between."""

from datetime import datetime

from chalicelib.domain.agents import Agent
from chalicelib.domain.departments import Department
from chalicelib.domain.ids import digest
from chalicelib.domain.ticket import Ticket
from chalicelib.mail.thread import reply_address
from chalicelib.services.forms import FormPost
from chalicelib.services.receipt import Receipt
from chalicelib.services.requests import Request, request_of
from infra.local.seed.chance import dice
from infra.local.seed.desk import BEGINNING, NumberedIds, SeedDesk
from infra.local.seed.files import made
from infra.local.seed.letters import Letter, Quoted, written
from infra.local.seed.story import Act, Step, Story
from infra.local.seed.times import moments

AUTHENTIC = dict.fromkeys(("spf", "dkim", "dmarc", "spam", "virus"), "PASS")


def reference_of(story: int) -> str:
    """Of the ticket that a story begins with, if that comes by mail."""
    ids = NumberedIds()
    ids.begin(story)
    return ids.reference()


class Stage:
    """One story. `now` is when all of them end."""

    def __init__(self, desk: SeedDesk, story: Story, now: datetime) -> None:
        self._desk, self._story, self._now = desk, story, now
        self._random = dice(story.number, "letters")
        self._directory = desk.directory_cache.current()
        self._heard: Quoted | None = None

    def play(self) -> str:
        """The reference of its ticket. Telling a story twice makes one ticket."""
        story = self._story
        self._desk.numbered_ids.begin(story.number)
        times = moments(story.steps, story.ends, self._directory.schedules["office"].hours)
        reference = self._open(story.steps[0], times[0])
        for number, (step, at) in enumerate(zip(story.steps[1:], times[1:], strict=True), 1):
            ticket = self._let_time_pass(reference, at)
            self._desk.set_clock.at = at
            self._do(step, number, ticket)
        self._let_time_pass(reference, self._now)
        return reference

    def _open(self, step: Step, at: datetime) -> str:
        self._desk.set_clock.at = at
        story, to = self._story, self._department.sender_address
        if not story.by_form:
            return self._mail(step, 0, story.subject, to)
        forms, who = self._desk.forms, story.customer
        post = FormPost(forms.new_token(), story.department, who.name, who.email, story.subject, step.text)
        return forms.submit(post).reference

    def _let_time_pass(self, reference: str, until: datetime) -> Ticket:
        """What the sweep does by itself until then, each thing at the minute it is due."""
        while True:
            ticket = self._ticket(reference)
            due = ticket.fires_at
            if due is None or due > until:
                return ticket
            self._desk.set_clock.at = due
            if not self._desk.due_tickets.attend(ticket, due):
                return ticket

    def _do(self, step: Step, number: int, ticket: Ticket) -> None:
        request = request_of(step.agent, "seed", f"{self._story.number} {number}", b"")
        if step.act is Act.WRITES:
            to = reply_address(
                self._department.sender_address, ticket.reference, ticket.requester.email, self._desk.signer
            )
            self._mail(step, number, f"Re: {self._story.subject}", to)
        elif step.act is Act.ANSWERS:
            self._answer(step, ticket, request)
        elif step.act is Act.NOTES:
            self._desk.replies.note(self._agent(step), ticket, None, step.text, (), request)
        elif step.act is Act.EDITS:
            self._desk.edits.edit(self._agent(step), ticket, ticket.version, step.edit, request)
        elif step.act is Act.MERGES:
            into = reference_of(step.into)
            self._desk.merging.merge(self._agent(step), ticket, ticket.version, into, request)

    def _answer(self, step: Step, ticket: Ticket, request: Request) -> None:
        uploads = [self._upload(step, ticket, kind) for kind in step.files]
        replies, agent = self._desk.replies, self._agent(step)
        replies.reply(agent, ticket, ticket.version, step.text, uploads, step.status, request)
        who = f"{self._department.name} <{self._department.sender_address}>"
        self._heard = Quoted(self._desk.set_clock.at, who, step.text)

    def _upload(self, step: Step, ticket: Ticket, kind: str) -> str:
        file = made(kind, self._random)
        request = request_of(step.agent, "seed upload", f"{self._story.number} {file.name}", b"")
        size = len(file.content)
        upload = self._desk.attachments.start_upload(
            self._agent(step), ticket, file.name, file.content_type, size, request
        )
        self._desk.files.put(upload.fields["key"], file.content, file.content_type)
        return upload.id

    def _mail(self, step: Step, number: int, subject: str, to: str) -> str:
        """A mail that came in. Returns the reference of its ticket."""
        story = self._story
        sender = step.writer or story.customer
        id = digest(BEGINNING, str(story.number), str(number)).lower()
        letter = Letter(
            id=id,
            at=self._desk.set_clock.at,
            sender=sender,
            to=to,
            subject=subject,
            text=step.text,
            language=story.language,
            copied=story.copied if number == 0 else None,
            quoted=self._heard,
            files=[made(kind, self._random) for kind in step.files],
        )
        key = f"inbound/{id}"
        self._desk.raw_mail.put(key, written(letter, self._random), "message/rfc822")
        received = self._desk.receive_mail.take(Receipt(key, sender.email, (to,), AUTHENTIC))
        return received[0].reference

    @property
    def _department(self) -> Department:
        return self._directory.departments[self._story.department]

    def _agent(self, step: Step) -> Agent:
        return self._directory.agents[step.agent]

    def _ticket(self, reference: str) -> Ticket:
        ticket = self._desk.tickets.ticket(reference)
        if ticket is None:
            raise LookupError(f"story {self._story.number} has no ticket {reference!r}")
        return ticket
