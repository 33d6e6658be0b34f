"""Pages that show sent mail. Everything in a mail is foreign text: it is escaped, or shown in a frame that
can do nothing.
"""

import logging
import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from infra.local.sent import SentMails

LIMIT = 200
_PAGES = Path(__file__).parent / "viewer_pages"
_ICON = Path(__file__).parents[2] / "chalicelib" / "pages" / "icon.svg"
_EVENTS = {
    "Send": "Sent",
    "Delivery": "Delivered",
    "DeliveryDelay": "Delayed",
    "Bounce": "Bounced",
    "Complaint": "Reported as spam",
    "Reject": "Rejected",
}

PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; frame-src 'self';"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
# A document of its own, so that the mail's inline styles work without the page allowing any.
MAIL_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Page:
    """An answer to a GET."""

    status: int
    content_type: str
    body: bytes
    policy: str = PAGE_POLICY
    file_name: str | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """What the page of one mail shows; `files` are name, type and size in bytes."""

    headers: str
    text: str | None = None
    html: str | None = None
    files: tuple[tuple[str, str, int], ...] = ()


class Viewer:
    """Answers every path; unknown ones with 404."""

    def __init__(self, mails: SentMails) -> None:
        self._mails = mails
        self._templates = Environment(
            loader=FileSystemLoader(_PAGES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
        )
        self._templates.filters["event"] = lambda name: _EVENTS.get(name, name)

    def page(self, path: str) -> Page:
        if path == "/":
            return self._html("list.html", mails=list(self._mails.newest(LIMIT)), limit=LIMIT)
        if path == "/style.css":
            return Page(200, "text/css; charset=utf-8", (_PAGES / "style.css").read_bytes())
        if path in ("/icon.svg", "/favicon.ico"):
            return Page(200, "image/svg+xml", _ICON.read_bytes())
        if found := re.fullmatch(r"/mail/([0-9a-f-]+)(/raw|/html)?", path):
            return self._mail(found[1], found[2] or "")
        return self._missing()

    def _mail(self, id: str, view: str) -> Page:
        mail, raw = self._mails.get(id), self._mails.raw(id)
        if mail is None or raw is None:
            return self._missing()
        if view == "/raw":
            return Page(200, "message/rfc822", raw, file_name=f"{id}.eml")
        content = content_of(raw)
        if view == "":
            return self._html("mail.html", mail=mail, content=content)
        if content.html is None:
            return self._missing()
        document = (_PAGES / "frame.html").read_text(encoding="utf-8") + content.html
        return Page(200, "text/html; charset=utf-8", document.encode("utf-8", "replace"), policy=MAIL_POLICY)

    def _missing(self) -> Page:
        return self._html("missing.html", status=404)

    def _html(self, name: str, status: int = 200, **values: object) -> Page:
        text = self._templates.get_template(name).render(values)
        return Page(status, "text/html; charset=utf-8", text.encode("utf-8", "replace"))


def content_of(raw: bytes) -> Content:
    """The parts of a mail. One that cannot be parsed is shown as it is."""
    head = re.split(rb"\r?\n\r?\n", raw, maxsplit=1)[0].decode("utf-8", "replace")
    try:
        message = message_from_bytes(raw, policy=policy.default)
        return Content(head, _body(message, "plain"), _body(message, "html"), _files(message))
    except Exception:
        _log.exception("a sent mail cannot be parsed")
        return Content(head, raw.decode("utf-8", "replace"))


def _body(message: EmailMessage, kind: str) -> str | None:
    part = message.get_body((kind,))
    return str(part.get_content()) if part is not None else None


def _files(message: EmailMessage) -> tuple[tuple[str, str, int], ...]:
    return tuple(
        (
            part.get_filename() or "(no name)",
            part.get_content_type(),
            len(part.get_payload(decode=True) or b""),
        )
        for part in message.walk()
        if part.get_filename() or part.get_content_disposition() == "attachment"
    )
