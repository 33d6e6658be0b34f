"""The words of mail that the desk writes, a module for each language.

Whoever adds a language copies `en.py`, translates it, and names its code in `domain/languages.py`.
"""

from collections.abc import Mapping
from functools import cache
from importlib import import_module

from chalicelib.domain.values import dataclass

Text = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """Everything in one language.

    The first line of a text is its subject, to which the ticket's tag is added; the others are paragraphs, with
    placeholders as in `domain/mail_templates.py`. `within` says for each unit how one and how several of it are
    promised. `day` and `clock` are how a time `{at}` is written; they stand together or the day alone.
    """

    acknowledgement: Text
    sla_warning: Text
    sla_breach: Text
    reminder: Text
    mentioned: Text
    reply_stopped: Text
    assigned: Text
    escalated: Text
    customer_wrote: Text
    new_ticket: Text
    digest: tuple[str, str]
    """Subject and first paragraph of a mail with what was collected; the tickets follow."""
    closing: Text
    within: Mapping[str, tuple[str, str]]
    day: str
    clock: str
    wrote: str
    """The line above a quote: `{author}` wrote it `{at}` that time. Mail programs and `fold.py` must know it as one."""
    linked: str
    """Stands above links to files that are too big for a mail and can be fetched `{until}` a day, that one included."""


@cache
def wording(language: str) -> Wording:
    """The words of one of `LANGUAGES`; each is read when it is first needed."""
    found: Wording = import_module(f"{__name__}.{language}").WORDING
    return found
