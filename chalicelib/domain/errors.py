"""Every way a request can be refused. `chalicelib/api/problems.py` maps each to HTTP; a test fails when one is missing.

LippuError
|-- InvalidInput            a value is not acceptable; names each field
|-- Unauthenticated         nobody is signed in
|   `-- NewPasswordRequired the password is right but must be replaced first
|-- Forbidden               the caller may see the object but not do this
|-- NotFound                no such object, or not for this caller (the two are never told apart)
|-- Conflict                the request contradicts what is stored
|   |-- StaleVersion        the object changed since the caller read it; carries what is stored now
|   |-- DraftChanged        the draft that was sent was saved from elsewhere meanwhile
|   `-- NotWaiting          the reply was sent, stopped or taken back before
|-- IdempotencyMismatch     the same Idempotency-Key came with another request
|-- VersionRequired         a change came without saying which version it is based on
|-- TooLarge                the request is bigger than the limit
|-- UnsupportedMediaType    the body is not of a type this route reads
`-- Unavailable             a service we depend on did not answer; trying again is safe
"""

from typing import Any

from chalicelib.domain.values import dataclass


class LippuError(Exception):
    """Root of all refusals."""


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One unacceptable value: where it stands (`tags[0]`, `If-Match`) and what would be right, in words."""

    field: str
    message: str


class InvalidInput(LippuError):
    """Values that are not acceptable. The message of each says what to change."""

    def __init__(self, *problems: FieldProblem) -> None:
        super().__init__("; ".join(f"{problem.field}: {problem.message}" for problem in problems))
        self.problems = problems

    @classmethod
    def of(cls, field: str, message: str) -> "InvalidInput":
        return cls(FieldProblem(field, message))


class Unauthenticated(LippuError):
    """Nobody is signed in, or the credentials are wrong."""


class NewPasswordRequired(Unauthenticated):
    """The first sign-in with a password somebody else chose: a new one must come along."""


class Forbidden(LippuError):
    """The caller may see the object but not do this with it."""


class NotFound(LippuError):
    """There is no such object for this caller."""


class Conflict(LippuError):
    """The request contradicts what is stored."""


class StaleVersion(Conflict):
    """The object changed since the caller read it. `current` is the stored object now, `news` what the caller has not
    seen yet and should."""

    def __init__(self, current: Any, news: tuple[Any, ...] = ()) -> None:
        super().__init__("the object changed since it was read")
        self.current = current
        self.news = news


class DraftChanged(Conflict):
    """The draft that a reply or note came from was saved from elsewhere meanwhile: its newer words would be lost."""


class NotWaiting(Conflict):
    """The scheduled reply does not wait any more: it was sent, stopped or taken back."""

    def __init__(self, words: str = "the reply does not wait any more: it was sent, stopped or taken back") -> None:
        super().__init__(words)


class IdempotencyMismatch(LippuError):
    """The same Idempotency-Key came with another request."""


class VersionRequired(LippuError):
    """A change came without saying which version it is based on."""


class TooLarge(LippuError):
    """The request is bigger than the limit."""


class UnsupportedMediaType(LippuError):
    """The body is not of a type this route reads."""


class Unavailable(LippuError):
    """A service we depend on did not answer in time. Nothing is half done; trying again is safe."""
