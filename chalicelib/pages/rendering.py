"""Templates. Jinja2 is imported when the first page is made: most requests are for the interface and never
need it, and its import would be the largest part of a cold start.
"""

import functools
import hashlib
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from jinja2 import Environment
    from markupsafe import Markup


def render(template: str, **values: Any) -> str:
    """The page. Every value is escaped; a name that a template misspells is an error, not a blank.

    `root` is the way from the page's address to the desk's, `../` for each level below it.
    """
    return _environment().get_template(template).render({"root": "", **values})


def prose(text: str) -> "Markup":
    """Text with `code`, **strong** and blank lines between paragraphs, as HTML. Everything else in it is escaped."""
    from markupsafe import Markup, escape

    html = str(escape(text))
    html = re.sub(r"`([^`]+)`", r"<code>\1</code>", re.sub(r"\*\*([^*]+)\*\*", r"<strong>\1</strong>", html))
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in html.split("\n\n") if paragraph.strip())
    return Markup(paragraphs)  # noqa: S704 - escaped above


@functools.cache
def asset(name: str) -> str:
    """The content of a file that lies beside this module."""
    return (_here() / name).read_text(encoding="utf-8")


@functools.cache
def asset_version(name: str) -> str:
    """Changes whenever the file does, so that browsers may keep it for a year."""
    return hashlib.sha256(asset(name).encode()).hexdigest()[:12]


def _here() -> "Path":
    from pathlib import Path

    return Path(__file__).parent


@functools.cache
def _environment() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_here() / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.globals["asset_version"] = asset_version
    environment.filters["prose"] = prose
    return environment
