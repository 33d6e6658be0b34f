"""Keeps event sources going."""

import logging
import threading
from collections.abc import Sequence

from infra.local.sources import Source

_log = logging.getLogger(__name__)


class Pump:
    """Polls sources, each in a thread of its own, until stopped."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self._stopping = threading.Event()
        self._threads = [
            threading.Thread(target=self._run, args=(source,), name=type(source).__name__, daemon=True)
            for source in sources
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self, patience: float = 10.0) -> None:
        """Let calls that are under way finish."""
        self._stopping.set()
        for thread in self._threads:
            thread.join(patience)

    def _run(self, source: Source) -> None:
        while not self._stopping.is_set():
            try:
                found = source.poll()
            except Exception:
                _log.exception("%s could not be read", type(source).__name__)
                self._stopping.wait(1.0)
            else:
                if not found:
                    self._stopping.wait(source.pause)
