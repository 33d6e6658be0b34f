"""The first use of what admins made is noted, so that it is never deleted from under a ticket."""

from collections.abc import Iterable
from typing import Protocol

from chalicelib.domain.directory import Directory
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.moves import Edit
from chalicelib.domain.settings import Kind, found


class UsedMarks(Protocol):
    def mark_used(self, kind: Kind, id: str) -> bool:
        """As `ConfigurationStore.mark_used`."""
        ...


class Marks:
    def __init__(self, store: UsedMarks) -> None:
        self._store = store

    def note(self, directory: Directory, edit: Edit | None = None, fields: Iterable[str] = ()) -> None:
        """Note what a change uses. Once everybody knows of it, this costs nothing. Raises InvalidInput for something
        that was deleted a moment ago."""
        if edit and edit.custom_status:
            self._mark(directory, Kind.STATUS, edit.custom_status, "custom_status")
        if edit and edit.category:
            self._mark(directory, Kind.CATEGORY, edit.category, "category")
        for id in fields:
            self._mark(directory, Kind.FIELD, id, f"fields.{id}")

    def note_membership(self, directory: Directory, group: str, organisation: str) -> None:
        """Note what a customer was put into, empty for nothing new. Raises InvalidInput as `note`."""
        if group:
            self._mark(directory, Kind.GROUP, group, "group")
        if organisation:
            self._mark(directory, Kind.ORGANISATION, organisation, "organisation")

    def _mark(self, directory: Directory, kind: Kind, id: str, named: str) -> None:
        setting = found(directory, kind, id)
        came_with_the_desk = setting is not None and not setting.version
        if came_with_the_desk or getattr(setting, "used", False):
            return
        if not self._store.mark_used(kind, id):
            raise InvalidInput.of(named, "was removed from this desk")
