"""How far the stories of a state folder are told, so that a run that was stopped meanwhile goes on where it was."""

import json
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

_FILE = "seed.json"


@dataclass(frozen=True, slots=True)
class Progress:
    """`began` is the moment at which all stories end; `finished` says that the last one was told."""

    began: datetime
    told: int = 0
    finished: bool = False

    def further(self, told: int) -> "Progress":
        return replace(self, told=told)


def begin(folder: Path) -> Progress:
    """What is written in the folder, or a new beginning at this second."""
    found = read(folder)
    return found or write(folder, Progress(datetime.now(UTC).replace(microsecond=0)))


def read(folder: Path) -> Progress | None:
    """None for a folder without stories."""
    try:
        values = json.loads((folder / _FILE).read_text(encoding="utf-8"))
        return Progress(datetime.fromisoformat(values["began"]), values["told"], values["finished"])
    except FileNotFoundError:
        return None


def write(folder: Path, progress: Progress) -> Progress:
    temporary = folder / f"{_FILE}.new"
    temporary.write_text(json.dumps(asdict(progress) | {"began": progress.began.isoformat()}), encoding="utf-8")
    temporary.replace(folder / _FILE)
    return progress
