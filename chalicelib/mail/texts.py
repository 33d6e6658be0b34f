"""The wording of mail that nobody wrote by hand. No word of a sender goes in: such mail was used to relay spam."""

from datetime import UTC, datetime
from html import escape
from typing import Literal

from chalicelib.domain.ids import show_reference

NoticeKind = Literal["warning", "breach"]
Text = tuple[str, str, str]
"""Subject, plain text, HTML."""

_NOTICES = {
    "warning": ("is due soon", "This ticket is due soon and has not been answered."),
    "breach": ("is overdue", "This ticket is overdue and has not been answered."),
}


def acknowledgement(reference: str, expected_answer: str, department: str) -> Text:
    """Says that a new ticket arrived and when to expect an answer (`within 8 hours`, '' if nothing is promised)."""
    shown = show_reference(reference)
    promise = f"You can expect an answer {expected_answer}." if expected_answer else "We will answer as soon as we can."
    paragraphs = (
        "Hello,",
        f"We have received your message. Its number is {shown}.",
        promise,
        "If you want to add something, simply reply to this mail.",
        department,
    )
    return _mail(f"We have received your message [{shown}]", paragraphs)


def notice(kind: NoticeKind, reference: str, department: str, due: datetime) -> Text:
    """Tells an agent that an answer is due soon or overdue."""
    shown = show_reference(reference)
    state, sentence = _NOTICES[kind]
    when = f"Due: {due.astimezone(UTC):%Y-%m-%d %H:%M} UTC. Department: {department}."
    return _mail(f"Ticket {state} [{shown}]", (sentence, when))


def _mail(subject: str, paragraphs: tuple[str, ...]) -> Text:
    text = "\n\n".join(paragraphs) + "\n"
    html = "".join(f"<p>{escape(paragraph)}</p>\n" for paragraph in paragraphs)
    return subject, text, html
