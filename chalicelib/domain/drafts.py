"""Drafts: what an agent has begun to write in a ticket, kept for them alone until it is sent or discarded."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from chalicelib.domain.timeline import StoredFile
from chalicelib.domain.values import dataclass

KEPT_FOR = timedelta(days=30)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


class DraftKind(StrEnum):
    """What it will be; a reply and a note are written apart."""

    REPLY = "reply"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class DraftName:
    """Whose it is, in which ticket, and what it will be: an agent has one of each kind in a ticket."""

    agent: str
    reference: str
    kind: DraftKind


@dataclass(frozen=True, slots=True)
class Draft:
    """Words that nobody but their agent sees. `seen` is the newest entry of the ticket that they had before them.

    `status`, `to_all` and `summary` go with a reply, `mentions` with a note.
    """

    name: DraftName
    version: int
    saved_at: datetime
    text: str
    files: tuple[StoredFile, ...] = ()
    status: str = ""
    to_all: bool = True
    summary: str = ""
    mentions: tuple[str, ...] = ()
    seen: str = ""

    @property
    def expires_at(self) -> datetime:
        return self.saved_at + KEPT_FOR


@dataclass(frozen=True, slots=True)
class OfferedDraft:
    """A draft as its agent gets it: `uploads` name its files in requests, in their order."""

    draft: Draft
    uploads: tuple[str, ...]


def next_version(based_on: int | None, now: datetime) -> int:
    """The version of a draft that replaces `based_on`.

    A first one counts from the milliseconds of its day, so that what was read of a draft sent long ago never fits one
    that was begun since.
    """
    return (now - _EPOCH) // _MILLISECOND if based_on is None else based_on + 1


def is_same_save(stored: Draft, repeated: Draft, based_on: int | None) -> bool:
    """Whether `stored` is what the first try of this save made, whose answer was lost. First versions go by the time,
    which has passed since."""
    version = stored.version if based_on is None else repeated.version
    return stored == replace(repeated, saved_at=stored.saved_at, version=version)


def put_before(draft: Draft | None, returned: Draft, now: datetime) -> Draft:
    """What comes back stands before what was written since; nothing of either is lost."""
    if draft is None:
        return replace(returned, version=next_version(None, now), saved_at=now)
    files = returned.files + tuple(
        file for file in draft.files if file.key not in {each.key for each in returned.files}
    )
    return replace(
        returned,
        version=draft.version + 1,
        saved_at=now,
        text="\n\n".join(text for text in (returned.text, draft.text) if text.strip()),
        files=tuple(replace(file, id=str(number)) for number, file in enumerate(files)),
        summary=returned.summary or draft.summary,
    )
