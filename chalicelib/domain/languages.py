"""The languages that mail of the desk can be written in, and which of them a mail gets."""

LANGUAGES = ("en", "cs", "da", "fi", "hu", "de", "fr", "es", "it", "pl", "nl", "sv", "pt")


def first_known(*wanted: str) -> str:
    """The first of the wanted languages (`fi`, `pt-BR`) that there are texts in; English if there is none."""
    codes = (code.partition("-")[0].lower() for code in wanted)
    return next((code for code in codes if code in LANGUAGES), "en")


def asked_in(wanted: str) -> str:
    """The first language of an Accept-Language header (RFC 9110, section 12.5.4) that there are texts in, by weight;
    empty if there is none."""
    found = []
    for number, part in enumerate(wanted[:500].split(",")):
        code, _, weight = part.strip().partition(";")
        language = code.strip().partition("-")[0].lower()
        if language in LANGUAGES:
            found.append((-_weight(weight), number, language))
    return min(found)[2] if found else ""


def _weight(text: str) -> float:
    _, _, number = text.partition("q=")
    try:
        return float(number) if number else 1.0
    except ValueError:
        return 0.0
