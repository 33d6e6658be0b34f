"""HTML to readable text and back, both linear and without a parser that could be led into deep trees."""

import re
from html import escape, unescape

from chalicelib.mail.charsets import without_unstorable
from chalicelib.mail.markup import Token, attributes, tokens, words

_BLOCKS = words(
    "address article aside blockquote body caption center dd details dir div dl dt fieldset figcaption figure footer"
    " form h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol p pre section summary table tbody tfoot thead tr"
    " ul"
)
_SPACED = words("p h1 h2 h3 h4 h5 h6 ul ol dl pre table blockquote")
_QUOTE_CLASS = re.compile(r"\b(?:yahoo_quoted|protonmail_quote|tutanota_quote|zmail_extra|quote-container)\b")
_REPLY_HEADER = re.compile(
    r"\b(?:divRplyFwdMsg|appendonsend|OutlookMessageHeader|mail-editor-reference-message-container)\b"
)
_INDENTATION = re.compile(r"border\s*:\s*(?:none|0)", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_LINK = re.compile(r"https?://[^\s<>\"'`]{1,2000}|mailto:[^\s<>\"'`]{1,300}", re.IGNORECASE)
_RULE = "-" * 20
# Python refuses to read numbers of more than 4,300 digits; no character has so many.
_NO_CHARACTER = re.compile(r"&#(?:[0-9]{8,}|x[0-9a-f]{7,});?", re.IGNORECASE)


def html_to_text(html: str) -> str:
    """The visible text: blocks on lines of their own, list items with a dash, quotes with `> ` before each line."""
    writer = _Writer()
    for token in tokens(html):
        writer.take(token)
    return without_unstorable(writer.text())


def text_to_html(text: str) -> str:
    """Escaped text with line breaks, in which http, https and mailto addresses are links."""
    pieces: list[str] = []
    position = 0
    for match in _LINK.finditer(text):
        url = _without_sentence_end(match[0])
        pieces.append(escape(text[position : match.start()]))
        pieces.append(f'<a href="{escape(url)}" rel="noopener noreferrer nofollow">{escape(url)}</a>')
        position = match.start() + len(url)
    pieces.append(escape(text[position:]))
    return re.sub(r"\r\n?|\n", "<br>\n", without_unstorable("".join(pieces)))


def _without_sentence_end(url: str) -> str:
    while url and (url[-1] in ".,;:!?" or (url[-1] == ")" and "(" not in url)):
        url = url[:-1]
    return url


class _Writer:
    """Collects lines. Knows how deep in quotes, preformatted text and invisible elements the reading is."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._line: list[str] = []
        self._quotes: list[tuple[str, bool]] = []  # open div and blockquote elements, and whether they quote
        self._depth = 0
        self._preformatted = 0
        self._hidden = 0

    def take(self, token: Token) -> None:
        if token.kind == "text":
            self._write(token.value)
        elif token.name == "head":
            self._hidden = int(token.kind == "open")
        elif token.kind == "open":
            self._open(token.name, token.value)
        elif token.kind == "close":
            self._close(token.name)

    def text(self) -> str:
        self._end_line()
        return re.sub(r"\n{3,}", "\n\n", "\n".join(self._lines)).strip("\n") + "\n" if self._lines else ""

    def _write(self, source: str) -> None:
        if self._hidden:
            return
        text = unescape(_NO_CHARACTER.sub("\ufffd", source)) if "&" in source else source
        if self._preformatted:
            *whole, last = text.replace("\r\n", "\n").split("\n")
            for line in whole:
                self._line.append(line)
                self._end_line(force=True)
            self._line.append(last)
            return
        text = _BLANKS.sub(" ", text)
        if text.startswith(" ") and (not self._line or self._line[-1].endswith(" ")):
            text = text[1:]
        if text:
            self._line.append(text)

    def _open(self, name: str, source: str) -> None:
        if name == "body":
            self._hidden = 0
        if name == "br":
            self._end_line(force=True)
        elif name in ("td", "th") and self._line:
            self._write(" ")
        elif name in _BLOCKS:
            self._break(name)
        if name in ("div", "blockquote"):
            self._enter(name, source)
        elif name == "hr":
            self._line.append(_RULE)
            self._end_line()
        elif name == "li":
            self._line.append("- ")
        elif name == "pre":
            self._preformatted += 1
        elif name == "img":
            self._write(attributes(source).get("alt", ""))

    def _close(self, name: str) -> None:
        if name not in _BLOCKS:
            return
        self._end_line()
        if name == "pre":
            self._preformatted = max(0, self._preformatted - 1)
        elif name in ("div", "blockquote"):
            self._leave(name)
        self._break(name)

    def _break(self, name: str) -> None:
        self._end_line()
        if name in _SPACED and self._lines and self._lines[-1].strip("> "):
            self._lines.append(self._prefix().rstrip())

    def _enter(self, name: str, source: str) -> None:
        if _REPLY_HEADER.search(source):
            self._line.append("_" * 32)
            self._end_line()
        quotes = name == "blockquote" and not _INDENTATION.search(attributes(source).get("style", ""))
        quotes = quotes or bool(_QUOTE_CLASS.search(source))
        self._quotes.append((name, quotes))
        self._depth += quotes

    def _leave(self, name: str) -> None:
        if any(opened == name for opened, _ in self._quotes[-50:]):
            while self._quotes:
                opened, quotes = self._quotes.pop()
                self._depth -= quotes
                if opened == name:
                    return

    def _prefix(self) -> str:
        return ">" * min(self._depth, 10) + " " if self._depth else ""

    def _end_line(self, *, force: bool = False) -> None:
        if not self._line and not force:
            return
        line = "".join(self._line)
        if not self._preformatted:
            line = line.rstrip(" ")
        if line or force:
            self._lines.append((self._prefix() + line).rstrip() if not line else self._prefix() + line)
        self._line = []
