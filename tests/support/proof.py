"""How far the proof suites go, and where they write their numbers."""

import json
import os
from pathlib import Path


def is_full() -> bool:
    """Whether the full extent is asked for; otherwise the quick slice runs."""
    return os.environ.get("LIPPU_PROOF") == "1"


def report(suite: str, **numbers: int) -> None:
    """Write the numbers of a finished suite for the table of `make proof`; nothing where nobody collects them."""
    folder = os.environ.get("LIPPU_PROOF_OUT")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        (Path(folder) / f"{suite}.json").write_text(json.dumps(numbers), encoding="utf-8")
