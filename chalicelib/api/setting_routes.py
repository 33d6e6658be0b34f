"""How settings are made, replaced and removed: alike for every kind."""

from collections.abc import Callable
from typing import TypeVar

import msgspec

from chalicelib.api import setting_views as views
from chalicelib.api.http import Access, Answer, Call, Need, Routes, Tagged, tagged
from chalicelib.domain.errors import Conflict, Forbidden, NotFound, StaleVersion
from chalicelib.domain.settings import Kind, Setting

Save = TypeVar("Save", bound=Callable[[Call], Tagged])
Remove = TypeVar("Remove", bound=Callable[[Call], None])


class SettingRoutes(Routes):
    """Routes of settings."""

    def saving(
        self, path: str, body: type[msgspec.Struct], answer: type[msgspec.Struct], summary: str
    ) -> Callable[[Save], Save]:
        """Declares a route that makes or replaces a setting."""
        return self.put(
            path,
            access=Access.AGENT,
            body=body,
            answers=Answer(200, answer, ("ETag",)),
            errors=(Forbidden, NotFound, StaleVersion, Conflict),
            summary=summary,
        )

    def removing(self, path: str, summary: str) -> Callable[[Remove], Remove]:
        """Declares a route that removes a setting."""
        return self.delete(
            path,
            access=Access.AGENT,
            version=Need.REQUIRED,
            answers=Answer(204),
            errors=(Forbidden, Conflict),
            summary=summary,
        )


def saved(call: Call, setting: Setting, members: tuple[str, ...] | None = None) -> Tagged:
    stored = call.desk.configuration.save(call.agent, setting, call.based_on, call.request_id, members)
    return tagged(views.setting(stored), stored.version)


def removed(call: Call, kind: Kind, id: str) -> None:
    call.desk.configuration.delete(call.agent, kind, id, call.version, call.request_id)
