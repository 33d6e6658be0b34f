"""Whoever deploys a desk sets up its first departments and agents, before anybody could sign in.

Recorded like every change of a setting, and not checked for dead ends: a desk begins with departments in which nobody
works yet.
"""

from chalicelib.domain.agents import Agent
from chalicelib.domain.departments import Department
from chalicelib.domain.directory import Directory
from chalicelib.domain.errors import Unavailable
from chalicelib.domain.settings import at_version, found, kind_of
from chalicelib.services.recorded import OPERATIONS, TRIES, Recorded


class Founding:
    def __init__(self, recorded: Recorded) -> None:
        self._recorded = recorded

    def current(self) -> Directory:
        return self._recorded.read()

    def save(self, setting: Department | Agent) -> None:
        """Make it, or replace the one with its id, whatever version that has."""
        for _ in range(TRIES):
            directory = self._recorded.read()
            before = found(directory, kind_of(setting), setting.id)
            after = at_version(setting, before.version + 1 if before else 1)
            if self._recorded.store(OPERATIONS, directory, before, after):
                return
        raise Unavailable("others keep changing the configuration")
