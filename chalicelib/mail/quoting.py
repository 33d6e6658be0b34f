"""The body of an agent's reply: what was written, the signature, and the last messages below as quotes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape

from chalicelib.mail.charsets import without_unstorable
from chalicelib.mail.html_text import text_to_html

MAX_QUOTED_MESSAGES = 3
MAX_QUOTED_TEXT = 16 * 1024


@dataclass(frozen=True, slots=True)
class Quoted:
    """An earlier public message of the ticket."""

    author: str
    at: datetime
    text: str


def reply_body(text: str, signature: str, history: Sequence[Quoted]) -> tuple[str, str]:
    """Plain text and HTML of a reply. `history` is oldest first; the newest few are quoted, newest first."""
    text, signature = _tidy(text), _tidy(signature)
    plain = [text, f"-- \n{signature}" if signature else ""]
    html = [f"<div>{text_to_html(text)}</div>", f"<div>-- <br>\n{text_to_html(signature)}</div>" if signature else ""]
    for quoted in _newest(history):
        line = f"On {quoted.at.astimezone(UTC):%Y-%m-%d %H:%M} UTC, {' '.join(_tidy(quoted.author).split())} wrote:"
        plain.append(line + "\n" + "\n".join(f"> {row}".rstrip() for row in quoted.text.split("\n")))
        quote = f'<blockquote type="cite">{text_to_html(quoted.text)}</blockquote>'
        html.append(f"<div>{escape(line)}</div>\n{quote}")
    return "\n\n".join(filter(None, plain)) + "\n", "\n<br>\n".join(filter(None, html)) + "\n"


def _newest(history: Sequence[Quoted]) -> list[Quoted]:
    chosen: list[Quoted] = []
    room = MAX_QUOTED_TEXT
    for quoted in reversed(history[-MAX_QUOTED_MESSAGES:]):
        text = _tidy(quoted.text)
        if len(text) > room:
            text = text[:room].rstrip() + "\n[...]"
        room -= len(text)
        chosen.append(Quoted(quoted.author, quoted.at, text))
        if room <= 0:
            break
    return chosen


def _tidy(text: str) -> str:
    return without_unstorable(text).replace("\r\n", "\n").replace("\r", "\n").strip()
