"""HTML rewritten so that every tag is closed in order, before any library builds a tree from it.

Sanitisers built on a browser's parser take time that grows with the square of the nesting, and copy formatting elements
that were left open into every following paragraph. Counting the depth of foreign HTML exactly would mean following all
rules of browsers for badly nested tags; HTML that is already in order has the depth that it shows.
"""

import re
from collections.abc import Iterator

from chalicelib.mail.markup import VOID, attributes, tokens, words

MAX_DEPTH = 200
MAX_TAGS = 50_000
MAX_ATTRIBUTES_SOURCE = 8 * 1024
MAX_ATTRIBUTES = 100
MAX_AMPERSANDS = 1000

_OPENING_TAG = re.compile("<[a-zA-Z]")
_BLOCKS = words(
    "address article aside blockquote center details dd div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 header hr"
    " li main nav ol p pre section summary ul table"
)
_INLINE = words(
    "a abbr b bdi bdo big br cite code del dfn em font i img ins kbd mark q s samp small span strike strong sub sup"
    " time tt u var wbr"
)
_TABLE_PARTS = words("caption col colgroup tbody td tfoot th thead tr")
TAGS = _BLOCKS | _INLINE | _TABLE_PARTS
"""All elements a message may show. Others are dropped, their text stays; `script` and the like go with their text."""

# Opening the key closes the nearest of the values, unless one of the walls stands in between.
_SECTIONS = frozenset({"tbody", "thead", "tfoot", "caption", "colgroup"})
_CLOSES: dict[str, frozenset[str]] = {
    **dict.fromkeys(_BLOCKS, frozenset({"p"})),
    "a": frozenset({"a"}),
    "li": frozenset({"li"}),
    "dd": frozenset({"dd", "dt"}),
    "dt": frozenset({"dd", "dt"}),
    "td": frozenset({"td", "th", "caption", "colgroup"}),
    "th": frozenset({"td", "th", "caption", "colgroup"}),
    "tr": frozenset({"tr", "caption", "colgroup"}),
    **dict.fromkeys(_SECTIONS, _SECTIONS),
}
_WALLS: dict[str, frozenset[str]] = {
    "li": frozenset({"ul", "ol", "table", "td", "th"}),
    "dd": frozenset({"dl", "table", "td", "th"}),
    "dt": frozenset({"dl", "table", "td", "th"}),
    **dict.fromkeys(("td", "th", "tr", *_SECTIONS), frozenset({"table"})),
}
_ROWS = frozenset({"tr"})
_ROW_GROUPS = frozenset({"tbody", "thead", "tfoot"})
_CELL = frozenset({"table", "td", "th", "caption"})


class TooMuchMarkup(ValueError):
    """More than MAX_DEPTH elements are open at once, or there are more than MAX_TAGS opening tags."""


def balanced(html: str) -> str:
    """The HTML with known elements only, all closed in order. Linear. Raises TooMuchMarkup."""
    if len(_OPENING_TAG.findall(html)) > MAX_TAGS:
        raise TooMuchMarkup
    return "".join(_pieces(html))


def _pieces(html: str) -> Iterator[str]:
    stack: list[str] = []
    in_fresh_pre = False  # browsers drop a line end there, and each cleaning would drop one more
    for token in tokens(html):
        if token.kind == "text":
            text = token.value.strip() if _between_cells(stack) else token.value
            text = text.lstrip("\r\n") if in_fresh_pre else text
            in_fresh_pre = in_fresh_pre and not text
            yield _in_short_texts(text.replace("<", "&lt;"))
        elif token.name not in TAGS or (token.name in _TABLE_PARTS and "table" not in stack):
            continue
        elif token.kind == "open":
            if _between_cells(stack) and token.name not in _TABLE_PARTS | {"table"}:
                continue  # browsers would move it in front of the table
            yield from _closed_by_opening(stack, token.name)
            yield from _opened_by_opening(stack, token.name)
            yield f"<{token.name}{_few_attributes(token.value)}>"
            in_fresh_pre = token.name == "pre"
            if token.name not in VOID:
                stack.append(token.name)
            if len(stack) > MAX_DEPTH:
                raise TooMuchMarkup
        elif token.kind == "close":
            wall = frozenset({"table"}) if token.name in _TABLE_PARTS else _CELL
            yield from _popped(stack, frozenset({token.name}), wall)
    yield from (f"</{name}>" for name in reversed(stack))


def _closed_by_opening(stack: list[str], name: str) -> Iterator[str]:
    if name == "table" and _between_cells(stack):
        yield from _popped(stack, frozenset({"table"}), frozenset())
    if name in _BLOCKS:
        yield from _popped(stack, _CLOSES["p"], _CELL)
    if name in _CLOSES:
        yield from _popped(stack, _CLOSES[name], _WALLS.get(name, _CELL))


def _opened_by_opening(stack: list[str], name: str) -> Iterator[str]:
    """The rows and row groups that a cell or row stands in, where the sender left them out."""
    if name in ("td", "th") and _nearest(stack, _ROWS | {"table"}) == "table":
        yield from _opened_by_opening(stack, "tr")
        stack.append("tr")
        yield "<tr>"
    elif name == "tr" and _nearest(stack, _ROW_GROUPS | {"table"}) == "table":
        stack.append("tbody")
        yield "<tbody>"
    elif name == "col" and _nearest(stack, frozenset({"colgroup", "table"})) == "table":
        stack.append("colgroup")
        yield "<colgroup>"


def _between_cells(stack: list[str]) -> bool:
    return "table" in stack and _nearest(stack, _CELL) == "table"


def _nearest(stack: list[str], names: frozenset[str]) -> str | None:
    return next((name for name in reversed(stack) if name in names), None)


def _popped(stack: list[str], targets: frozenset[str], wall: frozenset[str]) -> Iterator[str]:
    """Closing tags down to the nearest of the targets; none if a wall or nothing comes first."""
    if targets.isdisjoint(stack):
        return
    for index in range(len(stack) - 1, -1, -1):
        if stack[index] in targets:
            yield from (f"</{name}>" for name in reversed(stack[index:]))
            del stack[index:]
            return
        if stack[index] in wall:
            return


def _in_short_texts(text: str) -> str:
    """The parser behind nh3 takes quadratic time over the ampersands of one text; an empty comment begins a new one."""
    pieces = text.split("&")
    groups = (pieces[start : start + MAX_AMPERSANDS] for start in range(0, len(pieces), MAX_AMPERSANDS))
    return "<!---->&".join("&".join(group) for group in groups)


def _few_attributes(source: str) -> str:
    if source.count("&") > MAX_AMPERSANDS:
        return ""
    if len(source) > MAX_ATTRIBUTES_SOURCE and len(attributes(source)) > MAX_ATTRIBUTES:
        return ""
    return source
