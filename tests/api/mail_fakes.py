"""Fakes of what the API offers around outgoing mail."""

from typing import TYPE_CHECKING

from chalicelib.domain.directory import Agent
from chalicelib.domain.errors import NotFound, StaleVersion
from chalicelib.domain.mail_templates import Event, MailTemplate
from chalicelib.services.mail_templates import Rendered

if TYPE_CHECKING:
    from tests.api.fakes import FakeUseCases

TEMPLATE = MailTemplate(Event.ACKNOWLEDGEMENT, "en", "We have it", "Number {{ticket.reference}}", 1)
FILE_URL = "https://files.example.com/fire.png?signature"


class FakeMailTemplates:
    """One template of version 1."""

    def __init__(self, cases: "FakeUseCases") -> None:
        self._cases = cases

    def list(self, agent: Agent) -> tuple[MailTemplate, ...]:
        self._cases._note("list_mail_templates")
        return (TEMPLATE,)

    def save(self, agent: Agent, event: str, language: str, version: int | None, *words: str) -> MailTemplate:
        self._cases._note("save_mail_template", version=version, words=words)
        return self._changed(event, language, version)

    def reset(self, agent: Agent, event: str, language: str, version: int, request_id: str) -> MailTemplate:
        self._cases._note("reset_mail_template", version=version)
        return self._changed(event, language, version)

    def preview(self, agent: Agent, event: str, language: str, subject: str, text: str) -> Rendered:
        self._cases._note("preview_mail_template", subject=subject, text=text)
        self._changed(event, language, 1)
        return Rendered(subject, text, f"<p>{text}</p>")

    def _changed(self, event: str, language: str, version: int | None) -> MailTemplate:
        if (event, language) != (TEMPLATE.event, TEMPLATE.language):
            raise NotFound("no such template")
        if version != TEMPLATE.version:
            raise StaleVersion(TEMPLATE)
        return MailTemplate(TEMPLATE.event, TEMPLATE.language, "Thank you", "{{ticket.reference}}", 2)


class FakeFileLinks:
    """One link."""

    def __init__(self, cases: "FakeUseCases") -> None:
        self._cases = cases

    def open(self, sealed: str) -> str:
        self._cases._note("open_link", sealed=sealed)
        if sealed != "genuine":
            raise NotFound("no such link")
        return FILE_URL
