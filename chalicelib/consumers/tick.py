"""The clock: once a minute, whatever is due."""

from typing import TYPE_CHECKING

from chalicelib.telemetry import log

if TYPE_CHECKING:
    from chalicelib.services.tick import Tick


def consume(tick: "Tick") -> None:
    swept = tick.run()
    done: dict[str, object] = {"alarms": swept.alarms, "mails": swept.mails, "more": swept.more}
    if swept.mails:
        # a metric filter of infra/template.yaml reads this
        done["longest_wait"] = swept.longest_wait.total_seconds()
    if any(done.values()):
        log.info("swept", extra=done)
