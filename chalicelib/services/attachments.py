"""Files of agents and customers. They go straight to and from storage; the desk signs who may and keeps what is used.

An upload is a signed promise: this agent may put one file of this type and size at a key nobody else knows. It is worth
something only to that agent on that ticket, and expires. A reply that lists it copies the file to where it stays, a
draft to where it lasts longer than any draft. Files of prepared answers are stored once, and what sends
them refers to them.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.domain.directory import Agent
from chalicelib.domain.drafts import DraftName
from chalicelib.domain.errors import InvalidInput, NotFound
from chalicelib.domain.ids import digest
from chalicelib.domain.permissions import visible
from chalicelib.domain.sealing import seal, unseal
from chalicelib.domain.ticket import Ticket
from chalicelib.domain.timeline import StoredFile
from chalicelib.domain.values import dataclass
from chalicelib.services.ports import Clock, Files, Signer, TicketStore
from chalicelib.services.requests import Request

PURPOSE = "attachment"
UPLOADS, DRAFTS, FILES, PREPARED = "uploads", "drafts", "files", "prepared"
# what is there for good
LASTING = (FILES, PREPARED)
VALID_FOR = timedelta(hours=24)
LINK_VALID_FOR = timedelta(minutes=5)
MOST_FILES = 10
MOST_BYTES = 20 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Upload:
    """Send `fields` and the file to `url`, then name `id` in a reply or note before `expires_at`."""

    id: str
    url: str
    fields: Mapping[str, str]
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Link:
    """A download until `expires_at`."""

    url: str
    expires_at: datetime


class Attachments:
    def __init__(self, tickets: TicketStore, files: Files, signer: Signer, clock: Clock) -> None:
        self._tickets = tickets
        self._files = files
        self._signer = signer
        self._clock = clock

    def start_upload(
        self, agent: Agent, ticket: Ticket | None, name: str, content_type: str, size: int, request: Request
    ) -> Upload:
        """Permission to upload one file. The same request gives the same place. Raises NotFound, InvalidInput."""
        return self._start(agent, visible(agent, ticket).reference, name, content_type, size, request)

    def start_prepared_upload(self, agent: Agent, name: str, content_type: str, size: int, request: Request) -> Upload:
        """The same for a file of a prepared answer."""
        return self._start(agent, PREPARED, name, content_type, size, request)

    def _start(self, agent: Agent, subject: str, name: str, content_type: str, size: int, request: Request) -> Upload:
        """`subject` is the ticket's reference, or says that the file is for none."""
        if size > MOST_BYTES:
            raise InvalidInput.of("size", f"must be at most {MOST_BYTES} bytes")
        expires_at = self._clock.now() + VALID_FOR
        place = digest(request.key, request.fingerprint)
        ends = int(expires_at.timestamp())
        claim: list[str | int] = [agent.id, subject, UPLOADS, place, name, content_type, size, ends]
        form = self._files.upload_form(_key(UPLOADS, subject, place), content_type, size)
        return Upload(self._seal(claim), form.url, form.fields, expires_at)

    def keep(self, agent: Agent, ticket: Ticket, uploads: Sequence[str]) -> tuple[StoredFile, ...]:
        """The uploaded files, copied to where they stay. Raises InvalidInput naming the upload that is not there.

        The copy's key follows from the upload, so that a repeated request leaves no second copy behind.
        """
        return self._copied(agent, ticket.reference, uploads, FILES)

    def keep_in_draft(self, agent: Agent, ticket: Ticket, uploads: Sequence[str]) -> tuple[StoredFile, ...]:
        """As `keep`, for a draft. What the draft has already is copied no more, however often it is saved."""
        return self._copied(agent, ticket.reference, uploads, DRAFTS)

    def keep_prepared(self, agent: Agent, uploads: Sequence[str]) -> tuple[StoredFile, ...]:
        """Uploaded files of a prepared answer, copied to where they stay for good. Raises InvalidInput."""
        files = self._copied(agent, PREPARED, uploads, PREPARED)
        return tuple(replace(file, id=_place(file)[1]) for file in files)

    def offer_prepared(self, agent: Agent, ticket: Ticket, file: StoredFile) -> str:
        """What names a file of a prepared answer in this agent's requests about the ticket, for a day."""
        ends = int((self._clock.now() + VALID_FOR).timestamp())
        return self._seal([agent.id, ticket.reference, *_place(file), file.name, file.content_type, file.size, ends])

    def offer(self, draft: DraftName, files: Sequence[StoredFile], until: datetime) -> tuple[str, ...]:
        """What names the files of a draft in requests of its agent, until then."""
        ends = int(until.timestamp())
        return tuple(
            self._seal([draft.agent, draft.reference, *_place(file), file.name, file.content_type, file.size, ends])
            for file in files
        )

    def _copied(self, agent: Agent, subject: str, uploads: Sequence[str], area: str) -> tuple[StoredFile, ...]:
        if len(uploads) > MOST_FILES:
            raise InvalidInput.of("uploads", f"must be at most {MOST_FILES} files")
        files = []
        for number, sealed in enumerate(uploads):
            claim = self._open(sealed)
            if claim is None or claim[:2] != [agent.id, subject]:
                raise InvalidInput.of(f"uploads[{number}]", "is not an upload of yours for this")
            _, _, where, place, name, content_type, size, _ = claim
            key = _key(where if where in LASTING else area, subject, place)
            if where not in (area, *LASTING) and not self._files.keep(_key(where, subject, place), key):
                raise InvalidInput.of(f"uploads[{number}]", "has not been uploaded yet")
            files.append(StoredFile(str(number), key, str(name), str(content_type), int(size)))
        return tuple(files)

    def link(self, agent: Agent, ticket: Ticket | None, entry_id: str, attachment_id: str) -> Link:
        """A download link for five minutes. Raises NotFound."""
        seen = visible(agent, ticket)
        entry = self._tickets.entry(seen.reference, entry_id)
        return self.link_to(entry.attachments if entry else (), attachment_id)

    def link_to(self, files: Sequence[StoredFile], id: str) -> Link:
        """A download link to one of these files, for five minutes. Raises NotFound."""
        for file in files:
            if file.id == id:
                url = self._files.download_url(file.key, file.name, LINK_VALID_FOR)
                return Link(url, self._clock.now() + LINK_VALID_FOR)
        raise NotFound("no such attachment")

    def _seal(self, claim: Sequence[str | int]) -> str:
        return seal(self._signer, PURPOSE, json.dumps(claim, separators=(",", ":")).encode())

    def _open(self, sealed: str) -> list[str | int] | None:
        """What was sealed, None for anything forged or expired."""
        payload = unseal(self._signer, PURPOSE, sealed)
        if payload is None:
            return None
        claim: list[str | int] = json.loads(payload)
        return claim if int(claim[-1]) > self._clock.now().timestamp() else None


def _key(area: str | int, reference: str, place: str | int) -> str:
    if area == UPLOADS:
        return f"{area}/{place}"
    return f"{FILES}/{PREPARED}/{place}" if area == PREPARED else f"{area}/{reference}/{place}"


def _place(file: StoredFile) -> tuple[str, str]:
    area, subject, place = file.key.split("/")
    return (PREPARED if subject == PREPARED else area), place
