"""The one door from HTTP to the use cases.

`app.py` says once where the use cases come from. Route modules never import `bootstrap`, so importing them
costs no AWS library, and tests put fakes here.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from chalicelib.domain.directory import Directory
    from chalicelib.services.attachments import Attachments
    from chalicelib.services.customers import Customers
    from chalicelib.services.edits import Edits
    from chalicelib.services.forms import Forms
    from chalicelib.services.ports import Clock, Signer
    from chalicelib.services.reading import Reading
    from chalicelib.services.replies import Replies
    from chalicelib.services.sessions import Sessions
    from chalicelib.settings import Settings


class Log(Protocol):
    """The part of a logger that HTTP needs."""

    def exception(self, msg: Any, *, extra: Any = None) -> None: ...


class DirectoryCache(Protocol):
    def current(self) -> "Directory": ...


class Desk(Protocol):
    """What `chalicelib.bootstrap` builds, as far as HTTP needs it."""

    @property
    def settings(self) -> "Settings": ...
    @property
    def signer(self) -> "Signer": ...
    @property
    def clock(self) -> "Clock": ...
    @property
    def directory_cache(self) -> DirectoryCache: ...
    @property
    def sessions(self) -> "Sessions": ...
    @property
    def reading(self) -> "Reading": ...
    @property
    def replies(self) -> "Replies": ...
    @property
    def edits(self) -> "Edits": ...
    @property
    def customers(self) -> "Customers": ...
    @property
    def attachments(self) -> "Attachments": ...
    @property
    def forms(self) -> "Forms": ...


class NotConnectedError(Exception):
    """A request came before `use` was called: a mistake in `app.py`, not in the request."""


_desk: Callable[[], Desk] | None = None
_log: Log | None = None


def use(desk_provider: Callable[[], Desk], log: Log) -> None:
    """Take the use cases from `desk_provider` from now on, and write unexpected errors to `log`."""
    global _desk, _log
    _desk, _log = desk_provider, log


def desk() -> Desk:
    if _desk is None:
        raise NotConnectedError("call chalicelib.api.http.use first")
    return _desk()


def log_unexpected(route: str) -> None:
    """Write the exception being handled. The route's pattern is logged, never the path, query or body of
    the request.
    """
    if _log is not None:
        _log.exception("unexpected error", extra={"route": route})
