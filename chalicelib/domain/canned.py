"""Texts that agents prepare once and send often: short canned messages, and long predefined answers with files.

Each has a text in one or several languages, with placeholders for what is known of the ticket it is used on.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum

from chalicelib.domain.errors import FieldProblem, InvalidInput
from chalicelib.domain.languages import LANGUAGES
from chalicelib.domain.lines import is_plain_line
from chalicelib.domain.placeholders import names_in, problems_of
from chalicelib.domain.timeline import StoredFile
from chalicelib.domain.values import dataclass

LONGEST_NAME = 100
LONGEST_FOLDER = 60
MOST_FILES = 10
# of all languages together: an item of the table holds 400 KB, and a writer pays for each
MOST_BYTES = 60_000
MOST_IN_A_SCOPE = 500
OF_TICKETS = (
    "ticket.reference",
    "ticket.subject",
    "ticket.created",
    "requester.name",
    "requester.email",
    "agent.name",
    "department.name",
    "department.address",
)
FIELD = "field."
_KNOWN_WORDS = ("ticket.", "requester.", "agent.", "department.", FIELD)


class CannedKind(StrEnum):
    MESSAGE = "message"
    ANSWER = "answer"


# bytes of a text in one language
LONGEST: Mapping[CannedKind, int] = {CannedKind.MESSAGE: 2_000, CannedKind.ANSWER: 20_000}


@dataclass(frozen=True, slots=True)
class CannedText:
    """`texts` by language; `folder` groups them in lists, empty for none. Files stay in storage as long as the desk
    does: replies that were sent with them refer to them."""

    id: str
    kind: CannedKind
    name: str
    texts: Mapping[str, str]
    folder: str = ""
    files: tuple[StoredFile, ...] = ()
    version: int = 1


@dataclass(frozen=True, slots=True)
class Shelved:
    """A canned text or macro as lists show it. `uses` counts how often it was used."""

    id: str
    kind: str
    name: str
    folder: str
    languages: tuple[str, ...]
    uses: int
    version: int


def check_canned(canned: CannedText, fields: tuple[str, ...]) -> None:
    """Raises InvalidInput naming all that is wrong; `fields` are the ids of the desk's custom fields."""
    problems = [*label_problems(canned.name, canned.folder), *_problems_of_texts(canned, fields)]
    if canned.files and canned.kind is CannedKind.MESSAGE:
        problems.append(FieldProblem("files", "go with predefined answers; canned messages have none"))
    if len(canned.files) > MOST_FILES:
        problems.append(FieldProblem("files", f"must be at most {MOST_FILES}"))
    if problems:
        raise InvalidInput(*problems)


def label_problems(name: str, folder: str) -> Iterator[FieldProblem]:
    """What is wrong with a name and a folder."""
    if not name.strip() or len(name) > LONGEST_NAME or not is_plain_line(name):
        yield FieldProblem("name", f"must be one line of 1 to {LONGEST_NAME} characters")
    if len(folder) > LONGEST_FOLDER or not is_plain_line(folder):
        yield FieldProblem("folder", f"must be one line of at most {LONGEST_FOLDER} characters")


def _problems_of_texts(canned: CannedText, fields: tuple[str, ...]) -> Iterator[FieldProblem]:
    if not canned.texts:
        yield FieldProblem("texts", "needs a text in at least one language")
    allowed = (*OF_TICKETS, *(f"{FIELD}{id}" for id in fields))
    for language, text in canned.texts.items():
        where = f"texts.{language}"
        if language not in LANGUAGES:
            yield FieldProblem(where, f"is not one of {', '.join(LANGUAGES)}")
        if not text.strip():
            yield FieldProblem(where, "must hold some text")
        yield from problems_of(where, text, allowed, LONGEST[canned.kind])
    if sum(len(text.encode("utf-8", "replace")) for text in canned.texts.values()) > MOST_BYTES:
        yield FieldProblem("texts", f"must be at most {MOST_BYTES} bytes together")


def text_in(texts: Mapping[str, str], *wanted: str) -> tuple[str, str]:
    """The language and text of the first wanted language there is one in, else English, else any."""
    codes = [code.partition("-")[0].lower() for code in wanted]
    language = next((code for code in (*codes, "en") if code in texts), next(iter(texts)))
    return language, texts[language]


def require_filled(text: str, field: str = "text") -> None:
    """Raises InvalidInput naming the placeholders that still stand in a text which is about to be sent."""
    names = dict.fromkeys(name for name in names_in(text) if name.startswith(_KNOWN_WORDS))
    if names:
        still = ", ".join("{{" + name + "}}" for name in names)
        raise InvalidInput.of(field, f"still has {still}: write what belongs there, or take it out")
