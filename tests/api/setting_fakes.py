"""Fakes of what the API offers to those who set up a desk. They share what was asked and what fails."""

from dataclasses import replace
from typing import TYPE_CHECKING

from chalicelib.domain.agents import Agent
from chalicelib.domain.directory import Directory
from chalicelib.domain.errors import NotFound, StaleVersion
from chalicelib.domain.settings import Kind, Setting, at_version, kind_of, with_setting
from chalicelib.services.configuration_ports import AuditPage, AuditRecord
from chalicelib.services.own_settings import OwnEdit
from tests.support.clock import START
from tests.support.settings import EACH

if TYPE_CHECKING:
    from tests.api.fakes import FakeUseCases

RECORD = AuditRecord(
    "01KB3RSEVW0000000000000001", START, "a-admin", "status", "waiting-for-parts", None, {"id": "x"}, "request-1"
)


class FakeConfiguration:
    """One setting of each kind, in version 1."""

    def __init__(self, cases: "FakeUseCases", directory: Directory) -> None:
        self._cases = cases
        self._settings = {(kind_of(setting), setting.id): setting for setting in EACH}
        for setting in EACH:
            directory = with_setting(directory, setting)
        self._directory = directory

    def current(self, agent: Agent) -> Directory:
        self._cases._note("configuration")
        return self._directory

    def save(
        self,
        agent: Agent,
        setting: Setting,
        based_on: int | None,
        request_id: str = "",
        members: tuple[str, ...] | None = None,
    ) -> Setting:
        self._cases._note(f"save {kind_of(setting)}", setting=setting, based_on=based_on, members=members)
        self._stored(kind_of(setting), setting.id, based_on)
        return at_version(setting, (based_on or 0) + 1)

    def delete(self, agent: Agent, kind: Kind, id: str, version: int, request_id: str = "") -> None:
        self._cases._note(f"delete {kind}", id=id, version=version)
        self._stored(kind, id, version)

    def _stored(self, kind: Kind, id: str, version: int | None) -> None:
        if (kind, id) not in self._settings:
            raise NotFound("no such setting")
        if version != 1:
            raise StaleVersion(self._settings[kind, id])


class FakeOwnSettings:
    def __init__(self, cases: "FakeUseCases") -> None:
        self._cases = cases

    def change(self, agent: Agent, based_on: int | None, edit: OwnEdit) -> Agent:
        self._cases._note("change_me", based_on=based_on, edit=edit)
        if based_on not in (None, agent.version):
            raise StaleVersion(agent)
        return replace(agent, available=edit.available is not False, version=agent.version + 1)


class FakeAudit:
    def __init__(self, cases: "FakeUseCases") -> None:
        self._cases = cases

    def list(self, agent: Agent, limit: int, after: str | None, kind: str | None, actor: str | None) -> AuditPage:
        self._cases._note("list_audit", limit=limit, after=after, kind=kind, actor=actor)
        return AuditPage((RECORD,), self._cases.next_position)
