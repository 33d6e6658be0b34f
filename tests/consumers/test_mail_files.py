"""Files of a reply travel with it as far as SES allows; the others wait behind signed links."""

import re
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import unquote, urlsplit

import pytest
from chalice.app import Chalice
from chalice.test import HTTPResponse

from chalicelib.api import provider
from chalicelib.domain.outbox import MailKind
from chalicelib.mail.compose import MAX_MAIL
from chalicelib.pages import routes as page_routes
from chalicelib.services.requests import request_of
from chalicelib.telemetry import log
from tests.api.conftest import Browser
from tests.support.desk import AGENT, SETTINGS
from tests.support.lambdas import Lambdas, SentMail
from tests.support.mails import mail

LINK = re.compile(re.escape(SETTINGS.public_url) + r"(/files/[A-Za-z0-9_-]+)")


@pytest.fixture(scope="module")
def pages_app() -> Chalice:
    app = Chalice("lippu-file-tests", configure_logs=False)
    for blueprint in page_routes.blueprints():
        app.register_blueprint(blueprint)
    return app


@pytest.fixture
def browser(lambdas: Lambdas, pages_app: Chalice, monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    monkeypatch.setattr(provider, "_desk", lambda: lambdas.desk)
    monkeypatch.setattr(provider, "_log", log)
    yield Browser(pages_app)


def reply_with(lambdas: Lambdas, files: dict[str, bytes]) -> SentMail:
    """A reply with these files; nothing else is sent."""
    lambdas.receive(mail(headers={"Precedence": "bulk"}))
    uploads = []
    for name, content in files.items():
        request = request_of(AGENT.id, "up", name, b"")
        upload = lambdas.desk.attachments.start_upload(AGENT, lambdas.ticket(), name, "a/b", len(content), request)
        lambdas.desk.files.put(upload.fields["key"], content, "a/b")
        uploads.append(upload.id)
    lambdas.agent_replies(uploads=uploads)
    lambdas.send_everything()
    return lambdas.sent()[-1]


@pytest.fixture
def small_mails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chalicelib.services.outgoing.MAX_MAIL", 170_000)


def visit(browser: Browser, path: str) -> HTTPResponse:
    return browser.send("GET", path, agent=None)


def no_such_page(browser: Browser) -> tuple[bytes, dict[str, str]]:
    """The general page of a wrong address, with its links as they read one folder further down."""
    page = visit(browser, "/nowhere")
    assert page.status_code == 404
    return re.sub(rb'href="(\./)?', b'href="../', page.body), dict(page.headers)


def test_a_mail_at_the_real_limit_stays_below_it_and_links_only_what_it_must(lambdas: Lambdas) -> None:
    files = {"big.bin": b"B" * (16 * 1024 * 1024), "bigger.bin": b"C" * (20 * 1024 * 1024), "small.txt": b"s"}
    reply = reply_with(lambdas, files)
    assert len(reply.raw) < MAX_MAIL
    sizes = {name: len(content) for name, content in reply.files.items()}
    assert sizes == {"big.bin": 16 * 1024 * 1024, "small.txt": 1}
    assert len(LINK.findall(reply.text)) == 1
    assert "bigger.bin (21 MB): https://desk.example.com/files/" in reply.text


@pytest.mark.usefixtures("small_mails")
def test_files_that_do_not_fit_are_fetched_by_their_links(lambdas: Lambdas, browser: Browser) -> None:
    reply = reply_with(lambdas, {"päätös.pdf": b"P" * 90_000, "note.txt": b"n", "<i>.zip": b"Z" * 80_000})
    assert reply.files == {"note.txt": b"n"}
    assert "These files are too big for a mail. You can download them until 2026-12-23:" in reply.text
    paths = LINK.findall(reply.text)
    assert len(paths) == 2
    assert (
        reply.text.index("Pull the plug.") < reply.text.index(paths[-1]) < reply.text.index("-- \r\nYour support team")
    )
    assert paths == LINK.findall(reply.html)
    assert "<i>" not in reply.html
    answer = visit(browser, paths[0])
    assert answer.status_code == 302
    target = urlsplit(answer.headers["Location"])
    assert SETTINGS.files_bucket in target.netloc + target.path
    assert "attachment; filename*=UTF-8''p%C3%A4%C3%A4t%C3%B6s.pdf" in unquote(target.query)
    assert "X-Amz-Expires=300" in target.query
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in answer.headers


@pytest.mark.usefixtures("small_mails")
def test_looking_at_a_link_changes_nothing(lambdas: Lambdas, browser: Browser) -> None:
    (path,) = LINK.findall(reply_with(lambdas, {"a": b"a" * 200_000}).text)
    before = lambdas.world.items()
    assert [visit(browser, path).status_code for _ in range(3)] == [302] * 3
    assert lambdas.world.items() == before


@pytest.mark.usefixtures("small_mails")
def test_a_link_lasts_to_the_end_of_the_day_that_the_mail_names(lambdas: Lambdas, browser: Browser) -> None:
    (path,) = LINK.findall(reply_with(lambdas, {"a": b"a" * 200_000}).text)
    lambdas.world.clock.advance(timedelta(days=30, hours=14))
    assert visit(browser, path).status_code == 302
    lambdas.world.clock.advance(timedelta(hours=1))
    ended = visit(browser, path)
    assert ended.status_code == 404
    assert (ended.body, ended.headers) == no_such_page(browser)


@pytest.mark.usefixtures("small_mails")
def test_a_link_that_is_not_ours_is_answered_like_a_page_that_is_not_there(lambdas: Lambdas, browser: Browser) -> None:
    (path,) = LINK.findall(reply_with(lambdas, {"a": b"a" * 200_000}).text)
    nowhere = no_such_page(browser)
    token = path.removeprefix("/files/")
    other_purpose = lambdas.desk.forms.new_token()
    forged = [token[:-1], token + "A", f"{token}=", token[::-1], "%00", "x", other_purpose, "ä"]
    forged += [token[:at] + ("B" if token[at] == "A" else "A") + token[at + 1 :] for at in range(0, len(token), 7)]
    for wrong in forged:
        answer = visit(browser, f"/files/{wrong}")
        assert (answer.status_code, answer.body, answer.headers) == (404, *nowhere), wrong


@pytest.mark.usefixtures("small_mails")
def test_a_link_to_what_is_gone_leads_nowhere(lambdas: Lambdas, browser: Browser) -> None:
    (path,) = LINK.findall(reply_with(lambdas, {"a": b"a" * 200_000}).text)
    for item in lambdas.world.items():
        if item["sk"]["S"].startswith("LINE#"):
            key = {"pk": item["pk"], "sk": item["sk"]}
            lambdas.world.aws("dynamodb").delete_item(TableName=SETTINGS.table, Key=key)
    assert visit(browser, path).status_code == 404


@pytest.mark.usefixtures("small_mails")
def test_a_mail_composed_again_holds_the_same_links(lambdas: Lambdas) -> None:
    reply_with(lambdas, {"a": b"a" * 200_000})
    service = lambdas.desk.send_mail
    (outgoing,) = (each for each in lambdas.outbox() if each.kind is MailKind.REPLY)

    def composed() -> bytes:
        letter = service._letter(outgoing)
        assert letter is not None
        return service._composer.compose(letter)

    first = composed()
    lambdas.world.clock.advance(timedelta(hours=3))
    assert composed() == first
    assert b"/files/" in first.replace(b"=\r\n", b"")
