"""The agent workspace as a site: which file an address means, and the headers it is answered with.

The local run serves it from here. On AWS the same table of headers belongs into the policy of the content delivery
network (docs/workspace.md).
"""

import mimetypes
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from chalicelib.api.headers import EVERYWHERE

PREFIX = "/agent/"
_ASSETS = "assets/"
_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".html": "text/html"}


@dataclass(frozen=True, slots=True)
class File:
    """An answer: the file's bytes with headers, or where to go instead."""

    status: int
    headers: dict[str, str]
    body: bytes = b""


class Workspace:
    """What was built into `folder`. Files go up to and come from the origins `uploads` and `attachments`."""

    def __init__(self, folder: Path, uploads: str, attachments: str) -> None:
        self._folder = folder.resolve()
        self._headers = headers(uploads, attachments)

    def serves(self, target: str) -> bool:
        path = urlsplit(target).path
        return path == PREFIX.rstrip("/") or path.startswith(PREFIX)

    def answer(self, target: str) -> File:
        """The file that a request's target means. Addresses of views and tickets have no ending: they are the page."""
        path = unquote(urlsplit(target).path)
        if not path.startswith(PREFIX):
            return File(308, {**self._headers, "Location": PREFIX})
        name = path.removeprefix(PREFIX)
        if not Path(name).suffix:
            name = "index.html"
        found = self._file(name)
        if found is None:
            return File(
                404, {**self._headers, "Cache-Control": "no-store", "Content-Type": "text/plain"}, b"Not found\n"
            )
        return File(200, {**self._headers, "Cache-Control": caching(name), "Content-Type": kind(name)}, found)

    def _file(self, name: str) -> bytes | None:
        try:
            file = (self._folder / name).resolve()
            inside = file.is_relative_to(self._folder) and not any(part.startswith(".") for part in Path(name).parts)
            return file.read_bytes() if inside else None
        except (OSError, ValueError):
            return None


def headers(uploads: str, attachments: str) -> dict[str, str]:
    """Headers of every file of the workspace: no inline script or style, nothing from anywhere else."""
    policy = {
        "default-src": "'self'",
        "script-src": "'self'",
        "frame-src": "'self'",
        "connect-src": f"'self' {uploads}",
        "form-action": f"'self' {uploads}",
        "img-src": f"'self' data: blob: {attachments}",
        "object-src": "'none'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    return EVERYWHERE | {"Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items())}


def caching(name: str) -> str:
    """Names of assets change with their content, so they are kept; everything else is asked for each time."""
    return "public, max-age=31536000, immutable" if name.startswith(_ASSETS) else "no-cache"


def kind(name: str) -> str:
    type = _TYPES.get(Path(name).suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    return f"{type}; charset=utf-8" if type.startswith("text/") else type
