"""Departments and agents, remembered for half a minute: rules and addresses may lag, access rights never do.

Who is asking is read from the agent's own item at every request (`sessions.py`); this cache serves names, addresses and
targets of assignment.
"""

import threading
from datetime import datetime, timedelta

from chalicelib.domain.directory import Directory
from chalicelib.services.ports import Clock, DirectoryStore

REMEMBERED_FOR = timedelta(seconds=30)


class DirectoryCache:
    """The directory as of at most 30 seconds ago."""

    def __init__(self, store: DirectoryStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._lock = threading.Lock()
        self._directory: Directory | None = None
        self._read_at: datetime | None = None

    def current(self) -> Directory:
        with self._lock:
            now = self._clock.now()
            if self._directory is None or self._read_at is None or now - self._read_at >= REMEMBERED_FOR:
                self._directory, self._read_at = self._store.load(), now
            return self._directory

    def forget(self) -> None:
        with self._lock:
            self._directory = None
