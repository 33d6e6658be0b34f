"""Text whose lines were broken for old screens, made whole again (RFC 3676, `format=flowed`)."""

import re

_QUOTES = re.compile(r">*")
SIGNATURE = "-- "


def unflowed(text: str, *, delete_space: bool = False) -> str:
    """The paragraphs on one line each. A line that ends in a blank goes on in the next line of the same quote depth;
    `delete_space` (DelSp=yes) drops that blank. The blank that stuffs a line's start goes, the signature's stays."""
    paragraphs: list[str] = []
    pieces: list[str] = []
    open_depth = -1
    for line in text.split("\n"):
        depth, content = _taken_apart(line)
        if depth != open_depth or content == SIGNATURE:
            _end(paragraphs, pieces, open_depth)
        flows = content.endswith(" ") and content != SIGNATURE
        pieces.append(content[:-1] if flows and delete_space else content)
        open_depth = depth
        if not flows:
            _end(paragraphs, pieces, depth)
            open_depth = -1
    _end(paragraphs, pieces, open_depth)
    return "\n".join(paragraphs)


def _taken_apart(line: str) -> tuple[int, str]:
    quotes = _QUOTES.match(line)
    depth = quotes.end() if quotes else 0
    return depth, line[depth:].removeprefix(" ")


def _end(paragraphs: list[str], pieces: list[str], depth: int) -> None:
    if pieces:
        paragraphs.append((">" * depth + " " if depth > 0 else "") + "".join(pieces))
        pieces.clear()
