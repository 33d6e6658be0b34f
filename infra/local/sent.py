"""Mail that the stand-in for SES accepted: one .eml as it went out, one .json of what happened to it."""

import json
import re
import threading
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

_ID = re.compile(r"[0-9a-f-]{1,80}")


@dataclass(frozen=True, slots=True)
class SentMail:
    """`at` is UTC ISO 8601; `events` are SES event types in the order they were published."""

    id: str
    at: str
    sender: str
    recipients: tuple[str, ...]
    subject: str
    tags: dict[str, list[str]] = field(default_factory=dict)
    configuration_set: str = ""
    events: tuple[str, ...] = ()


class SentMails:
    """The folder of sent mail. Ids come from URLs: only what looks like one reaches the file system."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()

    def add(self, mail: SentMail, raw: bytes) -> None:
        """The description is written last: a mail without one was never accepted."""
        (self._folder / f"{mail.id}.eml").write_bytes(raw)
        self._write(mail)

    def note(self, id: str, event: str) -> None:
        with self._lock:
            mail = self.get(id)
            if mail is not None:
                self._write(replace(mail, events=(*mail.events, event)))

    def get(self, id: str) -> SentMail | None:
        if not _ID.fullmatch(id):
            return None
        try:
            values = json.loads((self._folder / f"{id}.json").read_text(encoding="utf-8"))
            values |= {name: tuple(values[name]) for name in ("recipients", "events")}
            return SentMail(**values)
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def raw(self, id: str) -> bytes | None:
        if not _ID.fullmatch(id):
            return None
        try:
            return (self._folder / f"{id}.eml").read_bytes()
        except OSError:
            return None

    def newest(self, limit: int) -> Iterable[SentMail]:
        # Ids begin with the time in milliseconds, so that their order is the order of sending.
        names = sorted((path.stem for path in self._folder.glob("*.json")), reverse=True)
        return filter(None, (self.get(name) for name in names[:limit]))

    def _write(self, mail: SentMail) -> None:
        temporary = self._folder / f"{mail.id}.new"
        temporary.write_text(json.dumps(asdict(mail)), encoding="utf-8")
        temporary.replace(self._folder / f"{mail.id}.json")
