"""Mail is written in the customer's language if it is one of ours, else in the department's."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.languages import LANGUAGES
from chalicelib.domain.outbox import MailKind
from chalicelib.mail.thread import read_reply_address, token_owner_is
from chalicelib.mail.wordings import wording
from chalicelib.services.records import Change
from tests.support.desk import AGENT, SUPPORT
from tests.support.lambdas import Lambdas, SentMail
from tests.support.mails import mail

SILENT = {"Precedence": "bulk"}


def speak(lambdas: Lambdas, language: str) -> None:
    ticket = lambdas.ticket()
    changed = replace(ticket, version=ticket.version + 1, language=language)
    lambdas.desk.tickets.commit(Change(ticket, changed, ()))


def confirmed(lambdas: Lambdas, language: str) -> SentMail:
    lambdas.receive()
    speak(lambdas, language)
    lambdas.send_everything()
    return lambdas.sent()[-1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_confirmation_comes_in_the_customers_language(lambdas: Lambdas, language: str) -> None:
    got = confirmed(lambdas, language)
    assert got.parsed["Content-Language"] == language
    _, hello, *_ = wording(language).acknowledgement
    assert got.text.startswith(hello)
    assert wording(language).within["hour"][1].format(8) in got.text
    assert f'<html lang="{language}">' in got.html


def test_a_language_we_lack_gives_way_to_the_departments_and_that_to_english(lambdas: Lambdas) -> None:
    lambdas.desk.directory.save_department(replace(SUPPORT, language="da"))
    lambdas.desk.directory_cache.forget()
    assert confirmed(lambdas, "ja").parsed["Content-Language"] == "da"


def test_a_department_whose_language_we_lack_writes_english(lambdas: Lambdas) -> None:
    lambdas.desk.directory.save_department(replace(SUPPORT, language="ja"))
    lambdas.desk.directory_cache.forget()
    assert confirmed(lambdas, "").parsed["Content-Language"] == "en"


def test_quotes_of_a_reply_are_introduced_in_the_customers_language(lambdas: Lambdas) -> None:
    lambdas.receive(mail(headers=SILENT))
    speak(lambdas, "fi")
    lambdas.world.clock.advance(timedelta(minutes=1))
    lambdas.agent_replies()
    lambdas.send_everything()
    reply = lambdas.sent()[-1]
    assert "23.11.2026 klo 9.00 UTC Maija Meikäläinen kirjoitti:" in reply.text
    assert reply.parsed["Content-Language"] == "fi"


@pytest.mark.parametrize(("assigned", "recipient"), [(AGENT.id, AGENT.email), (None, "support-lead@example.com")])
def test_colleagues_are_told_in_their_departments_language_and_only_agents_may_answer_as_such(
    lambdas: Lambdas, assigned: str | None, recipient: str
) -> None:
    lambdas.desk.directory.save_department(replace(SUPPORT, language="cs"))
    lambdas.desk.directory_cache.forget()
    lambdas.receive(mail(headers=SILENT))
    ticket = lambdas.ticket()
    held = replace(ticket, version=ticket.version + 1, assignee=assigned, language="fi")
    lambdas.desk.tickets.commit(Change(ticket, held, ()))
    lambdas.world.clock.advance(timedelta(hours=9))
    lambdas.tick()
    lambdas.send_everything()
    (notice,) = [each for each in lambdas.sent() if each.recipient == recipient]
    assert [each.kind for each in lambdas.outbox()] == [MailKind.NOTICE]
    assert notice.parsed["Content-Language"] == "cs"
    assert "Termín: 23. 11. 2026 v 17:00 UTC. Oddělení: Customer support." in notice.text
    token = read_reply_address(notice.parsed["Reply-To"], lambdas.desk.signer)
    if assigned:
        assert token is not None
        assert token.for_agent
        assert token_owner_is(token, recipient)
    else:
        assert notice.parsed["Reply-To"] == SUPPORT.sender_address
