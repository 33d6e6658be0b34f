"""The line that mail programs put above quoted text: "On <date> <name> wrote:", in many languages and orders."""

import re
from collections.abc import Sequence
from typing import Literal

MAX_LINES = 4
MAX_LENGTH = 400
Certainty = Literal["certain", "likely", "no"]

_WROTE = re.compile(
    r"\b(?:wrote|writes|said|schrieb|(?:folgendes\s+)?geschrieben|a\s+[ée]crit|(?:ha\s+)?escri(?:bi[óo]|be|t)|ha\s+scritto"
    r"|escreveu|schreef|skrev|kirjoitti|kirjutas|napisał(?:\(a\)|a)?|pisze|(?:ezt\s+)?írta|napsala?(?:\(a\))?"
    r"|nap[íi]sala?(?:\(a\))?|napisa(?:l|la|o)(?:\s+je|/-?l?a)?|piše|написала?(?:\(а\))?|пишет|пише|написа|a\s+scris"
    r"|yazdı|yazmış|rašė|rakst[īi]ja|έγραψε|כתב/ה|כתבה?|كتب)(?!\w)"
    r"|写道|寫道|のメ(?:ール|ッセージ)|님이\s*작성|작성:",
    re.IGNORECASE,
)
_FIRST_PERSON = re.compile(r"\b(?:i\s+(?:have\s+)?wrote|schrieb\s+ich|ich\s+schrieb|j['’]ai\s+écrit)\b", re.IGNORECASE)
_START = re.compile(
    r"[\s>*\"'-]*(?:(?:on|at|le|am|el|il|in|în|em|no|às|op|den|dne|dňa|w|dnia|la|pe|ma|ti|ke|to|la|su|mån|tis|ons|tor|tors"
    r"|fre|lör|sön|man|tir|lør|søn|az?|date|στις|на|у|в|v|dana|u|kasutaja|missatge|wiadomość|בתאריך|في|於|在)\b"
    r"|\W{0,3}\d{1,4}\b|[^\W\d_]{2,12}[.,]?\s+\d{1,2}\b|[^\W\d_]{2,6}\.?,\s)",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"(?<!\d)(?:19|20)\d\d(?!\d)[./年년-]?\s?(?:\d{1,2}[./月월-]\s?\d{1,2})?"
    r"|(?<!\d)\d{1,4}[./-]\s?\d{1,2}[./-]\s?\d{1,4}(?!\d)"
)
_CLOCK = re.compile(r"(?<!\d)\d{1,2}(?:[:.]\d\d|\s?h\s?\d\d)(?!\d)", re.IGNORECASE)
ADDRESS = re.compile(r"[^\s<>\"',;:()\[\]]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})*")
_COLONS = (":", "：")
_SENTENCE_ENDS = (*_COLONS, ".", "!", "?")
_WRAPPED = 45  # a program wraps no line that is shorter
_NAMED_ONLY = 80  # characters of a line without any date


def may_end(line: str) -> bool:
    """True if an attribution may end with this line: a cheap question asked of every line of a mail."""
    return line.endswith(_COLONS) or ("@" in line and bool(_WROTE.search(line[-60:])))


def attribution(lines: Sequence[str]) -> tuple[int, Certainty]:
    """How many of these lines, from the first on, are an attribution, and how sure that is.

    A likely one may be a sentence of the writer's own; only quoted lines right below make it certain.
    """
    text = ""
    starts = bool(_START.match(lines[0]) or ADDRESS.search(lines[0])) if lines else False
    for count, line in enumerate(lines[:MAX_LINES], start=1):
        text = f"{text} {line}".strip()
        if not line or (line.startswith(">") and not line.startswith(">:")) or len(text) > MAX_LENGTH:
            break
        certainty = _certainty(text, starts)
        if certainty != "no":
            return count, certainty
        if not starts or (len(line) < _WRAPPED and line.endswith(_SENTENCE_ENDS)):
            break
    return 0, "no"


def _certainty(text: str, starts: bool) -> Certainty:
    wrote = _WROTE.search(text)
    closed = text.endswith(_COLONS)
    if not closed and not (wrote and _WROTE.search(text[-40:])):
        return "no"
    date, clock = _DATE.search(text), _CLOCK.search(_DATE.sub(" ", text))
    address = bool(ADDRESS.search(text))
    if not wrote:
        return "certain" if closed and date and clock and address else "no"
    if _FIRST_PERSON.search(text):
        return "likely"
    if address and (date or clock):
        return "certain"
    if closed and date and clock:
        return "certain"
    if closed and (date or clock or address or len(text) <= _NAMED_ONLY):
        return "likely" if starts or address or text.endswith(wrote[0] + ":") else "no"
    return "no"
