"""What the functions decided about mail, read from their log: one line each for the console."""

import logging
from collections.abc import Callable, Iterator

from chalicelib.domain.ids import show_reference
from chalicelib.domain.outbox import split_outbox_id

LOGGER = "lippu"
_UNWELCOME = {"Bounce": ("bounce", "came back"), "Complaint": ("complaint", "was reported as spam")}

_UNSENT = {"suppressed": "its address bounced or complained before", None: "there is no such mail"}


class Outcomes(logging.Handler):
    """Gives `line` a kind and a text. What the console tells by itself (a new ticket, a sent mail) is left out, as is
    why a new ticket was not confirmed: the log does not say.
    """

    def __init__(self, line: Callable[[str, str], None]) -> None:
        super().__init__(logging.INFO)
        self._line = line

    def emit(self, record: logging.LogRecord) -> None:
        for kind, text in lines(record):
            self._line(kind, text)


def lines(record: logging.LogRecord) -> Iterator[tuple[str, str]]:
    """Kind and text for a record of the consumers; nothing for any other."""
    said = record.__dict__
    match record.getMessage(), said.get("outcome"):
        case "mail received", "appended":
            yield "added", f"mail to {show_reference(said['ticket'])}"
        case "mail received", "duplicate":
            yield "duplicate", f"mail is in {show_reference(said['ticket'])} already"
        case "mail received", "quarantined":
            yield "set aside", f"mail: {said['reason']}"
        case "sender on hold", _:
            yield "slow lane", f"customer {said['held_sender']} writes too much: further mail waits for its turn"
        case "mail not sent", _:
            yield "not sent", f"{_mail_of(said['outbox_id'])}: {_UNSENT.get(said['state'], said['state'])}"
        case "mail feedback", _:
            event, _, outbox_id = str(said["feedback"]).partition(": ")
            if event in _UNWELCOME:
                kind, words = _UNWELCOME[event]
                yield kind, f"{_mail_of(outbox_id)} {words}"


def _mail_of(outbox_id: str) -> str:
    parts = split_outbox_id(outbox_id)
    return f"mail of {show_reference(parts[0])}" if parts else "a mail"
