"""What the use cases around the configuration need from outside, and what passes through."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Protocol

from chalicelib.domain.agents import Agent
from chalicelib.domain.directory import Directory
from chalicelib.domain.settings import Kind, Stored
from chalicelib.domain.values import dataclass


@dataclass(frozen=True, slots=True)
class AuditRecord:
    """Who changed what, and from which request. `before` and `after` are the whole setting, None where there is none.

    Records are written once: nothing changes or deletes them.
    """

    id: str
    at: datetime
    actor: str
    kind: str
    setting: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    request_id: str = ""


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Records, newest first; `next` is the position to continue behind, if there may be more."""

    records: tuple[AuditRecord, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class ConfigurationChange:
    """One setting with what changes along: all of it is stored or nothing is.

    `before` None makes it, `after` None removes it. `along` are agents that change because of it, as they were and as
    they will be. `revision` is that of the directory which the change was checked against.
    """

    before: Stored | None
    after: Stored | None
    along: tuple[tuple[Agent, Agent], ...]
    revision: int
    record: AuditRecord


class Overtaken(Exception):
    """Another change of the configuration came first: read it again and check again."""


class ConfigurationStore(Protocol):
    def read(self) -> Directory:
        """The directory, strongly consistent."""
        ...

    def commit(self, change: ConfigurationChange) -> None:
        """Store a change, and a replaced or removed policy as a former one. Raises Overtaken, Unavailable."""
        ...

    def replace_agent(self, before: Agent, after: Agent) -> None:
        """Store what an agent set for themselves. Raises StaleVersion with the stored agent, NotFound."""
        ...

    def mark_used(self, kind: Kind, id: str) -> bool:
        """Note that a ticket has this status, category or field, so that it is never deleted; False if it is gone.

        Call it before the first use that the directory does not know of (`used`). Those that came with the desk and
        were never changed need no mark.
        """
        ...


class AuditLog(Protocol):
    def page(
        self, now: datetime, since: str, limit: int, after: str | None, kind: str | None, actor: str | None
    ) -> AuditPage:
        """Records of the months from `now` back to `since` (`2026-11`), newest first, from behind `after`."""
        ...


class PublicHolidays(Protocol):
    def dates(self, region: str, years: Iterable[int]) -> frozenset[date]:
        """Public holidays of a region such as `FI` or `US-CA`. Raises InvalidInput for one that nobody knows."""
        ...
