"""The last messages of a conversation below a reply, as quotes."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from html import escape

from chalicelib.domain.values import dataclass
from chalicelib.mail.html_text import text_to_html
from chalicelib.mail.layout import Section, tidy
from chalicelib.mail.texts import moment
from chalicelib.mail.wordings import wording

MAX_QUOTED_MESSAGES = 3
MAX_QUOTED_TEXT = 16 * 1024
_QUOTE = '<blockquote type="cite" style="margin:0.5em 0 0;padding-left:0.9em;border-left:2px solid #8b9297">'


@dataclass(frozen=True, slots=True)
class Quoted:
    """An earlier public message of the ticket."""

    author: str
    at: datetime
    text: str


def quotes(history: Sequence[Quoted], language: str) -> Iterator[Section]:
    """`history` is oldest first; the newest few are quoted, newest first, each below a line that says who wrote it."""
    for quoted in _newest(history):
        author = " ".join(tidy(quoted.author).split())
        line = wording(language).wrote.format(at=moment(quoted.at, language), author=author)
        rows = "\n".join(f"> {row}".rstrip() for row in quoted.text.split("\n"))
        quote = f"{_QUOTE}{text_to_html(quoted.text)}</blockquote>"
        yield Section(f"{line}\n{rows}", f'<div dir="auto">{escape(line)}</div>\n{quote}\n<br>')


def _newest(history: Sequence[Quoted]) -> list[Quoted]:
    chosen: list[Quoted] = []
    room = MAX_QUOTED_TEXT
    for quoted in reversed(history[-MAX_QUOTED_MESSAGES:]):
        text = tidy(quoted.text)
        if len(text) > room:
            text = text[:room].rstrip() + "\n[...]"
        room -= len(text)
        chosen.append(Quoted(quoted.author, quoted.at, text))
        if room <= 0:
            break
    return chosen
