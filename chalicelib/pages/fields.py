"""Reads what a plain HTML form posts (application/x-www-form-urlencoded, URL standard section 5.1)."""

import re
from collections.abc import Mapping
from unicodedata import category
from urllib.parse import parse_qsl

from chalicelib.api.json_body import MAX_BYTES
from chalicelib.domain.errors import InvalidInput, TooLarge, UnsupportedMediaType
from chalicelib.domain.values import dataclass

# a field with many choices to tick comes once for each
MOST_FIELDS = 200
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_JOINERS = "\u200c\u200d"  # Persian, Hindi and many emoji are written with them
_LINE_ENDS = re.compile(r"\r\n?|[\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Posted:
    """The fields of a form. `is_utf8` is False if some characters arrived broken and were replaced. `all` has every
    value of a field that came more than once."""

    fields: Mapping[str, str]
    is_utf8: bool
    all: Mapping[str, tuple[str, ...]]


def read_fields(content_type: str, body: bytes) -> Posted:
    """The fields, cleaned; the last value counts where one comes twice.

    Raises UnsupportedMediaType, TooLarge, and InvalidInput for too many fields.
    """
    if content_type.partition(";")[0].strip().lower() != "application/x-www-form-urlencoded":
        raise UnsupportedMediaType("send the form as a browser does")
    if len(body) > MAX_BYTES:
        raise TooLarge("the form is too big")
    try:
        # Latin-1 keeps every byte as it is, percent-encoded or not, so that all are judged as UTF-8 together.
        pairs = parse_qsl(
            body.decode("latin-1"), keep_blank_values=True, encoding="latin-1", max_num_fields=MOST_FIELDS
        )
    except ValueError:
        raise InvalidInput.of("form", "has too many fields") from None
    texts: dict[str, tuple[str, ...]] = {}
    for name, value in pairs:
        texts[_text(name)] = (*texts.get(_text(name), ()), _text(value))
    return Posted(
        fields={name: values[-1] for name, values in texts.items()},
        is_utf8=all(_is_utf8(name) and _is_utf8(value) for name, value in pairs),
        all=texts,
    )


def one_line(text: str) -> str:
    """The words of a name or subject with single spaces, without control and format characters (Unicode categories
    Cc and Cf): those that turn the reading direction make a name look like another one.
    """
    return " ".join("".join(filter(_is_seen, text)).split())


def _is_seen(character: str) -> bool:
    return category(character) not in ("Cc", "Cf") or character.isspace() or character in _JOINERS


def _is_utf8(latin: str) -> bool:
    try:
        latin.encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _text(latin: str) -> str:
    """The field as text: broken UTF-8 shows as replacement characters, control characters are gone."""
    decoded = latin.encode("latin-1").decode("utf-8", "replace")
    return _CONTROLS.sub("", _LINE_ENDS.sub("\n", decoded))
