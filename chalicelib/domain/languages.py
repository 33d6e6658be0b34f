"""The languages that mail of the desk can be written in, and which of them a mail gets."""

LANGUAGES = ("en", "cs", "da", "fi", "hu", "de", "fr", "es", "it", "pl", "nl", "sv", "pt")


def first_known(*wanted: str) -> str:
    """The first of the wanted languages (`fi`, `pt-BR`) that there are texts in; English if there is none."""
    codes = (code.partition("-")[0].lower() for code in wanted)
    return next((code for code in codes if code in LANGUAGES), "en")
