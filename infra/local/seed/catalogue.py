"""The threads that tickets are made of: what people wrote, by language, with blanks for names and numbers."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from chalicelib.domain.ticket import Priority

FOLDER = Path(__file__).parent / "threads"
PRODUCTS = ("Lumme 300", "Havu 2", "Tuuli 45", "Vuono Mini", "Kaarna Duo", "Sola 10")
AUTHORS = ("customer", "agent", "note")


@dataclass(frozen=True, slots=True)
class Message:
    """`author` is one of AUTHORS; `files` are kinds of attachments (see files.py)."""

    author: str
    text: str
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Thread:
    """A conversation from its first message to its last. `cc`: the customer copies somebody."""

    language: str
    subject: str
    department: str
    category: str
    tags: tuple[str, ...]
    priority: Priority | None
    cc: bool
    messages: tuple[Message, ...]

    def lengths(self, last: str) -> tuple[int, ...]:
        """After how many messages the thread can be cut so that `last` wrote the last one."""
        return tuple(number for number, message in enumerate(self.messages, 1) if message.author == last)


def threads() -> tuple[Thread, ...]:
    """All of them, in the order of their languages."""
    return tuple(thread for path in sorted(FOLDER.glob("*.toml")) for thread in _read(path))


def blanks(random: Random, year: int, first: str, agent: str) -> Mapping[str, str]:
    """What fills the blanks of one ticket's texts."""
    return {
        "first": first,
        "agent": agent,
        "product": random.choice(PRODUCTS),
        "order": f"LK-{random.randrange(20000, 99999)}",
        "invoice": f"{year}-{random.randrange(1000, 9999)}",
        "amount": f"{random.randrange(19, 480)},{random.choice(('00', '50', '90'))}",
        "serial": f"LM{random.randrange(2, 9)}-{random.randrange(1000, 9999)}-{random.choice('KQRX')}",
    }


def _read(path: Path) -> Iterator[Thread]:
    for thread in tomllib.loads(path.read_text(encoding="utf-8"))["thread"]:
        yield Thread(
            language=path.stem,
            subject=thread["subject"],
            department=thread["department"],
            category=thread["category"],
            tags=tuple(thread["tags"]),
            priority=Priority(thread["priority"]) if "priority" in thread else None,
            cc=thread.get("cc", False),
            messages=tuple(map(_message, thread["message"])),
        )


def _message(message: Mapping[str, Any]) -> Message:
    author = next(author for author in AUTHORS if author in message)
    return Message(author, message[author].strip(), tuple(message.get("files", ())))
