"""Words as they are compared: without case and accents, so that `Überweisung`, `uberweisung` and `UBERWEISUNG` are one.

A letter becomes the one that people type who do not have it on their keyboard (å, ä: a; ö, ø: o; ß: ss). Endings
stay: in Finnish and Hungarian words are found by how they begin, and cutting endings would join what does not belong
together.
"""

import unicodedata

# letters that Unicode does not take apart into a letter and its accent
_WHOLE = str.maketrans(
    {
        "ø": "o",
        "æ": "ae",
        "œ": "oe",
        "đ": "d",
        "ð": "d",
        "ħ": "h",
        "ı": "i",
        "ł": "l",
        "ŋ": "n",
        "þ": "th",
        "ŧ": "t",
        "’": "'",
    }
)


def fold(text: str) -> str:
    """The text in small letters without accents, other forms of one character made the same."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(character for character in apart if not unicodedata.combining(character))
    return plain.translate(_WHOLE)
