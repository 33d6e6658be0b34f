"""Which AWS call fails, and how. Whatever carries the calls asks the plan about each one; its log is the recording."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Crash(BaseException):
    """The process died. No `except Exception` of the product can hide it, as none can outlive a killed Lambda."""


class Kind(StrEnum):
    """A way for one AWS call to fail. All but the last four hit one request; a repetition goes through."""

    LOST = "request lost"
    ANSWER_LOST = "done, answer lost"
    THROTTLED = "throttled"
    BROKEN = "answered 5xx"
    HANGS = "done, no answer before the read time-out"
    DOWN = "nothing gets through from here on"
    CUT_OFF = "done, answer lost, nothing gets through afterwards"
    CRASH_BEFORE = "the process dies before the call"
    CRASH_AFTER = "the process dies after the call"


LASTING = frozenset({Kind.DOWN, Kind.CUT_OFF})
DONE_ANYWAY = frozenset({Kind.ANSWER_LOST, Kind.HANGS, Kind.CUT_OFF, Kind.CRASH_AFTER})
"""The service did what it was asked, only the caller does not know."""


@dataclass(frozen=True, slots=True)
class Call:
    service: str
    operation: str

    def __str__(self) -> str:
        return f"{self.service}:{self.operation}"


@dataclass(frozen=True, slots=True)
class Fault:
    """`kind` at the `nth` call (from 1; 0 is every call), counting only calls of `operation` if that is given."""

    kind: Kind
    nth: int
    operation: str = ""


class Plan:
    """At most one fault at a time. Safe for the threads of a proxy."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._recorded: list[tuple[Call, Kind | None]] = []
        self._seen = 0
        self._fault: Fault | None = None
        self._down = False
        self._meanwhile: tuple[int, Callable[[], object]] | None = None

    def arm(self, fault: Fault | None) -> None:
        """Begin a new recording; `fault` strikes in it."""
        with self._lock:
            self._recorded, self._seen, self._fault, self._down = [], 0, fault, False

    def heal(self) -> None:
        """Nothing fails any more; the recording goes on."""
        with self._lock:
            self._fault, self._down = None, False

    def meanwhile(self, nth: int, act: Callable[[], object]) -> None:
        """Begin a new recording; `act` runs just before its `nth` call goes out, as if another process were faster."""
        self.arm(None)
        self._meanwhile = (nth, act)

    def strike(self, call: Call) -> Kind | None:
        """Note the call. Says how it fails, None if it does not."""
        with self._lock:
            kind = self._decide(call)
            self._recorded.append((call, kind))
            act = self._whose_turn_it_is()
        if act:
            act()
        return kind

    def _whose_turn_it_is(self) -> Callable[[], object] | None:
        if self._meanwhile is None or self._meanwhile[0] != len(self._recorded):
            return None
        (_, act), self._meanwhile = self._meanwhile, None
        return act

    def _decide(self, call: Call) -> Kind | None:
        if self._down:
            return Kind.DOWN
        if self._fault is None or self._fault.operation not in ("", call.operation):
            return None
        self._seen += 1
        if self._fault.nth not in (0, self._seen):
            return None
        self._down = self._fault.kind in LASTING
        return self._fault.kind

    @property
    def calls(self) -> list[Call]:
        return [call for call, _ in self._recorded]

    @property
    def struck(self) -> list[Call]:
        """The calls that failed, in order."""
        return [call for call, kind in self._recorded if kind]


_TARGETS = {"DynamoDB_20120810": "dynamodb", "AmazonSQS": "sqs", "AmazonSSM": "ssm"}
_S3 = {"GET": "GetObject", "PUT": "PutObject", "POST": "PostObject", "DELETE": "DeleteObject"}


def call_of(method: str, path: str, headers: Mapping[str, str]) -> Call:
    """Which operation a request asks for. `headers` have lower-case names."""
    target, _, operation = headers.get("x-amz-target", "").partition(".")
    if operation:
        return Call(_TARGETS.get(target, target), operation)
    if path.startswith("/v2/email/"):
        return Call("sesv2", "SendEmail")
    return Call("s3", "CopyObject" if "x-amz-copy-source" in headers else _S3[method])


@dataclass(frozen=True, slots=True)
class Reply:
    """What a service says instead of an answer."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def throttled(call: Call) -> Reply:
    """How each service says "slow down"."""
    if call.service == "s3":
        return Reply(503, {"Content-Type": "application/xml"}, _s3_error("SlowDown"))
    if call.service == "sesv2":
        return _json_error(429, "TooManyRequestsException")
    return _json_error(400, "ThrottlingException")


def broken(call: Call) -> Reply:
    if call.service == "s3":
        return Reply(500, {"Content-Type": "application/xml"}, _s3_error("InternalError"))
    return _json_error(500, "InternalServerError")


def _json_error(status: int, code: str) -> Reply:
    headers = {"Content-Type": "application/x-amz-json-1.0", "x-amzn-errortype": code}
    return Reply(status, headers, b'{"__type":"%s","message":"as planned"}' % code.encode())


def _s3_error(code: str) -> bytes:
    return f'<?xml version="1.0"?><Error><Code>{code}</Code><Message>as planned</Message></Error>'.encode()
