"""Saved views, remembered for half a minute where a moment does not matter."""

import threading
from collections.abc import Mapping
from datetime import datetime, timedelta

from chalicelib.domain.saved_views import SavedView
from chalicelib.services.count_ports import ViewStore
from chalicelib.services.ports import Clock

REMEMBERED_FOR = timedelta(seconds=30)
# everybody has read the views again by then
SETTLED = 2 * REMEMBERED_FOR


class ViewCache:
    """The views as of at most 30 seconds ago."""

    def __init__(self, store: ViewStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._lock = threading.Lock()
        self._views: Mapping[str, SavedView] = {}
        self._read_at: datetime | None = None

    def current(self) -> Mapping[str, SavedView]:
        with self._lock:
            now = self._clock.now()
            if self._read_at is None or now - self._read_at >= REMEMBERED_FOR:
                self._views, self._read_at = self._store.load(consistent=False), now
            return self._views

    def forget(self) -> None:
        with self._lock:
            self._read_at = None
