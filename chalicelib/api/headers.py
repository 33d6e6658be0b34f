"""Headers that every answer carries, and the session cookie.

Sources: RFC 6797 (HSTS), CSP Level 3, RFC 6265bis (the `__Host-` prefix ties a cookie to this host, HTTPS
and all paths).
"""

COOKIE = "__Host-lippu"
_COOKIE_FLAGS = "Path=/; Secure; HttpOnly; SameSite=Lax"
_MAX_COOKIE = 512

EVERYWHERE = {
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
API_HEADERS = EVERYWHERE | {
    "Cache-Control": "no-store",
    "Content-Security-Policy": ("default-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"),
}
PAGE_HEADERS = EVERYWHERE | {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
}
ASSET_HEADERS = API_HEADERS | {"Cache-Control": "public, max-age=31536000, immutable"}


def document_headers(images: bool) -> dict[str, str]:
    """For a stranger's HTML: no script, no form, no origin, shown by the workspace alone, and nothing is loaded but
    `images`, if they are wanted.
    """
    sources = "https: http: data:" if images else "data:"
    policy = (
        f"sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; "
        f"img-src {sources}; form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
    )
    return {"Content-Security-Policy": policy}


def session_cookie(secret: str, seconds: int) -> str:
    """`Set-Cookie` for a session that lives `seconds` from now."""
    return f"{COOKIE}={secret}; Max-Age={seconds}; {_COOKIE_FLAGS}"


def expired_cookie() -> str:
    return session_cookie("", 0)


def read_session_cookie(header: str) -> str | None:
    """The secret from a `Cookie` header. None if absent, empty, oversized or given more than once."""
    pairs = (pair.strip().partition("=") for pair in header.split(";"))
    values = [value for name, _, value in pairs if name == COOKIE]
    if len(values) != 1 or not 0 < len(values[0]) <= _MAX_COOKIE:
        return None
    return values[0]


def origin_of(url: str) -> str:
    """Scheme, host and port of a URL, as browsers write them in `Origin`."""
    scheme, _, rest = url.partition("://")
    host = rest.partition("/")[0].lower()
    for standard in (":443",) if scheme == "https" else (":80",):
        host = host.removesuffix(standard)
    return f"{scheme.lower()}://{host}"
