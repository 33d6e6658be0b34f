"""Invitations (text/calendar, RFC 5545) as text that people can read. Nothing is answered and nothing is looked up:
times stay as written, with the name of their time zone."""

import re
from collections.abc import Iterator
from dataclasses import field
from datetime import date, timedelta

from chalicelib.domain.values import dataclass

MAX_SOURCE = 256 * 1024
MAX_LINES = 5000
MAX_EVENTS = 10
MAX_ATTENDEES = 40
MAX_VALUE = 500
MAX_DESCRIPTION = 4000

_FOLD = re.compile(r"\r?\n[ \t]")
_LINE = re.compile(r"([A-Za-z0-9-]{1,60})((?>(?:;(?>(?:\"[^\"]*\"|[^\":]+)*))?)):(.*)", re.DOTALL)
_PARAMETER = re.compile(r";([A-Za-z0-9-]{1,60})=(?>(\"[^\"]*\"|[^\";]*))")
_ESCAPE = re.compile(r"\\([\\;,nN])")
_DATE = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d\d(Z?))?")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_METHODS = {"REQUEST": "invitation", "CANCEL": "cancelled", "REPLY": "answer", "COUNTER": "other time proposed"}
_ANSWERS = {"ACCEPTED": "accepted", "DECLINED": "declined", "TENTATIVE": "tentative"}


@dataclass(frozen=True, slots=True)
class _Property:
    name: str
    parameters: dict[str, str]
    value: str


@dataclass(slots=True)
class _Event:
    single: dict[str, _Property] = field(default_factory=dict)
    attendees: list[_Property] = field(default_factory=list)

    def add(self, found: _Property) -> None:
        if found.name == "ATTENDEE":
            if len(self.attendees) <= MAX_ATTENDEES:
                self.attendees.append(found)
        else:
            self.single.setdefault(found.name, found)

    def text(self, name: str, limit: int = MAX_VALUE) -> str:
        found = self.single.get(name)
        return _unescaped(found.value)[:limit].strip() if found else ""


def calendar_text(source: str) -> str:
    """One block of lines for each event, '' if there is none. Linear, within the limits above."""
    method, events = _read(source[:MAX_SOURCE])
    return "\n\n".join("\n".join(_lines(event, method)) for event in events)


def _read(source: str) -> tuple[str, list[_Event]]:
    method = ""
    events: list[_Event] = []
    open_components: list[str] = []
    for found in _properties(source):
        if found.name == "BEGIN":
            open_components.append(found.value.strip().upper())
            if open_components[-1] == "VEVENT":
                if len(events) == MAX_EVENTS:
                    break
                events.append(_Event())
        elif found.name == "END":
            del open_components[-1:]
        elif open_components[-1:] == ["VEVENT"]:
            events[-1].add(found)
        elif found.name == "METHOD":
            method = found.value.strip().upper()
    return method, events


def _properties(source: str) -> Iterator[_Property]:
    for line in _FOLD.sub("", source).splitlines()[:MAX_LINES]:
        match = _LINE.fullmatch(line[: MAX_DESCRIPTION * 2])
        if match:
            parameters = {name.upper(): value.strip('"') for name, value in _PARAMETER.findall(match[2])}
            yield _Property(match[1].upper(), parameters, match[3])


def _lines(event: _Event, method: str) -> Iterator[str]:
    yield f"Calendar event: {_one_line(event.text('SUMMARY')) or '(no title)'}"
    states = [_METHODS.get(method, ""), _one_line(event.text("STATUS")).lower()]
    state = ", ".join(dict.fromkeys(state for state in states if state))
    if state:
        yield f"Status: {state}"
    when = _when(event)
    if when:
        yield f"When: {when}"
    for label, name in (("Repeats", "RRULE"), ("Where", "LOCATION")):
        value = _one_line(event.text(name))
        if value:
            yield f"{label}: {value}"
    if "ORGANIZER" in event.single:
        yield f"Organiser: {_person(event.single['ORGANIZER'])}"
    if event.attendees:
        people = [_person(attendee) for attendee in event.attendees[:MAX_ATTENDEES]]
        yield "Attendees: " + ", ".join(people) + (", ..." if len(event.attendees) > MAX_ATTENDEES else "")
    description = event.text("DESCRIPTION", MAX_DESCRIPTION)
    if description:
        yield ""
        yield description


def _when(event: _Event) -> str:
    start, end = event.single.get("DTSTART"), event.single.get("DTEND")
    if start is None:
        return ""
    begins, ends = _moment(start), _moment(end) if end else ""
    if end and _is_day(start) and _is_day(end):
        ends = _last_day(end)
    if ends == begins:
        ends = ""
    if ends and begins[:10] == ends[:10] and not _is_day(start):
        ends = ends[11:]
    zone = start.parameters.get("TZID", "")[:100]
    length = _one_line(event.text("DURATION")) if not end else ""
    return (
        begins
        + (f" to {ends}" if ends else "")
        + (f" for {length}" if length else "")
        + (f" ({_one_line(zone)})" if zone else "")
    )


def _is_day(moment: _Property) -> bool:
    return len(moment.value.strip()) == 8


def _moment(moment: _Property) -> str:
    """2026-03-04 10:00, as written if it is none of the forms of RFC 5545 section 3.3.5."""
    match = _DATE.fullmatch(moment.value.strip())
    if match is None:
        return _one_line(moment.value)[:MAX_VALUE]
    year, month, day, hour, minute, utc = match.groups()
    clock = f" {hour}:{minute}" if hour else ""
    return f"{year}-{month}-{day}{clock}{' UTC' if utc else ''}"


def _last_day(end: _Property) -> str:
    """The end of an event of whole days is the day after it."""
    try:
        return (date.fromisoformat(_moment(end)) - timedelta(days=1)).isoformat()
    except (ValueError, OverflowError):
        return _moment(end)


def _person(found: _Property) -> str:
    address = re.sub(r"\Amailto:", "", found.value.strip(), flags=re.IGNORECASE)
    name = found.parameters.get("CN", "")
    answer = _ANSWERS.get(found.parameters.get("PARTSTAT", "").upper(), "")
    shown = f"{name} <{address}>" if name and name != address else address
    return _one_line(shown)[:MAX_VALUE] + (f" ({answer})" if answer else "")


def _unescaped(value: str) -> str:
    return _CONTROL.sub("", _ESCAPE.sub(lambda match: "\n" if match[1] in "nN" else match[1], value))


def _one_line(value: str) -> str:
    return " ".join(_CONTROL.sub("", value).split())
