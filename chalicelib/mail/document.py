"""A cleaned message as a page of its own."""

import re

# what `sanitize` turned off, exactly as it writes it: only inside of tags, where it escapes quotes and angle brackets
_LATER = re.compile(r"(<[a-z][^<>]*?) data-lippu-(src|srcset|background)=")

_PAGE = """<!doctype html>
<html><head><meta charset="utf-8"><meta name="referrer" content="no-referrer"><base target="_blank"><style>
body {{ margin: 0; padding: 16px; color: #22282b; background: #fff; font: 15px/1.5 system-ui, sans-serif; }}
body {{ overflow-wrap: anywhere; }}
img {{ max-width: 100%; }}
blockquote {{ margin-inline: 0; padding-inline-start: 12px; border-inline-start: 2px solid #ddd; }}
</style></head><body>{body}</body></html>
"""


def as_document(html: str, images: bool) -> str:
    """`html` as `sanitize` left it. With `images` what it kept from loading is given back."""
    body = html
    while images and (restored := _LATER.sub(r"\1 \2=", body)) != body:
        body = restored
    return _PAGE.format(body=body)
