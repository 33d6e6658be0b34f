"""Names that customers and agents read in their own language."""

from collections.abc import Mapping

from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.languages import LANGUAGES
from chalicelib.domain.lines import is_plain_line

LONGEST_NAME = 60
Names = Mapping[str, str]
"""Text by language (ISO 639-1)."""


def require_names(names: Names, field: str = "names") -> None:
    """Raises InvalidInput for no name, an unknown language, and a name that is empty, long or not one line."""
    if not names:
        raise InvalidInput.of(field, "needs a name in at least one language")
    for language, name in names.items():
        if language not in LANGUAGES:
            raise InvalidInput.of(f"{field}.{language}", f"is not one of {', '.join(LANGUAGES)}")
        if not name.strip() or len(name) > LONGEST_NAME or not is_plain_line(name):
            raise InvalidInput.of(f"{field}.{language}", f"must be one line of 1 to {LONGEST_NAME} characters")


def named_in(names: Names, *languages: str) -> str:
    """The name in the first of the wanted languages that there is one in, else in English, else any."""
    found = (names[language] for language in (*languages, "en") if language in names)
    return next(found, next(iter(names.values())))
