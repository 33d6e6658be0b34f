"""HTML of strangers made harmless, for the screen and for mail that quotes it.

Three walls: tags are put in order (`balance`), nh3 keeps what an allow-list names, and whatever would load something
from outside becomes inert `data-lippu-*` attributes that the workspace restores when the agent asks for images.
"""

import re

import nh3

from chalicelib.domain.values import dataclass
from chalicelib.mail.balance import TAGS, TooMuchMarkup, balanced
from chalicelib.mail.charsets import without_unstorable
from chalicelib.mail.html_text import html_to_text, text_to_html
from chalicelib.mail.markup import RAW_TEXT, words

__all__ = ["CleanHtml", "html_to_text", "sanitize", "text_to_html"]

MAX_HTML = 1 << 23  # a mail has at most 1 MiB of it, which escaping may lengthen

_LOADING = {"src": "data-lippu-src", "srcset": "data-lippu-srcset", "background": "data-lippu-background"}
_LOADING_LATER = frozenset(_LOADING.values())
_CELL = {"align", "valign", "bgcolor", "width", "height", "colspan", "rowspan", "nowrap", "background"}
_ATTRIBUTES: dict[str, set[str]] = {
    "*": {"style", "title", "dir", "lang", "align"},
    "a": {"href"},
    "img": {"src", "srcset", "alt", "width", "height", "border", "hspace", "vspace"}
    | {"data-lippu-src", "data-lippu-srcset"},
    "table": {"border", "cellpadding", "cellspacing", "data-lippu-background"} | _CELL,
    "tr": _CELL | {"data-lippu-background"},
    "td": _CELL | {"data-lippu-background"},
    "th": _CELL | {"data-lippu-background"},
    "col": {"span", "width"},
    "colgroup": {"span", "width"},
    "font": {"color", "face", "size"},
    "blockquote": {"type"},
    "ol": {"start", "type"},
    "ul": {"type"},
    "br": {"clear"},
    "hr": {"size", "width", "color", "noshade"},
}
_STYLES = words(
    "background-color border border-bottom border-bottom-color border-bottom-style border-bottom-width border-collapse"
    " border-color border-left border-left-color border-left-style border-left-width border-radius border-right"
    " border-right-color border-right-style border-right-width border-spacing border-style border-top border-top-color"
    " border-top-style border-top-width border-width color direction font font-family font-size font-style font-variant"
    " font-weight height letter-spacing line-height list-style-type margin margin-bottom margin-left margin-right"
    " margin-top max-width min-width padding padding-bottom padding-left padding-right padding-top table-layout"
    " text-align text-decoration text-indent text-transform unicode-bidi vertical-align white-space width word-break"
    " word-wrap"
)
# Values are words, numbers and colours. The only functions are colours, so nothing is loaded or computed.
_STYLE_VALUE = re.compile(r"(?:[\w\s#%.,!'\"+-]|(?<=rgb)\(|(?<=rgba)\(|(?<=hsl)\(|(?<=hsla)\(|\)){1,300}")
_TAG = re.compile(r"<([a-z][a-z0-9]*)((?>(?: [^\s=>\"]+=\"[^\"]*\")+))>")
_ATTRIBUTE = re.compile(r" ([^\s=>\"]+)=\"([^\"]*)\"")
_STRIPPED_BY_BROWSERS = re.compile(r"[\t\n\r]|^[\x00-\x20]+|[\x00-\x20]+$")
_REMOTE = re.compile(r"https?://[^\s]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CleanHtml:
    """HTML that runs and loads nothing, and how many pictures from outside wait for the agent's word."""

    html: str
    blocked_images: int


def sanitize(html: str) -> CleanHtml:
    """The HTML by the allow-list. With too much markup it comes back as its text. Cleaning twice changes nothing."""
    html = without_unstorable(html)[:MAX_HTML]
    try:
        ordered = balanced(html)
    except TooMuchMarkup:
        ordered = text_to_html(html_to_text(html))
    blocked = 0

    def hold_back(match: re.Match[str]) -> str:
        nonlocal blocked
        held = dict(_held_back(name, value) for name, value in reversed(_ATTRIBUTE.findall(match[2])))
        blocked += not _LOADING_LATER.isdisjoint(held)
        return f"<{match[1]}" + "".join(f' {name}="{value}"' for name, value in sorted(held.items())) + ">"

    held = _TAG.sub(hold_back, _cleaned(ordered))
    return CleanHtml(held, blocked)


def _cleaned(html: str) -> str:
    return nh3.clean(
        html,
        tags=set(TAGS),
        clean_content_tags=set(RAW_TEXT),
        attributes=_ATTRIBUTES,
        attribute_filter=_filtered,
        url_schemes={"http", "https", "mailto", "cid"},
        url_relative="deny",
        link_rel="noopener noreferrer nofollow",
    )


def _filtered(tag: str, name: str, value: str) -> str | None:
    """The value of an allowed attribute, None to drop it."""
    if name == "style":
        return _safe_style(value)
    if name in _LOADING or name in _LOADING_LATER:
        return _safe_source(name, _STRIPPED_BY_BROWSERS.sub("", value))
    return value


def _safe_style(value: str) -> str | None:
    kept = []
    for declaration in value.split(";"):
        name, _, content = declaration.partition(":")
        name, content = name.strip().lower(), content.strip()
        if name in _STYLES and _STYLE_VALUE.fullmatch(content):
            kept.append(f"{name}: {content}")
    return "; ".join(kept) or None


def _safe_source(name: str, value: str) -> str | None:
    if name == "src" and value[:4].lower() == "cid:":
        return value
    if name.endswith("srcset"):
        candidates = [candidate.split() for candidate in re.split(r",\s+", value)]
        return value if all(words and _REMOTE.fullmatch(words[0]) for words in candidates) else None
    return value if _REMOTE.fullmatch(value) else None


def _held_back(name: str, value: str) -> tuple[str, str]:
    """One attribute of the finished HTML: renamed if it loads something from outside the mail."""
    loads = name in _LOADING and value[:4].lower() != "cid:"
    return (_LOADING[name] if loads else name), value
