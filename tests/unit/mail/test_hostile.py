"""Mails made to break a reader go the whole way, and something of each remains. Time and memory: `bench/mail.py`."""

import json

import pytest

from chalicelib.mail.content import MAX_TEXT
from chalicelib.mail.fold import fold
from chalicelib.mail.forward import Forwarded, forwarded
from chalicelib.mail.loops import automatic
from chalicelib.mail.parse import ParsedMail, parse
from chalicelib.mail.sanitize import MAX_HTML, sanitize
from tests.support.hostile_mails import GROWING, ONCE

LARGE = {name for name in ONCE if name.startswith("forty megabytes")}


def assert_survived(raw: bytes) -> None:
    mail = parse(raw)
    clean = sanitize(mail.html or "").html
    texts = [part.text for part in fold(mail.text).parts]
    assert "".join(texts) == mail.text
    assert_storable([mail.subject, mail.text, clean, dict(mail.headers), mail.message_id, mail.date])
    assert_storable([[file.name, file.content_type, file.content_id] for file in mail.attachments])
    assert len(mail.attachments) <= 101
    assert len(mail.html or "") <= MAX_TEXT
    assert len(clean) <= MAX_HTML
    assert isinstance(forwarded(mail), Forwarded | None)
    assert isinstance(automatic(mail, "someone@example.com"), str | None)
    assert something_remains(mail) or not raw.strip(b"\0\r\n\t ")


def assert_storable(value: object) -> None:
    text = json.dumps(value, ensure_ascii=False)
    assert "\\u0000" not in text
    text.encode()


def something_remains(mail: ParsedMail) -> bool:
    return bool(mail.text or mail.html or mail.attachments or mail.notes or mail.headers)


def test_there_are_many_kinds_of_hostile_mail():
    assert len(ONCE) + len(GROWING) >= 60


@pytest.mark.parametrize("name", [name for name in ONCE if name not in LARGE])
def test_a_hostile_mail_is_survived(name):
    assert_survived(ONCE[name]())


@pytest.mark.parametrize("name", GROWING)
def test_a_hostile_mail_of_some_size_is_survived(name):
    make, size = GROWING[name]
    assert_survived(make(size // 20))


@pytest.mark.parametrize("name", ["forty megabytes in base64", "forty megabytes, unpadded"])
def test_a_mail_of_forty_megabytes_keeps_its_attachment(name):
    raw = ONCE[name]()
    mail = parse(raw)
    assert len(mail.attachments[0].content) > 0.7 * len(raw)
    assert mail.notes == ()
