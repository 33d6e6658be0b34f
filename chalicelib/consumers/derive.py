"""SQS derived: tickets and mails that changed, for everything that follows from them."""

from typing import TYPE_CHECKING, Protocol

from chalicelib.consumers.queues import Event, bodies

if TYPE_CHECKING:
    from chalicelib.services.counting import MailCounting
    from chalicelib.services.derive import Derive
    from chalicelib.services.view_counting import ViewCounting


class Desk(Protocol):
    """Whoever has something to do when something changed."""

    @property
    def derive(self) -> "Derive": ...
    @property
    def mail_counting(self) -> "MailCounting": ...
    @property
    def view_counting(self) -> "ViewCounting": ...


def consume(event: Event, desk: Desk) -> None:
    for news in bodies(event):
        if "ticket" in news:
            desk.derive.ticket(news["ticket"], tuple(news["entries"]))
        elif "mail" in news:
            desk.mail_counting.count(news["mail"])
        else:
            desk.view_counting.go_on(news["view"], news["after"])
