"""Admins change what mail says, on the real store; what they store is what goes out."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.directory import Agent
from chalicelib.domain.errors import Forbidden, InvalidInput, NotFound, StaleVersion
from chalicelib.domain.languages import LANGUAGES
from chalicelib.domain.mail_templates import PLACEHOLDERS, Event, MailTemplate
from chalicelib.services.audit import described
from chalicelib.services.mail_templates import MailTemplates
from tests.support.desk import ADMIN, AGENT, RESTRICTED, World, world
from tests.support.lambdas import Lambdas, lambdas_of
from tests.support.mails import mail

ACK = "acknowledgement"
THANKS = ("Thanks", "Your number is {{ticket.reference}}.")


@pytest.fixture
def fresh() -> Iterator[World]:
    with world() as built:
        yield built


@pytest.fixture
def templates(fresh: World) -> MailTemplates:
    return fresh.desk.mail_templates


def one(templates: MailTemplates, event: str = ACK, language: str = "en") -> MailTemplate:
    (found,) = [each for each in templates.list(ADMIN) if (each.event, each.language) == (event, language)]
    return found


def test_at_first_all_templates_are_the_built_in_ones(templates: MailTemplates) -> None:
    listed = templates.list(ADMIN)
    assert [(each.event, each.language) for each in listed] == [(e, code) for e in Event for code in LANGUAGES]
    assert all(each.is_built_in and each.version == 0 and each.text for each in listed)


def test_a_change_is_stored_shown_and_can_be_taken_back(templates: MailTemplates) -> None:
    saved = templates.save(ADMIN, ACK, "en", None, *THANKS)
    assert (saved.subject, saved.text, saved.version, saved.is_built_in) == (*THANKS, 1, False)
    assert one(templates) == saved
    again = templates.save(ADMIN, ACK, "en", 1, "Thank you", "One\r\n\r\ntwo {{ticket.reference}}")
    assert again.text == "One\n\ntwo {{ticket.reference}}"
    assert one(templates, language="fi").is_built_in
    reset = templates.reset(ADMIN, ACK, "en", 2)
    assert (reset.version, reset.is_built_in) == (3, True)
    assert "We have received" in reset.text
    assert one(templates) == reset
    assert templates.save(ADMIN, ACK, "en", 3, *THANKS).version == 4


@pytest.mark.parametrize("version", [None, 2])
def test_of_two_changes_at_once_one_is_refused_with_what_is_stored(
    templates: MailTemplates, version: int | None
) -> None:
    saved = templates.save(ADMIN, ACK, "en", None, *THANKS)
    with pytest.raises(StaleVersion) as refusal:
        templates.save(ADMIN, ACK, "en", version, "Other", "Other {{ticket.reference}}")
    assert refusal.value.current == saved
    with pytest.raises(StaleVersion):
        templates.reset(ADMIN, ACK, "en", 2)
    assert one(templates) == saved


def test_a_change_of_what_was_taken_back_meanwhile_is_refused_with_the_built_in_words(templates: MailTemplates) -> None:
    templates.save(ADMIN, ACK, "en", None, *THANKS)
    templates.reset(ADMIN, ACK, "en", 1)
    for version in (None, 1):
        with pytest.raises(StaleVersion) as refusal:
            templates.save(ADMIN, ACK, "en", version, *THANKS)
        assert (refusal.value.current.version, refusal.value.current.is_built_in) == (2, True)
        assert refusal.value.current.text
    with pytest.raises(StaleVersion) as refusal:
        templates.save(ADMIN, "reply", "en", 7, "Hello", "{{message}} {{ticket.reference}}")
    assert (refusal.value.current.version, refusal.value.current.is_built_in) == (0, True)


def test_every_change_is_on_record_and_counted_in_the_revision(fresh: World, templates: MailTemplates) -> None:
    first = templates.save(ADMIN, ACK, "en", None, *THANKS, "request-1")
    templates.save(ADMIN, ACK, "en", None, *THANKS, "request-2")
    templates.reset(ADMIN, ACK, "en", 1, "request-3")
    newest, oldest = fresh.desk.audit.list(ADMIN, 50, None, "mail-template", ADMIN.id).records
    assert (oldest.setting, oldest.actor, oldest.request_id) == ("acknowledgement/en", ADMIN.id, "request-1")
    assert (oldest.before, oldest.after) == (None, described(first))
    assert newest.before == oldest.after
    assert newest.after is not None
    assert (newest.after["text"], newest.request_id) == ("", "request-3")
    assert fresh.desk.directory.load().revision == 2


def test_a_change_whose_answer_was_lost_succeeds(templates: MailTemplates) -> None:
    assert templates.save(ADMIN, ACK, "en", None, *THANKS) == templates.save(ADMIN, ACK, "en", None, *THANKS)
    assert templates.reset(ADMIN, ACK, "en", 1) == templates.reset(ADMIN, ACK, "en", 1)


@pytest.mark.parametrize(
    ("event", "language"), [("parting", "en"), (ACK, "xx"), ("", ""), ("ACKNOWLEDGEMENT", "en"), (ACK, "en#x")]
)
def test_there_are_templates_for_known_events_and_languages_only(
    templates: MailTemplates, event: str, language: str
) -> None:
    for ask in (
        lambda: templates.save(ADMIN, event, language, None, *THANKS),
        lambda: templates.reset(ADMIN, event, language, 1),
        lambda: templates.preview(ADMIN, event, language, *THANKS),
    ):
        with pytest.raises(NotFound):
            ask()


@pytest.mark.parametrize("agent", [AGENT, RESTRICTED, replace(AGENT, departments=("support", "billing"))])
def test_only_admins_see_or_change_templates(fresh: World, templates: MailTemplates, agent: Agent) -> None:
    before = fresh.items()
    for ask in (
        lambda: templates.list(agent),
        lambda: templates.save(agent, ACK, "en", None, *THANKS),
        lambda: templates.save(agent, "parting", "en", None, *THANKS),
        lambda: templates.reset(agent, ACK, "en", 1),
        lambda: templates.preview(agent, ACK, "en", *THANKS),
    ):
        with pytest.raises(Forbidden):
            ask()
    assert fresh.items() == before


@pytest.mark.parametrize("words", [("Hi {{name}}", "{{ticket.reference}}"), ("Hi", "no number"), ("{{", "}}")])
def test_a_template_that_could_not_be_filled_is_neither_stored_nor_tried(
    fresh: World, templates: MailTemplates, words: tuple[str, str]
) -> None:
    before = fresh.items()
    with pytest.raises(InvalidInput):
        templates.save(ADMIN, ACK, "en", None, *words)
    with pytest.raises(InvalidInput):
        templates.preview(ADMIN, ACK, "en", *words)
    assert fresh.items() == before


@pytest.mark.parametrize("event", Event)
@pytest.mark.parametrize("language", ["en", "hu"])
def test_a_preview_shows_every_placeholder_filled_and_stores_nothing(
    fresh: World, templates: MailTemplates, event: Event, language: str
) -> None:
    before = fresh.items()
    text = "<b>\n\n" + "\n\n".join(f"{{{{{name}}}}}" for name in PLACEHOLDERS[event])
    made = templates.preview(ADMIN, event.value, language, "Sample", text)
    assert made.subject == "Sample [K7QF-3M2X]"
    assert "{{" not in made.text + made.html
    assert f'lang="{language}"' in made.html
    assert "&lt;b&gt;" in made.html
    assert "Customer support" in made.text
    assert fresh.items() == before


@pytest.fixture
def lambdas(fresh: World) -> Iterator[Lambdas]:
    with lambdas_of(fresh) as found:
        yield found


def test_mail_goes_out_in_an_admins_words_and_values_are_never_expanded(
    lambdas: Lambdas, templates: MailTemplates
) -> None:
    subject = "{{ticket.subject}} - {{agent.name}}"
    templates.save(ADMIN, "reply", "en", None, subject, "Dear customer,\n\n{{message}}\n\n{{ticket.reference}} <3")
    templates.save(ADMIN, ACK, "en", None, *THANKS)
    tricky = b"{{message}} {{due}} =?utf-8?q?x=0D=0ABcc=3A_evil=40x=2Eexample?="
    lambdas.receive(mail(subject="SUBJECT").replace(b"SUBJECT", tricky))
    lambdas.send_everything()
    lambdas.world.clock.advance(timedelta(minutes=1))
    lambdas.agent_replies("Use {{message}} & <b>{{due}}</b>.")
    lambdas.send_everything()
    shown = f"{lambdas.ticket().reference[:4]}-{lambdas.ticket().reference[4:]}"
    confirmation, reply = lambdas.sent()
    assert confirmation.parsed["Subject"] == f"Thanks [{shown}]"
    assert confirmation.text.strip() == f"Your number is {shown}."
    assert "Dear customer,\n\nUse {{message}} & <b>{{due}}</b>.\n\n" in reply.text.replace("\r\n", "\n")
    assert f"{shown} <3" in reply.text
    assert "Use {{message}} &amp; &lt;b&gt;{{due}}&lt;/b&gt;." in reply.html
    assert f"{shown} &lt;3" in reply.html
    assert reply.parsed["Bcc"] is None
    assert "{{message}} {{due}}" in str(reply.parsed["Subject"])
    assert reply.parsed["Subject"].replace("\r\n", "").endswith(f"- Antti Agent [{shown}]")


def test_a_template_in_another_language_changes_nothing_here(lambdas: Lambdas, templates: MailTemplates) -> None:
    templates.save(ADMIN, ACK, "fi", None, *THANKS)
    templates.save(ADMIN, ACK, "en", None, *THANKS)
    templates.reset(ADMIN, ACK, "en", 1)
    lambdas.receive()
    lambdas.send_everything()
    assert "We have received your message" in lambdas.sent()[0].parsed["Subject"]
