"""How agents find the right priority: three questions, asked wherever one is chosen."""

from collections.abc import Mapping

from chalicelib.domain.naming import Names

QUESTIONS: tuple[Names, ...] = (
    {
        "en": "How long will it take to solve?",
        "de": "Wie lange dauert die Lösung?",
        "fi": "Kuinka kauan ratkaisu kestää?",
    },
    {
        "en": "How many people does it affect?",
        "de": "Wie viele Menschen sind betroffen?",
        "fi": "Kuinka moneen ihmiseen se vaikuttaa?",
    },
    {
        "en": "What does waiting cost?",
        "de": "Was kostet das Warten?",
        "fi": "Mitä odottaminen maksaa?",
    },
)
PRIORITY_NAMES: Mapping[str, Names] = {
    "low": {"en": "Low", "de": "Niedrig", "fi": "Matala"},
    "medium": {"en": "Medium", "de": "Mittel", "fi": "Normaali"},
    "high": {"en": "High", "de": "Hoch", "fi": "Korkea"},
    "critical": {"en": "Critical", "de": "Kritisch", "fi": "Kriittinen"},
}
