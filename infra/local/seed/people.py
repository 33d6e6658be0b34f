"""Who works at the sample desk and who writes to it. Nobody here exists; customers live under .example."""

import unicodedata
from dataclasses import dataclass

# id, name, role, departments
AGENTS = (
    ("admin", "Alma Admin", "owner", ()),
    ("agent", "Otso Agent", "agent", ("support", "billing")),
    ("restricted", "Ritva Restricted", "restricted", ("support",)),
    ("jana", "Jana Javorová", "agent", ("support", "technical")),
    ("mikkel", "Mikkel Mose", "agent", ("support", "billing")),
    ("zsofia", "Zsófia Zölgyesi", "agent", ("technical",)),
)
OWNER = "admin"
RESTRICTED = "restricted"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a mail address."""

    name: str
    email: str

    @property
    def first(self) -> str:
        return self.name.partition(" ")[0]


def _plain(name: str) -> str:
    """`Zsófia Ő` as the part before an @: zsofia.o."""
    letters = unicodedata.normalize("NFKD", name.lower().replace("æ", "ae").replace("ø", "o"))
    return "".join(letter for letter in letters if letter.isascii()).replace(" ", ".")


_NAMES = {
    "fi": "Aino Koivula,Eero Suopuro,Helmi Rantakari,Onni Kallioaho,Saimi Lehtoaro,Veikko Tuulimaa,Kerttu Hietavesi",
    "sv": "Astrid Björkdal,Nils Havström,Elsa Lundvik,Gustav Strömnäs,Maja Sjöhage,Olle Grankvist,Tyra Ängstorp",
    "da": "Freja Bakkelund,Aksel Strandby,Karla Engholt,Villads Mosegård,Asta Klitmark,Storm Rugaard,Liva Åkær",
    "de": "Greta Sonnbach,Jonas Weidental,Frieda Kranichfeld,Emil Haselbrück,Lotte Birkenau,Anton Moosleitner",
    "cs": "Alžběta Luční,Matěj Potoční,Barbora Jasanová,Vojtěch Skalický,Klára Vrbatová,Štěpán Lesák,Ema Zahradní",
    "hu": "Boglárka Kertvári,Levente Hegyaljai,Réka Patakfalvi,Bence Mezőligeti,Lilla Tóparti,Máté Erdőházi",
    "en": "Hazel Thornby,Rowan Millbeck,Ivy Larkmoor,Jasper Fenwold,Olive Marshgate,Felix Brackendale,Nora Westwick,"
    "Theo Ashgrove,Wren Copperfold",
}
_MAILBOXES = {"fi": "posti", "sv": "brev", "da": "postkasse", "de": "briefkasten", "cs": "schranka", "hu": "levelek"}
LANGUAGES = tuple(_NAMES)
CUSTOMERS = {
    language: tuple(
        Person(name, f"{_plain(name)}@{_MAILBOXES.get(language, 'letters')}.example") for name in names.split(",")
    )
    for language, names in _NAMES.items()
}
