"""HTML as a flat run of tokens, cut exactly where browsers cut it (WHATWG HTML, section 13.2.5), in linear time.

Shared by the nesting count and by HTML to text. It builds no tree, so nesting costs nothing here.
"""

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple


def words(text: str) -> frozenset[str]:
    """The names in a blank-separated list."""
    return frozenset(text.split())


VOID = words("area base basefont bgsound br col embed frame hr image img input keygen link meta param source track wbr")
RAW_TEXT = words("script style xmp iframe noembed noframes textarea title")

_ATTRIBUTE = r"""[\s/]*+(=?[^\s/>=]*+)(?>(?:\s*+=\s*+("[^"]*+"|'[^']*+'|(?!["'])[^\s>]*+))?)"""
_ATTRIBUTES = re.compile(_ATTRIBUTE)
_TAG = re.compile(
    r"""</?([a-zA-Z][^\s/>]*+)((?>(?>[\s/]++|=?[^\s/>=]++(?>(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|(?!["'])[^\s>]*+))?))*))>"""
)
_MARKUP = re.compile(r"<(?:(/?[a-zA-Z])|[!?/])")
_COMMENT_END = re.compile(r"--!?>")
_END_OF_RAW = {name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE) for name in RAW_TEXT}


class Token(NamedTuple):
    """`value` is the text, or the source of a tag's attributes. `name` is the lower-case tag name, '' for text.

    `raw` is the content of an element whose content is no markup, such as `style`.
    """

    kind: Literal["text", "open", "close", "raw"]
    name: str
    value: str


def tokens(html: str) -> Iterator[Token]:
    """The tokens in order, without comments."""
    position = 0
    while markup := _MARKUP.search(html, position):
        start = markup.start()
        if start > position:
            yield Token("text", "", html[position:start])
        if not markup[1]:
            position = _after_comment(html, start)
            continue
        tag = _TAG.match(html, start)
        if tag is None:
            return  # the tag never ends: browsers drop it and all after it
        position = tag.end()
        name = tag[1].lower()
        if html[start + 1] == "/":
            yield Token("close", name, "")
            continue
        yield Token("open", name, tag[2])
        if name in RAW_TEXT:
            end = _END_OF_RAW[name].search(html, position)
            yield Token("raw", name, html[position : end.start() if end else len(html)])
            position = end.start() if end else len(html)
    if position < len(html):
        yield Token("text", "", html[position:])


def _after_comment(html: str, start: int) -> int:
    if html.startswith("<!--", start):
        if html.startswith((">", "->"), start + 4):
            return html.index(">", start) + 1
        end = _COMMENT_END.search(html, start + 4)
        return end.end() if end else len(html)
    end_at = html.find(">", start)
    return end_at + 1 if end_at >= 0 else len(html)


def attributes(source: str) -> dict[str, str]:
    """The attributes of a tag by lower-case name, the first of each, entities undecoded."""
    found: dict[str, str] = {}
    for match in _ATTRIBUTES.finditer(source):
        if match[1]:
            value = match[2] or ""
            found.setdefault(match[1].lower(), value[1:-1] if value[:1] in ("'", '"') else value)
    return found
