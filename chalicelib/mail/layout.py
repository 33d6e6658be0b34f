"""A mail's two bodies, plain text and HTML, made side by side from sections.

The HTML is all our own: text comes in escaped. It sets no colours, so that mail programs can show it light or dark.
"""

import re
from collections.abc import Iterable

from chalicelib.domain.values import dataclass
from chalicelib.mail.charsets import without_unstorable
from chalicelib.mail.html_text import text_to_html

_FONT = "font-family:system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans',sans-serif;font-size:15px;line-height:1.5"


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of a mail as plain text and as HTML."""

    text: str
    html: str


def prose(text: str) -> Section:
    """Paragraphs, in which addresses are links."""
    text = tidy(text)
    paragraphs = (each for each in re.split(r"\n{2,}", text) if each.strip())
    return Section(text, "\n".join(f'<p dir="auto">{text_to_html(paragraph)}</p>' for paragraph in paragraphs))


def laid_out(sections: Iterable[Section], language: str) -> Section:
    """The whole bodies."""
    said = [section for section in sections if section.text]
    inside = "\n".join(section.html for section in said)
    html = (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width">\n<meta name="color-scheme" content="light dark">\n'
        f'</head>\n<body>\n<div style="max-width:42em;{_FONT}">\n{inside}\n</div>\n</body>\n</html>\n'
    )
    return Section("\n\n".join(section.text for section in said) + "\n", html)


def tidy(text: str) -> str:
    """Text with plain line ends, without blank lines around it."""
    return without_unstorable(text).replace("\r\n", "\n").replace("\r", "\n").strip()
