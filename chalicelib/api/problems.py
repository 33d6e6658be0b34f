"""One table from refusals to HTTP. Answers are problem documents (RFC 9457) that never name a resource or a
library.
"""

from typing import Any

import msgspec

from chalicelib.api import timeline_views, views
from chalicelib.api.json_body import Malformed
from chalicelib.domain import errors
from chalicelib.domain.values import dataclass

DOCUMENTATION = "/api/docs#"
RETRY_AFTER_SECONDS = 2


class SignInFailed(errors.Unauthenticated):
    """A sign-in that came to nothing. It reads the same whether the person or the password is unknown."""


class FieldProblem(msgspec.Struct):
    """One unacceptable value: where it stands and what would be right."""

    field: str
    message: str


class Problem(msgspec.Struct, omit_defaults=True):
    """Why a request was refused. `type` leads to its description in the documentation of the interface."""

    type: str
    title: str
    status: int
    detail: str
    errors: tuple[FieldProblem, ...] = ()


class StaleProblem(Problem, omit_defaults=True, kw_only=True):
    """A refusal because the object changed meanwhile; `current` is the object as it is now, `news` what came since."""

    current: Any
    news: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Kind:
    """What all refusals of one sort have in common."""

    status: int
    slug: str
    title: str
    meaning: str


KINDS: dict[type[errors.LippuError], Kind] = {
    Malformed: Kind(
        400,
        "malformed-request",
        "The request cannot be read",
        "Broken JSON, or a parameter, header or cursor that is not acceptable.",
    ),
    errors.InvalidInput: Kind(
        422,
        "invalid-input",
        "Some values are not acceptable",
        "Each is named with what would be right.",
    ),
    errors.Unauthenticated: Kind(
        401,
        "not-signed-in",
        "Sign in first",
        "No live session came with the request.",
    ),
    SignInFailed: Kind(
        401,
        "sign-in-failed",
        "Not signed in",
        "The e-mail address or the password is wrong.",
    ),
    errors.NewPasswordRequired: Kind(
        401,
        "new-password-required",
        "A new password is needed",
        "The password is right but must be replaced: send `new_password` as well.",
    ),
    errors.Forbidden: Kind(
        403,
        "forbidden",
        "Not allowed",
        "The caller may not do this, or the request came from another site.",
    ),
    errors.NotFound: Kind(
        404,
        "not-found",
        "Not found",
        "There is no such object for this caller.",
    ),
    errors.Conflict: Kind(
        409,
        "conflict",
        "The request contradicts what is stored",
        "Read the object again, then decide.",
    ),
    errors.StaleVersion: Kind(
        409,
        "stale-version",
        "Somebody was faster",
        "The object changed since it was read; `current` is how it is now.",
    ),
    errors.DraftChanged: Kind(
        409,
        "draft-changed",
        "The draft was changed elsewhere",
        "It was saved from another window or device after the version that was sent; read it again, then decide.",
    ),
    errors.NotWaiting: Kind(
        409,
        "not-waiting",
        "The reply does not wait any more",
        "It was sent, stopped or taken back before; the timeline says which.",
    ),
    errors.IdempotencyMismatch: Kind(
        422,
        "idempotency-mismatch",
        "This Idempotency-Key belongs to another request",
        "Use a new key for a new request.",
    ),
    errors.VersionRequired: Kind(
        428,
        "version-required",
        "Say which version you are changing",
        "Send `If-Match` with the `ETag` you read.",
    ),
    errors.TooLarge: Kind(
        413,
        "too-large",
        "The request is too big",
        "A body may have 256 KiB; files go through uploads.",
    ),
    errors.UnsupportedMediaType: Kind(
        415,
        "unsupported-media-type",
        "Not a type this route reads",
        "Send the body as `application/json`.",
    ),
    errors.Unavailable: Kind(
        503,
        "unavailable",
        "Try again in a moment",
        "A service did not answer in time. Nothing is half done; repeating is safe.",
    ),
}
UNEXPECTED = Kind(
    500,
    "internal-error",
    "Something went wrong here",
    "It has been written down. Repeating the request with the same key is safe.",
)
NO_SUCH_METHOD = Kind(
    405,
    "method-not-allowed",
    "This address does not know that method",
    "The header `Allow` lists those it knows.",
)


def kind_of(error: type[errors.LippuError]) -> Kind:
    """The nearest entry of the table. Raises KeyError for a refusal nobody mapped, which a test prevents."""
    for ancestor in error.__mro__:
        if ancestor in KINDS:
            return KINDS[ancestor]
    raise KeyError(error.__name__)


def problem_for(error: errors.LippuError) -> Problem:
    """The document for a refusal."""
    kind = kind_of(type(error))
    if isinstance(error, errors.StaleVersion):
        return StaleProblem(
            DOCUMENTATION + kind.slug,
            kind.title,
            kind.status,
            kind.meaning,
            current=views.current(error.current),
            news=tuple(timeline_views.entry(each, ()) for each in error.news),
        )
    fields = error.problems if isinstance(error, errors.InvalidInput) else ()
    return problem(
        kind,
        detail=str(error) if isinstance(error, errors.Forbidden | errors.Conflict) else "",
        fields=tuple(FieldProblem(item.field, item.message) for item in fields),
    )


def problem(kind: Kind, detail: str = "", fields: tuple[FieldProblem, ...] = ()) -> Problem:
    return Problem(DOCUMENTATION + kind.slug, kind.title, kind.status, detail or kind.meaning, fields)


def extra_headers(kind: Kind) -> dict[str, str]:
    return {"Retry-After": str(RETRY_AFTER_SECONDS)} if kind.status == 503 else {}
