"""Admins read and change the templates of outgoing mail. Mail uses a change within half a minute."""

from dataclasses import replace
from datetime import timedelta

from chalicelib.domain.directory import Agent, Directory
from chalicelib.domain.errors import NotFound, StaleVersion, Unavailable
from chalicelib.domain.languages import LANGUAGES
from chalicelib.domain.mail_templates import Event, MailTemplate, check
from chalicelib.domain.permissions import admin_only
from chalicelib.domain.values import dataclass
from chalicelib.mail.layout import laid_out, prose
from chalicelib.mail.texts import built_in, moment, promise, write
from chalicelib.services.directory import DirectoryCache
from chalicelib.services.ports import Clock
from chalicelib.services.recorded import TRIES, Recorded

ACTION = "manages the templates of mail"
SAMPLE_REFERENCE = "K7QF3M2X"
SAMPLE_PROMISE = timedelta(hours=8)
SAMPLE_VALUES = {
    "department.name": "Customer support",
    "department.signature": "Your support team",
    "agent.name": "Antti Agent",
    "ticket.subject": "The printer is on fire",
    "message": "Hello,\n\npull the plug, then open a window.",
}


@dataclass(frozen=True, slots=True)
class Rendered:
    """A mail as its recipient would get it."""

    subject: str
    text: str
    html: str


class MailTemplates:
    """Every method raises Forbidden for agents who are no admins, and NotFound for an event or language we lack."""

    def __init__(self, recorded: Recorded, cache: DirectoryCache, clock: Clock) -> None:
        self._recorded = recorded
        self._cache = cache
        self._clock = clock

    def list(self, agent: Agent) -> tuple[MailTemplate, ...]:
        """One for each event and language: the words of an admin, or the built-in ones."""
        admin_only(agent, ACTION)
        self._cache.forget()  # an admin wants to see what a colleague stored just now
        directory = self._cache.current()
        return tuple(_current(directory, event, language) for event in Event for language in LANGUAGES)

    def save(
        self,
        agent: Agent,
        event: str,
        language: str,
        version: int | None,
        subject: str,
        text: str,
        request_id: str = "",
    ) -> MailTemplate:
        """Replace the words of that version, None for those that no admin touched yet.

        Raises InvalidInput for a template that could not be filled, StaleVersion if somebody was faster.
        """
        admin_only(agent, ACTION)
        template = _named(event, language)
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        check(template.event, subject, text)
        after = MailTemplate(template.event, language, subject, text, (version or 0) + 1)
        return self._stored(agent, after, request_id)

    def reset(self, agent: Agent, event: str, language: str, version: int, request_id: str = "") -> MailTemplate:
        """Back to the built-in words. Raises StaleVersion."""
        admin_only(agent, ACTION)
        template = _named(event, language)
        after = MailTemplate(template.event, language, "", "", version + 1, is_built_in=True)
        stored = self._stored(agent, after, request_id)
        return replace(template, version=stored.version)

    def preview(self, agent: Agent, event: str, language: str, subject: str, text: str) -> Rendered:
        """The template filled with sample values; nothing is stored. Raises InvalidInput."""
        admin_only(agent, ACTION)
        template = _named(event, language)
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        check(template.event, subject, text)
        values = SAMPLE_VALUES | {
            "expected_answer": promise(SAMPLE_PROMISE, language),
            "due": moment(self._clock.now() + SAMPLE_PROMISE, language),
        }
        subject, text = write(replace(template, subject=subject, text=text), SAMPLE_REFERENCE, values)
        body = laid_out([prose(text)], language)
        return Rendered(subject, body.text, body.html)

    def _stored(self, agent: Agent, after: MailTemplate, request_id: str) -> MailTemplate:
        """Store it over the version before its own. The same change a second time is taken for a repetition."""
        for _ in range(TRIES):
            directory = self._recorded.read()
            before = directory.templates.get((after.event, after.language))
            if before == after:
                return after
            if after.version != (before.version if before else 0) + 1:
                raise StaleVersion(_current(directory, after.event, after.language))
            if self._recorded.store(agent.id, directory, before, after, request_id=request_id):
                return after
        raise Unavailable("others keep changing the configuration")


def _named(event: str, language: str) -> MailTemplate:
    """The built-in template. Raises NotFound."""
    if event not in list(Event) or language not in LANGUAGES:
        raise NotFound("no such template")
    return built_in(Event(event), language)


def _current(directory: Directory, event: Event, language: str) -> MailTemplate:
    stored = directory.templates.get((event, language))
    if stored and not stored.is_built_in:
        return stored
    return replace(built_in(event, language), version=stored.version if stored else 0)
