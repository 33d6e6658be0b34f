"""The clock: once a minute, whatever is due."""

from typing import TYPE_CHECKING

from chalicelib.telemetry import log

if TYPE_CHECKING:
    from chalicelib.services.tick import Tick


def consume(tick: "Tick") -> None:
    swept = tick.run()
    if swept.alarms or swept.mails or swept.more:
        log.info("swept", extra={"alarms": swept.alarms, "mails": swept.mails, "more": swept.more})
