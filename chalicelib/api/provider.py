"""The one door from HTTP to the use cases.

`app.py` says once where the use cases come from. Route modules never import `bootstrap`, so importing them
costs no AWS library, and tests put fakes here.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from chalicelib.domain.directory import Directory
    from chalicelib.services.attachments import Attachments
    from chalicelib.services.audit import Audit
    from chalicelib.services.bulk import Bulk
    from chalicelib.services.canned import Canned
    from chalicelib.services.checklists import Checklists
    from chalicelib.services.configuration import Configuration
    from chalicelib.services.counts import Counts
    from chalicelib.services.customer_edits import CustomerEdits
    from chalicelib.services.customer_merging import CustomerMerging
    from chalicelib.services.customers import Customers
    from chalicelib.services.documents import Documents
    from chalicelib.services.drafts import Drafts
    from chalicelib.services.edits import Edits
    from chalicelib.services.escalations import Escalations
    from chalicelib.services.feed import Feed
    from chalicelib.services.file_links import FileLinks
    from chalicelib.services.forms import Forms
    from chalicelib.services.last_answers import LastAnswers
    from chalicelib.services.macros import Macros
    from chalicelib.services.mail_templates import MailTemplates
    from chalicelib.services.merging import Merging
    from chalicelib.services.notifications import Notifications
    from chalicelib.services.originals import Originals
    from chalicelib.services.own_settings import OwnSettings
    from chalicelib.services.ports import Clock, Signer
    from chalicelib.services.quarantine import Quarantine
    from chalicelib.services.queue import Queue
    from chalicelib.services.reading import Reading
    from chalicelib.services.reminders import Reminders
    from chalicelib.services.replies import Replies
    from chalicelib.services.saved_views import SavedViews
    from chalicelib.services.scheduling import Scheduling
    from chalicelib.services.searching import Searching
    from chalicelib.services.sessions import Sessions
    from chalicelib.services.sla_view import SlaView
    from chalicelib.services.suppressions import Suppressions
    from chalicelib.services.taking_back import TakingBack
    from chalicelib.services.trash import Trash
    from chalicelib.services.view_lists import ViewLists
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
    def counts(self) -> "Counts": ...
    @property
    def saved_views(self) -> "SavedViews": ...
    @property
    def view_lists(self) -> "ViewLists": ...
    @property
    def searching(self) -> "Searching": ...
    @property
    def replies(self) -> "Replies": ...
    @property
    def scheduling(self) -> "Scheduling": ...
    @property
    def drafts(self) -> "Drafts": ...
    @property
    def edits(self) -> "Edits": ...
    @property
    def trash(self) -> "Trash": ...
    @property
    def notifications(self) -> "Notifications": ...
    @property
    def last_answers(self) -> "LastAnswers": ...
    @property
    def checklists(self) -> "Checklists": ...
    @property
    def reminders(self) -> "Reminders": ...
    @property
    def canned(self) -> "Canned": ...
    @property
    def bulk(self) -> "Bulk": ...
    @property
    def macros(self) -> "Macros": ...
    @property
    def sla_view(self) -> "SlaView": ...
    @property
    def queue(self) -> "Queue": ...
    @property
    def feed(self) -> "Feed": ...
    @property
    def taking_back(self) -> "TakingBack": ...
    @property
    def customers(self) -> "Customers": ...
    @property
    def customer_edits(self) -> "CustomerEdits": ...
    @property
    def customer_merging(self) -> "CustomerMerging": ...
    @property
    def attachments(self) -> "Attachments": ...
    @property
    def originals(self) -> "Originals": ...
    @property
    def documents(self) -> "Documents": ...
    @property
    def escalations(self) -> "Escalations": ...
    @property
    def merging(self) -> "Merging": ...
    @property
    def quarantine(self) -> "Quarantine": ...
    @property
    def suppressions(self) -> "Suppressions": ...
    @property
    def file_links(self) -> "FileLinks": ...
    @property
    def mail_templates(self) -> "MailTemplates": ...
    @property
    def configuration(self) -> "Configuration": ...
    @property
    def own_settings(self) -> "OwnSettings": ...
    @property
    def audit(self) -> "Audit": ...
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
