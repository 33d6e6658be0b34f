"""Event sources on the desk's own clock, and as unkind as AWS allows: copies, another order, double ticks."""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from infra.local.sources import Event, Invoke, QueueSource
from tests.support.clock import StillClock


@dataclass
class ClockedQueue(QueueSource):
    """An SQS mapping whose failed messages come back when their visibility time-out ends on the injected clock.

    `copies` is how often each message is given; `newest_first` turns the order of what waits together around.
    """

    clock: StillClock = field(default_factory=StillClock)
    visibility: timedelta = timedelta(minutes=6)
    copies: int = 1
    newest_first: bool = False
    _hidden: list[tuple[datetime, str]] = field(default_factory=list)

    def poll(self) -> int:
        self._bring_back()
        answer = self.sqs.receive_message(
            QueueUrl=self.url, MaxNumberOfMessages=10 if self.newest_first else 1, MessageSystemAttributeNames=["All"]
        )
        messages = answer.get("Messages", [])
        for message in reversed(messages) if self.newest_first else messages:
            for _ in range(self.copies - 1):
                self._give_copy(self._record(message))
            self._handle(message)
        return len(messages)

    def is_hiding(self) -> bool:
        """Whether failed messages wait for their time."""
        return bool(self._hidden)

    def _give_copy(self, record: Event) -> None:
        # if it fails, the message itself is still to come
        with suppress(FunctionFailed):
            self.invoke({"Records": [record]})

    def _failed(self, handle: str) -> None:
        self._hidden.append((self.clock.now() + self.visibility, handle))

    def _bring_back(self) -> None:
        waiting = []
        for visible_at, handle in self._hidden:
            if visible_at <= self.clock.now():
                self.sqs.change_message_visibility(QueueUrl=self.url, ReceiptHandle=handle, VisibilityTimeout=0)
            else:
                waiting.append((visible_at, handle))
        self._hidden = waiting


class FunctionFailed(Exception):
    """A Lambda invocation that ended with an error or died."""


def twice(invoke: Invoke) -> Invoke:
    """Streams and schedules may call again although all went well."""

    def invoke_twice(event: Event) -> None:
        invoke(event)
        invoke(event)

    return invoke_twice
