"""The wording of mail that the desk writes, in every language."""

import re
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.languages import LANGUAGES, first_known
from chalicelib.domain.mail_templates import Event, MailTemplate, check
from chalicelib.mail import language
from chalicelib.mail.texts import built_in, day, moment, promise, write
from chalicelib.mail.wordings import wording

DUE = datetime(2026, 4, 2, 8, 6, tzinfo=UTC)
ALL = [pytest.param(event, code, id=f"{event}-{code}") for event in Event for code in LANGUAGES]
VALUES = {
    "department.name": "Support & Co",
    "department.signature": "Your team",
    "expected_answer": "soon",
    "ticket.subject": "Fire",
    "agent.name": "Antti",
    "message": "Pull the plug.",
    "due": "tomorrow",
}
SAID = {
    Event.ACKNOWLEDGEMENT: "soon",
    Event.REPLY: "Pull the plug.",
    Event.REMINDER: "Pull the plug.",
    Event.MENTIONED: "Antti",
    Event.REPLY_STOPPED: "Support",
    Event.ASSIGNED: "Antti",
    Event.ESCALATED: "Antti",
    Event.CUSTOMER_WROTE: "",
    Event.NEW_TICKET: "",
}


def test_there_are_texts_in_every_language_that_is_recognised() -> None:
    assert set(language.LANGUAGES) <= set(LANGUAGES)


@pytest.mark.parametrize(("event", "code"), ALL)
def test_every_event_is_worded_in_every_language(event: Event, code: str) -> None:
    template = built_in(event, code)
    check(event, template.subject, template.text)
    assert (template.version, template.is_built_in) == (0, True)
    subject, text = write(template, "K7QF3M2X", VALUES)
    assert subject.endswith(" [K7QF-3M2X]")
    assert not re.search(r"[{}]", subject + text)
    assert SAID.get(event, "tomorrow") in text
    if event is not Event.REPLY:
        assert "Support & Co" in text


@pytest.mark.parametrize("event", [event for event in Event if event is not Event.REPLY])
def test_no_language_was_left_untranslated(event: Event) -> None:
    templates = [built_in(event, code) for code in LANGUAGES]
    assert len({template.subject for template in templates}) == len(LANGUAGES)
    parts = [part for template in templates for part in template.text.split("\n\n")]
    paragraphs = [part for part in parts if not re.fullmatch(r"\{\{[a-z._]+\}\}", part)]
    assert len(set(paragraphs) - {"Hej!"}) >= len(LANGUAGES)
    assert len({wording(code).linked for code in LANGUAGES}) == len(LANGUAGES)


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_confirmation_is_recognised_as_its_language(code: str) -> None:
    _, text = write(built_in(Event.ACKNOWLEDGEMENT, code), "K7QF3M2X", VALUES)
    others = {"pt": ("pt", "es"), "da": ("da", ""), "cs": ("cs", ""), "hu": ("hu", "")}
    assert language.language_of(text) in others.get(code, (code, ""))


@pytest.mark.parametrize(
    ("code", "minutes", "words"),
    [
        ("en", 1, "within 1 minute"),
        ("en", 8 * 60, "within 8 hours"),
        ("cs", 60, "do 1 hodiny"),
        ("cs", 120, "do 2 hodin"),
        ("cs", 8 * 60, "do 8 hodin"),
        ("cs", 2 * 1440, "do 2 dnů"),
        ("da", 60, "inden for 1 time"),
        ("da", 8 * 60, "inden for 8 timer"),
        ("fi", 8 * 60, "8 tunnin kuluessa"),
        ("hu", 8 * 60, "8 órán belül"),
        ("hu", 1440, "1 napon belül"),
        ("de", 60, "innerhalb einer Stunde"),
        ("de", 3 * 1440, "innerhalb von 3 Tagen"),
        ("fr", 30, "dans un délai de 30 minutes"),
        ("es", 1440, "en el plazo de un día"),
        ("it", 60, "entro un’ora"),
        ("pl", 60, "w ciągu 1 godziny"),
        ("pl", 120, "w ciągu 2 godzin"),
        ("nl", 8 * 60, "binnen 8 uur"),
        ("sv", 60, "inom 1 timme"),
        ("pt", 8 * 60, "no prazo de 8 horas"),
    ],
)
def test_a_promise_has_the_right_plural(code: str, minutes: int, words: str) -> None:
    assert promise(timedelta(minutes=minutes), code) == words


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("en", "2026-04-02 08:06 UTC"),
        ("cs", "2. 4. 2026 v 8:06 UTC"),
        ("da", "02.04.2026 kl. 08.06 UTC"),
        ("fi", "2.4.2026 klo 8.06 UTC"),
        ("hu", "2026. 04. 02. 8:06 UTC"),
        ("de", "02.04.2026 um 08:06 UTC"),
        ("sv", "2026-04-02 kl. 08:06 UTC"),
    ],
)
def test_a_time_is_written_as_people_there_write_it(code: str, words: str) -> None:
    assert moment(DUE, code) == words
    assert words.startswith(day(DUE, code))


def test_a_time_is_told_in_utc_wherever_it_came_from() -> None:
    helsinki = DUE.astimezone(timezone(timedelta(hours=3)))
    assert moment(helsinki, "en") == "2026-04-02 08:06 UTC"


@pytest.mark.parametrize(
    ("wanted", "found"),
    [(("fi", "en"), "fi"), (("", "da"), "da"), (("pt-BR",), "pt"), (("ja", "FI"), "fi"), (("ja",), "en"), ((), "en")],
)
def test_mail_is_in_the_first_language_that_there_are_texts_in(wanted: tuple[str, ...], found: str) -> None:
    assert first_known(*wanted) == found


def a_reply(subject: str, text: str = "{{message}} {{ticket.reference}}") -> MailTemplate:
    return MailTemplate(Event.REPLY, "en", subject, text, 1)


def test_the_tag_is_added_to_a_subject_without_it_however_long_that_is() -> None:
    assert write(a_reply("Hello"), "K7QF3M2X", VALUES)[0] == "Hello [K7QF-3M2X]"
    assert write(a_reply("[{{ticket.reference}}] Hello"), "K7QF3M2X", VALUES)[0] == "[K7QF-3M2X] Hello"
    long = write(a_reply("x" * 300), "K7QF3M2X", VALUES)[0]
    assert len(long) == 255
    assert long.endswith("x [K7QF-3M2X]")
    subject, _ = write(a_reply("{{ticket.subject}}"), "K7QF3M2X", VALUES | {"ticket.subject": "[0B0B-0B0B]"})
    assert subject == "[0B0B-0B0B] [K7QF-3M2X]"


def test_no_value_adds_a_line_to_a_subject() -> None:
    values = VALUES | {"ticket.subject": "x\r\nBcc: evil@example.com\u2028y\x00\u202e"}
    subject, _ = write(a_reply("Re: {{ticket.subject}}"), "K7QF3M2X", values)
    assert subject == "Re: x Bcc: evil@example.com y [K7QF-3M2X]"


def test_a_paragraph_that_has_nothing_to_say_is_left_out() -> None:
    _, text = write(built_in(Event.REPLY, "en"), "K7QF3M2X", VALUES | {"department.signature": " \n"})
    assert text == "Pull the plug."


@given(st.text())
def test_writing_never_fails_and_keeps_the_message(message: str) -> None:
    template = a_reply("{{ticket.subject}}", "Dear customer,\n\n{{message}}\n\n{{ticket.reference}}")
    subject, text = write(template, "K7QF3M2X", VALUES | {"message": message, "ticket.subject": message})
    assert subject.endswith("[K7QF-3M2X]")
    assert "\n" not in subject
    assert text.endswith("K7QF-3M2X")
