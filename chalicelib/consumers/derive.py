"""SQS derived: tickets that changed, for everything that follows from them."""

from typing import TYPE_CHECKING

from chalicelib.consumers.queues import Event, bodies

if TYPE_CHECKING:
    from chalicelib.services.derive import Derive


def consume(event: Event, derive: "Derive") -> None:
    for news in bodies(event):
        derive.ticket(news["ticket"], tuple(news["entries"]))
