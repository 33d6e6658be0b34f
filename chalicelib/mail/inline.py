"""Pictures within the HTML: which files they are, and each of them once."""

import re
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import unquote

from chalicelib.mail.content import MAX_TEXT, Attachment

_CID = re.compile(r"cid:([^\"'\s>)]{1,998})", re.IGNORECASE)


def with_inline_files(html: str | None, files: Sequence[Attachment]) -> tuple[str | None, tuple[Attachment, ...]]:
    """The HTML, each of its `cid:` addresses spelled as the Content-ID of a file, and the files, of which only those
    that it shows keep a Content-ID.

    Addresses may be percent-encoded (RFC 2392), or be the Content-Location of a part (RFC 2557). Of pictures with the
    same bytes one is kept, to which the addresses of the others then lead. An address stays as it is where a longer one
    would take the HTML over MAX_TEXT.
    """
    kept, same = _without_repetitions(files)
    if html is None:
        return None, tuple(_shown(file, set()) for file in kept)
    html = _with_locations_marked(html, files)
    known = {file.content_id.lower(): file.content_id for file in kept if file.content_id}
    known |= {other.lower(): content_id for other, content_id in same.items()}
    used: set[str] = set()
    room = max(0, MAX_TEXT - len(html))

    def spelled(match: re.Match[str]) -> str:
        nonlocal room
        content_id = known.get(match[1].lower()) or known.get(unquote(match[1]).lower())
        longer = len(content_id or "") - len(match[1])
        if content_id is None or longer > room:
            return match[0]
        room -= longer
        used.add(content_id)
        return f"cid:{content_id}"

    html = _CID.sub(spelled, html)
    return html, tuple(_shown(file, used) for file in kept)


def _with_locations_marked(html: str, files: Sequence[Attachment]) -> str:
    """With `cid:` in front of the web addresses that are parts of the mail."""
    for file in files:
        quoted = f'"{file.content_id}"'
        if _is_location(file) and 0 < html.count(quoted) * len("cid:") <= MAX_TEXT - len(html):
            html = html.replace(quoted, f'"cid:{file.content_id}"')
    return html


def _shown(file: Attachment, used: set[str]) -> Attachment:
    return file if file.content_id in used else replace(file, content_id=None)


def _is_location(file: Attachment) -> bool:
    return "://" in (file.content_id or "")


def _without_repetitions(files: Sequence[Attachment]) -> tuple[list[Attachment], dict[str, str]]:
    """The files without pictures that were there before, and the Content-IDs of those by which they now go."""
    kept: list[Attachment] = []
    pictures: dict[bytes, str] = {}
    same: dict[str, str] = {}
    for file in files:
        if file.content_id and file.content and file.content_type.startswith("image/"):
            first = pictures.setdefault(file.content, file.content_id)
            if first != file.content_id:
                same[file.content_id] = first
                continue
        kept.append(file)
    return kept, same
