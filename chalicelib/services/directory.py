"""Departments and agents, remembered for half a minute: rules and addresses may lag, access rights never do.

Who is asking is read from the agent's own item at every request (`sessions.py`); this cache serves names, addresses and
targets of assignment.
"""

import threading
from datetime import datetime, timedelta

from chalicelib.domain.directory import Agent, Directory
from chalicelib.domain.rulebook import Rulebook
from chalicelib.domain.ticket import Ticket
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

    def rules_for(self, ticket: Ticket) -> Rulebook:
        """The rules for a ticket. One that was promised something newer than what is remembered has it read again, or
        its clocks would stop for want of the promise."""
        rules = Rulebook(self.current())
        if not rules.knows_promise_of(ticket):
            self.forget()
            rules = Rulebook(self.current())
        return rules

    def agent_now(self, agent_id: str) -> Agent | None:
        """An agent with the rights of this moment, for whoever does not come with a session."""
        return self._store.agent(agent_id)

    def forget(self) -> None:
        with self._lock:
            self._directory = None
