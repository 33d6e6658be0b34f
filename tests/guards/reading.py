"""Guards within which strangers' mail is taken apart and shown."""

from tests.guards.guard import Guard, M

MAIL_IN = ("tests/consumers/test_mail_in.py",)
HOSTILE = ("tests/unit/mail/test_hostile.py",)
ADDRESSES = ("tests/unit/mail/test_addresses.py",)
PARSE = ("tests/unit/mail/test_parse.py",)
GUARD = ("tests/unit/mail/test_guard.py",)
SANITIZE = ("tests/unit/mail/test_sanitize.py",)
TNEF = ("tests/unit/mail/test_tnef.py",)
STRUCTURE = ("tests/unit/mail/test_structure.py",)
SPECIAL = ("tests/unit/mail/test_special.py",)

READING = (
    # what is read
    Guard(
        "one sender or none",
        M + "addresses.py",
        "if len(values) != 1:",
        "if not values:",
        ("tests/unit/mail/test_addresses.py", "tests/unit/mail/test_parse.py"),
    ),
    Guard(
        "headers are cut before parsing",
        M + "guard.py",
        "if number >= MAX_HEADERS or size > MAX_HEADER_BLOCK:",
        "if False:",
        ("tests/unit/mail/test_guard.py",),
    ),
    Guard(
        "mail HTML loads nothing",
        M + "sanitize.py",
        "return (_LOADING[name] if loads else name), value",
        "return name, value",
        ("tests/unit/mail/test_sanitize.py",),
    ),
    Guard(
        "mail HTML has no foreign schemes",
        M + "sanitize.py",
        'url_schemes={"http", "https", "mailto", "cid"}',
        'url_schemes={"http", "https", "mailto", "cid", "javascript", "data"}',
        ("tests/unit/mail/test_sanitize.py",),
    ),
    Guard(
        "styles cannot load",
        M + "sanitize.py",
        "if name in _STYLES and _STYLE_VALUE.fullmatch(content):",
        "if name:",
        ("tests/unit/mail/test_sanitize.py",),
    ),
    Guard(
        "a header has a limit",
        M + "guard.py",
        "value = raw[name.end() : min(end, name.end() + MAX_HEADER)]",
        "value = raw[name.end() : end]",
        GUARD,
    ),
    Guard(
        "a sender behind a bare CR is seen",
        M + "guard.py",
        "if _HIDDEN_SENDER.search(raw, start, stop):",
        "if False:",
        GUARD,
    ),
    Guard(
        "a sender behind the limits is seen",
        M + "guard.py",
        "if _LATE_SENDER.search(raw, max(0, position - 1), end):",
        "if False:",
        GUARD,
    ),
    Guard(
        "parts have a limit",
        M + "structure.py",
        "if not closes and self._parts == MAX_PARTS:",
        "if False:",
        STRUCTURE,
    ),
    Guard(
        "nesting of parts has a limit",
        M + "structure.py",
        "if boundary and len(self._levels) == MAX_DEPTH:",
        "if False:",
        STRUCTURE,
    ),
    Guard(
        "lines that could divide parts have a limit",
        M + "structure.py",
        "if count == MAX_DASHED_LINES:",
        "if False:",
        STRUCTURE,
    ),
    Guard(
        "a text has a limit",
        M + "content.py",
        "MAX_TEXT = 1 << 20",
        "MAX_TEXT = 1 << 30",
        (*PARSE, *HOSTILE),
    ),
    Guard(
        "verdicts in the mail itself are dropped",
        M + "parse.py",
        "if not _FORGEABLE.fullmatch(name):",
        "if True:",
        (*PARSE, *MAIL_IN),
    ),
    Guard(
        "an ambiguous sender is none",
        M + "addresses.py",
        "if not all(mailbox.plain for mailbox in written):",
        "if False:",
        ADDRESSES,
    ),
    Guard(
        "look-alikes of letters are refused",
        M + "addresses.py",
        'canonical = unicodedata.normalize("NFKC", label) == label',
        "canonical = True",
        ADDRESSES,
    ),
    Guard(
        "an encoded-word is no address",
        M + "addresses.py",
        'if local.startswith("=?") and local.endswith("?="):',
        "if False:",
        ADDRESSES,
    ),
    Guard(
        "HTML nested too deep is text",
        M + "balance.py",
        "if len(stack) > MAX_DEPTH:",
        "if False:",
        SANITIZE,
    ),
    Guard(
        "links lead to whole addresses",
        M + "sanitize.py",
        'url_relative="deny"',
        'url_relative="pass-through"',
        SANITIZE,
    ),
    Guard(
        "a picture comes from the mail or the web",
        M + "sanitize.py",
        "return value if _REMOTE.fullmatch(value) else None",
        "return value",
        SANITIZE,
    ),
    Guard(
        "an envelope within an envelope has a limit",
        M + "tnef.py",
        "if self._nesting >= MAX_NESTING:",
        "if False:",
        TNEF,
    ),
    Guard(
        "an attribute ends within its envelope",
        M + "tnef.py",
        "if level not in _LEVELS or start + length > len(data):",
        "if level not in _LEVELS:",
        TNEF,
    ),
    Guard(
        "files of an envelope have a limit",
        M + "special.py",
        "files.extend(inner[:room])",
        "files.extend(inner)",
        (*TNEF, *SPECIAL, *HOSTILE),
    ),
    Guard(
        "rich text has a limit",
        M + "compressed_rtf.py",
        "if size > MAX_RTF or kind not in",
        "if kind not in",
        TNEF,
    ),
    Guard(
        "a damaged envelope stays among the files",
        M + "special.py",
        "files.append(envelope)",
        "pass",
        TNEF,
    ),
)
