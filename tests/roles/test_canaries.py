"""No private field gets to anybody who may not read it: not by answers, mails, log lines, errors or dead letters.

`test_matrix.py` searches the answers to every kind of caller; here all functions run, and fail.
"""

import base64
import json
from collections.abc import Iterator
from email.message import EmailMessage
from urllib.parse import quote

import pytest

from tests.roles.canaries import NOBODY, OPERATOR_LOG, Aviary, find_leaks
from tests.roles.flows import run_all
from tests.roles.scene import Scene, scene
from tests.support.proof import report

KINDS = {"answer", "mail", "envelope", "log line", "exception", "dead letter"}


@pytest.fixture(scope="module")
def aftermath() -> Iterator[Scene]:
    with scene() as built:
        run_all(built)
        yield built


def test_no_canary_is_where_its_readers_are_not(aftermath: Scene) -> None:
    aviary = aftermath.aviary
    leaks = sorted({str(leak) for leak in aviary.leaks()})
    report("canaries", canaries=len(aviary.canaries), places_searched=len(aviary.places), leaks=len(leaks))
    assert not leaks, "\n".join(leaks)
    assert {place.kind for place in aviary.places} == KINDS, "a kind of place that nothing reached proves nothing"
    assert len({place.reader for place in aviary.places if place.kind == "mail"}) >= 6


def test_canaries_are_seen_where_they_may_be(aftermath: Scene) -> None:
    """A search that finds nothing anywhere would pass as well."""
    open_to_all = [
        type(canary)(canary.what, canary.value, NOBODY) for canary in aftermath.aviary.canaries if canary.readers
    ]
    seen = {leak.canary.what for leak in find_leaks(open_to_all, aftermath.aviary.places)}
    expected = {"message of arne", "reply to arne", "second reply to arne", "bytes of reply file to arne"}
    assert seen >= expected | {"subject of dora", "reply address 0 of berta", "name of support"}


@pytest.fixture
def aviary() -> Aviary:
    birds = Aviary()
    birds.plant("secret", {"friend"})
    return birds


def _mail(secret: str) -> str:
    message = EmailMessage()
    message["Subject"] = f"{secret} äö"
    message.set_content(f"ä {secret}", cte="base64")
    return message.as_string()


@pytest.mark.parametrize(
    ("kind", "hide"),
    [
        ("answer", lambda secret: secret),
        ("answer", lambda secret: secret.upper()),
        ("answer", lambda secret: json.dumps({"a": [{secret: 1}]})),
        ("answer", lambda secret: "".join(f"\\u{ord(character):04x}" for character in secret).join('""')),
        ("answer", lambda secret: f"Location: /{''.join(f'%{ord(character):02X}' for character in secret)}"),
        ("answer", lambda secret: "".join(f"&#{ord(character)};" for character in secret)),
        ("answer", lambda secret: quote(base64.b64encode(f"x{secret}y".encode()))),
        ("log line", lambda secret: f'{{"message": "failed for {secret}"}}'),
        ("log line", lambda secret: secret.encode().hex()),
        ("mail", _mail),
        ("mail", lambda secret: f"Subject: hello\r\n\r\n{secret[:6]}=\r\n{secret[6:]}\r\n"),
        (
            "mail",
            lambda secret: f"Content-Transfer-Encoding: quoted-printable\r\n\r\n{secret[:-1]}={ord(secret[-1]):02X}",
        ),
        ("dead letter", lambda secret: base64.b64encode(f"xy{secret}".encode()).decode()),
    ],
)
def test_a_planted_leak_is_caught_however_it_is_written(aviary: Aviary, kind: str, hide: object) -> None:
    secret = aviary.canaries[0].value
    text = hide(secret)  # type: ignore[operator]
    aviary.witness(kind, "somewhere", "friend", text)
    assert not aviary.leaks()
    aviary.witness(kind, "somewhere", "stranger", text)
    assert [leak.place.reader for leak in aviary.leaks()] == ["stranger"]


def test_a_leak_in_the_product_is_caught(aftermath: Scene) -> None:
    """One of each: an answer that tells too much, a log line with an address, a mail with a note in it."""
    values = {canary.what: canary.value for canary in aftermath.aviary.canaries}
    planted = Aviary(aftermath.aviary.canaries)
    planted.witness("answer", "GET /thanks", "arne", f"<p>{values['note about arne']}</p>", "GET /thanks")
    planted.witness(
        "log line", "lippu", OPERATOR_LOG, json.dumps({"to": f"{values['mail address of arne']}@x.example"})
    )
    planted.witness("mail", "to Berta", "mailbox of berta", f"Subject: x\r\n\r\n{values['message of arne']}")
    assert {leak.canary.what for leak in planted.leaks()} == {
        "note about arne",
        "mail address of arne",
        "message of arne",
    }
