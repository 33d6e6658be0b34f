"""The admins' audit log: what a setting looked like before and after each change, and reading it."""

import json
from dataclasses import asdict
from datetime import timedelta
from enum import StrEnum
from typing import Any

from chalicelib.domain.agents import Agent
from chalicelib.domain.permissions import admin_only
from chalicelib.domain.schedules import Schedule
from chalicelib.domain.settings import Stored
from chalicelib.domain.week import WEEKDAYS
from chalicelib.services.configuration_ports import AuditLog, AuditPage
from chalicelib.services.directory import DirectoryCache
from chalicelib.services.ports import Clock


class Audited(StrEnum):
    """What records are about: settings of each kind, and what agents share with others."""

    DEPARTMENT = "department"
    AGENT = "agent"
    STATUS = "status"
    CATEGORY = "category"
    FIELD = "field"
    ROLE = "role"
    HOURS = "business-hours"
    POLICY = "sla-policy"
    MAIL_TEMPLATE = "mail-template"
    GROUP = "customer-group"
    ORGANISATION = "organisation"
    BLOCK = "blocked-sender"
    MESSAGE = "canned-message"
    ANSWER = "predefined-answer"
    MACRO = "macro"


class Audit:
    def __init__(self, log: AuditLog, cache: DirectoryCache, clock: Clock) -> None:
        self._log = log
        self._cache = cache
        self._clock = clock

    def list(self, agent: Agent, limit: int, after: str | None, kind: str | None, actor: str | None) -> AuditPage:
        """A page of records, newest first; it may be short although there are more. Raises Forbidden."""
        admin_only(agent, "reads the audit log")
        self._cache.forget()  # the first change ever is there at once
        since = self._cache.current().audited_since
        if not since:
            return AuditPage((), None)
        return self._log.page(self._clock.now(), since, limit, after, kind, actor)


def described(setting: Stored) -> dict[str, Any]:
    """A setting as plain JSON values: durations in seconds, sets in order. There is no secret in any."""
    found: dict[str, Any] = json.loads(json.dumps(asdict(setting), default=_plain))
    if isinstance(setting, Schedule):
        days = zip(WEEKDAYS, setting.week.days, strict=True)
        found["week"] = {weekday: [str(period) for period in periods] for weekday, periods in days}
    return found


def _plain(value: object) -> object:
    if isinstance(value, set | frozenset):
        return sorted(map(str, value))
    if isinstance(value, timedelta):
        return value.total_seconds()
    return str(value)
