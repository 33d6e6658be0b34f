"""What the desk writes: the built-in templates, what their placeholders stand for, and a template with its values."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from chalicelib.domain.ids import show_reference
from chalicelib.domain.mail_templates import MESSAGE, REFERENCE, SIGNATURE, Event, MailTemplate
from chalicelib.domain.placeholders import fill
from chalicelib.domain.time_words import in_units
from chalicelib.mail.compose import MAX_SUBJECT
from chalicelib.mail.layout import tidy
from chalicelib.mail.parts import one_line
from chalicelib.mail.wordings import Text, wording

# an agent's words need none of ours around them, in any language
_REPLY: Text = ("Re: {{ticket.subject}}", "{{" + MESSAGE + "}}", "-- \n{{" + SIGNATURE + "}}")


def built_in(event: Event, language: str) -> MailTemplate:
    """The template that counts until an admin stores another one."""
    text: Text = _REPLY if event is Event.REPLY else getattr(wording(language), event.value)
    subject, *paragraphs = text
    return MailTemplate(event, language, f"{subject} [{{{{{REFERENCE}}}}}]", "\n\n".join(paragraphs), is_built_in=True)


def write(template: MailTemplate, reference: str, values: Mapping[str, str]) -> tuple[str, str]:
    """Subject and plain text. The subject always ends up with the ticket's tag in it, by which people find tickets."""
    clean = {name: tidy(value) for name, value in values.items()} | {REFERENCE: show_reference(reference)}
    subject = one_line(fill(template.subject, {name: one_line(value) for name, value in clean.items()}))
    return _tagged(subject, f"[{clean[REFERENCE]}]"), fill(template.text, clean)


def promise(target: timedelta, language: str) -> str:
    """`within 8 hours`, as a part of a sentence."""
    count, unit = in_units(target)
    one, several = wording(language).within[unit]
    return one if count == 1 else several.format(count)


def moment(at: datetime, language: str) -> str:
    """A day and time of day, in UTC, and says so."""
    words = wording(language)
    return (words.day + words.clock).format(at=at.astimezone(UTC))


def day(at: datetime, language: str) -> str:
    return wording(language).day.format(at=at.astimezone(UTC))


def _tagged(subject: str, tag: str) -> str:
    if tag in subject[:MAX_SUBJECT]:
        return subject
    return f"{subject[: MAX_SUBJECT - len(tag) - 1]} {tag}".strip()
