"""Drafts as the interface shows them to their author."""

from typing import TYPE_CHECKING

from chalicelib.api import draft_schemas
from chalicelib.domain import drafts
from chalicelib.domain.ids import show_reference
from chalicelib.domain.ticket import clip

if TYPE_CHECKING:
    from chalicelib.services.drafts import DraftWithTicket

PREVIEW_BYTES = 200


def draft(offered: drafts.OfferedDraft) -> draft_schemas.Draft:
    stored = offered.draft
    return draft_schemas.Draft(
        reference=show_reference(stored.name.reference),
        kind=stored.name.kind,
        text=stored.text,
        attachments=tuple(
            draft_schemas.DraftAttachment(upload, file.name, file.content_type, file.size)
            for upload, file in zip(offered.uploads, stored.files, strict=True)
        ),
        status=stored.status,
        to="all" if stored.to_all else "requester",
        summary=stored.summary,
        mentions=stored.mentions,
        seen=stored.seen or None,
        saved_at=stored.saved_at,
        expires_at=stored.expires_at,
        version=stored.version,
    )


def row(found: "DraftWithTicket") -> draft_schemas.DraftRow:
    stored = found.draft
    return draft_schemas.DraftRow(
        reference=show_reference(stored.name.reference),
        subject=found.ticket.subject,
        kind=stored.name.kind,
        preview=clip(stored.text, PREVIEW_BYTES),
        attachments=len(stored.files),
        saved_at=stored.saved_at,
    )
