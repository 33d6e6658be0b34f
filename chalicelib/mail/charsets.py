"""Bytes to text, whatever the sender declared. No input raises, and no result holds NUL or lone surrogates."""

import codecs
import re

# What senders declare and what they mean: the superset that real mail of that name is written in.
_MEANT = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601": "cp949",
    "euc-kr": "cp949",
    "euc_kr": "cp949",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "latin1": "cp1252",
    "iso-8859-1-windows-3.1-latin-1": "cp1252",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "x-sjis": "cp932",
    "big5": "big5hkscs",
    "iso-2022-jp": "iso2022_jp_ext",
    "unicode-1-1-utf-7": "utf-7",
    "unicode-1-1-utf-8": "utf-8",
    "utf8": "utf-8",
    "utf-8mb4": "utf-8",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-8-e": "iso-8859-8",
    "iso-8859-6-i": "iso-8859-6",
    "iso-8859-6-e": "iso-8859-6",
    "x-mac-roman": "mac-roman",
    "macintosh": "mac-roman",
    "windows-31j": "cp932",
    "windows-874": "cp874",
    "x-windows-949": "cp949",
}
# What is not ASCII in a text that is declared so was never declared.
_UNDECLARED = {
    "",
    "us-ascii",
    "ascii",
    "ansi_x3.4-1968",
    "unknown",
    "unknown-8bit",
    "x-unknown",
    "x-user-defined",
    "binary",
    "8bit",
    "7bit",
    "none",
}
# Codecs that answer with text but are no charset of any mail.
_NOT_CHARSETS = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"}
# Every byte is a character in these, so only the text tells that UTF-8 was sent under their name.
_SINGLE_BYTE = re.compile(r"cp125\d|iso8859[-_]\d+|latin[-_]?\d|koi8[-_].|mac[-_].*")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def without_unstorable(text: str) -> str:
    """The text without NUL and lone surrogates, which break the write to DynamoDB."""
    return _UNSTORABLE.sub("", text)


def codec_for(charset: str | None) -> str | None:
    """The Python codec for a declared charset, None if nothing usable was declared."""
    name = (charset or "").strip().strip("\"'").lower()
    if name in _UNDECLARED or len(name) > 60:
        return None
    name = _MEANT.get(name, name)
    for candidate in (name, name.replace("windows-", "cp").replace("ibm", "cp"), name.removeprefix("x-")):
        try:
            info = codecs.lookup(candidate)
        except (LookupError, ValueError):
            continue
        # rot13, base64 and the like are codecs too; typeshed does not know the flag that tells them apart
        if getattr(info, "_is_text_encoding", True) and info.name.replace("-", "_") not in _NOT_CHARSETS:
            return _MEANT.get(info.name, info.name)
    return None


def decode(data: bytes, charset: str | None, *, cut: bool = False) -> str:
    """Text of a body or an encoded-word: the declared charset, else UTF-8 if it fits, else replacement characters.
    A `cut` text may end within a character."""
    codec = codec_for(charset)
    for candidate in ("utf-8", codec) if codec and _SINGLE_BYTE.fullmatch(codec) else (codec, "utf-8"):
        text = _strictly(data, candidate, cut=cut)
        if text is not None:
            return without_unstorable(text)
    if codec is None:
        return without_unstorable(_mostly_utf_8(data) or _leniently(data, "cp1252"))
    return without_unstorable(_leniently(data, codec))


def fits(data: bytes, charset: str | None) -> bool:
    """Whether the bytes are text of the declared charset (UTF-8 if none is usable)."""
    return _strictly(data, codec_for(charset) or "utf-8") is not None


def decode_undeclared(data: bytes, charset: str | None = None) -> str:
    """Raw 8-bit text of a header: UTF-8, then the charset the mail declares elsewhere, then Windows-1252."""
    text = _strictly(data, "utf-8")
    if text is None:
        text = _mostly_utf_8(data) or _strictly(data, codec_for(charset)) or _leniently(data, "cp1252")
    return without_unstorable(text)


def _mostly_utf_8(data: bytes) -> str | None:
    """UTF-8 that was cut within a character here and there. Text of other charsets hardly has any character of it."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    whole = len(text) - len(text.encode("ascii", "ignore")) - broken
    return text if whole > 4 * broken else None


def _strictly(data: bytes, codec: str | None, *, cut: bool = False) -> str | None:
    if codec is None:
        return None
    try:
        return codecs.getincrementaldecoder(codec)().decode(data) if cut else data.decode(codec)
    except (UnicodeError, LookupError, ValueError):
        return None


def _leniently(data: bytes, codec: str) -> str:
    try:
        return data.decode(codec, "replace")
    except (UnicodeError, LookupError, ValueError):
        return data.decode("utf-8", "replace")
