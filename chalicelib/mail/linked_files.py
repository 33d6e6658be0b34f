"""The list of files that a mail could not carry, with links to them."""

from collections.abc import Sequence
from datetime import datetime
from html import escape

from chalicelib.domain.values import dataclass
from chalicelib.mail.layout import Section
from chalicelib.mail.parts import file_name
from chalicelib.mail.texts import day
from chalicelib.mail.wordings import wording

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class LinkedFile:
    """A file of `size` bytes behind a link."""

    name: str
    size: int
    url: str


def linked_files(files: Sequence[LinkedFile], until: datetime, language: str) -> Section:
    """What to download until that day; nothing to say if there are no files."""
    if not files:
        return Section("", "")
    intro = wording(language).linked.format(until=day(until, language))
    named = [(f"{file_name(file.name)} ({-(-file.size // MEGABYTE)} MB)", file.url) for file in files]
    rows = "".join(f'<li><a href="{escape(url)}" rel="noreferrer">{escape(name)}</a></li>\n' for name, url in named)
    text = "\n".join([intro, *(f"- {name}: {url}" for name, url in named)])
    return Section(text, f"<p>{escape(intro)}</p>\n<ul>\n{rows}</ul>")
