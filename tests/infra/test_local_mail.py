"""The doors of a local run behave as SES does: notices, verdicts, events, headers; and show foreign text safely."""

import base64
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from infra.local.sent import SentMail, SentMails
from infra.local.ses import Refused, Ses, events_of, stamp
from infra.local.smtp_door import MailDoor, verdicts
from infra.local.viewer import MAIL_POLICY, Viewer, content_of

NOW = datetime(2026, 11, 2, 10, 0, tzinfo=UTC)


def sent(*recipients: str, id: str = "0-1", subject: str = "S") -> SentMail:
    return SentMail(id, NOW.isoformat(), "support@help.example.com", recipients, subject, {"outbox_id": ["o"]}, "set")


# verdicts of received mail


def test_mail_passes_every_check_unless_the_greeting_says_otherwise() -> None:
    passed = verdicts("client.example.com")
    assert {verdict["status"] for verdict in passed.values()} == {"PASS"}
    assert set(passed) == {"spamVerdict", "virusVerdict", "spfVerdict", "dkimVerdict", "dmarcVerdict"}


def test_a_greeting_can_ask_for_failed_checks_and_a_policy() -> None:
    failed = verdicts("SPF-Fail.dmarc-fail.policy-reject.test")
    assert failed["spfVerdict"] == failed["dmarcVerdict"] == {"status": "FAIL"}
    assert failed["dkimVerdict"] == {"status": "PASS"}
    assert failed["dmarcPolicy"] == "REJECT"


def test_the_policy_of_a_domain_is_only_told_when_dmarc_failed() -> None:
    assert "dmarcPolicy" not in verdicts("spf-fail.policy-reject.test")


class Recorder:
    """S3 and SNS at once."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}
        self.published: list[Any] = []

    def put_object(self, **asked: Any) -> None:
        assert asked["Bucket"] == "raw"
        self.objects[asked["Key"]] = asked["Body"]

    def publish(self, **asked: str) -> None:
        assert self.objects, "the mail is stored before it is announced"
        self.published.append(json.loads(asked["Message"]))


def test_several_recipients_are_one_object_and_one_notice() -> None:
    aws = Recorder()
    door = MailDoor(1, aws, aws, "raw", "topic", frozenset, lambda *_: None)
    id = door.receive(b"the mail", "aino@example.org", ["a@help.example.com", "b@help.example.com"])
    assert aws.objects == {f"inbound/{id}": b"the mail"}
    (notice,) = aws.published
    assert notice["notificationType"] == "Received"
    assert notice["mail"]["messageId"] == id
    assert notice["mail"]["source"] == "aino@example.org"
    assert notice["receipt"]["recipients"] == ["a@help.example.com", "b@help.example.com"]
    assert notice["receipt"]["action"]["objectKey"] == f"inbound/{id}"


# sending


def test_ses_replaces_message_id_and_date_and_touches_nothing_else() -> None:
    raw = (
        b"Message-Id: <own@x>\r\n folded\r\nSubject: S\r\nDATE: yesterday\r\nX-Date: kept\r\n\r\nDate: in the body\r\n"
    )
    assert stamp(raw, "abc", NOW) == (
        b"Message-ID: <abc@eu-west-1.amazonses.com>\r\nDate: Mon, 02 Nov 2026 10:00:00 +0000\r\n"
        b"Subject: S\r\nX-Date: kept\r\n\r\nDate: in the body\r\n"
    )


@pytest.mark.parametrize(
    ("recipient", "events"),
    [
        ("aino@example.org", ["Send", "Delivery"]),
        ("success@simulator.amazonses.com", ["Send", "Delivery"]),
        ("ooto@simulator.amazonses.com", ["Send", "Delivery"]),
        ("Bounce+label@simulator.amazonses.com", ["Send", "Bounce"]),
        ("Name <bounce@simulator.amazonses.com>", ["Send", "Bounce"]),
        ("suppressionlist@simulator.amazonses.com", ["Send", "Bounce"]),
        ("complaint@simulator.amazonses.com", ["Send", "Delivery", "Complaint"]),
        ("bounce@example.org", ["Send", "Delivery"]),
    ],
)
def test_the_simulators_addresses_do_what_they_do_at_ses(recipient: str, events: list[str]) -> None:
    happened = events_of(sent(recipient))
    assert [event["eventType"] for event in happened] == events
    assert all(event["mail"]["tags"]["outbox_id"] == ["o"] for event in happened)
    assert all(event["eventType"].lower() in event for event in happened)


def request(raw: bytes) -> dict[str, Any]:
    return {
        "FromEmailAddress": "support@help.example.com",
        "Destination": {"ToAddresses": ["aino@example.org"]},
        "Content": {"Raw": {"Data": base64.b64encode(raw).decode()}},
        "ConfigurationSetName": "set",
        "EmailTags": [{"Name": "outbox_id", "Value": "o1"}, {"Name": "attempt", "Value": "2"}],
    }


def test_an_accepted_mail_is_kept_and_its_events_published_in_order(tmp_path: Path) -> None:
    published: list[str] = []
    ses = Ses(SentMails(tmp_path), published.append, lambda _: None)
    ses.start()
    id = ses.send(request(b"Subject: Hi\r\n\r\nText\r\n"))
    ses.stop()
    kept = SentMails(tmp_path).get(id)
    assert kept is not None
    assert (kept.subject, kept.recipients, kept.events) == ("Hi", ("aino@example.org",), ("Send", "Delivery"))
    assert kept.tags == {"outbox_id": ["o1"], "attempt": ["2"]}
    assert [json.loads(event)["eventType"] for event in published] == ["Send", "Delivery"]
    assert (SentMails(tmp_path).raw(id) or b"").endswith(b"Subject: Hi\r\n\r\nText\r\n")


@pytest.mark.parametrize(
    "change", [{"Content": {"Simple": {}}}, {"Content": {"Raw": {"Data": "?"}}}, {"Destination": {}}]
)
def test_what_ses_refuses_is_refused_and_not_kept(tmp_path: Path, change: dict[str, Any]) -> None:
    ses = Ses(SentMails(tmp_path), lambda _: None, lambda _: None)
    with pytest.raises(Refused):
        ses.send(request(b"x") | change)
    assert list(tmp_path.iterdir()) == []


# viewer

HOSTILE = b"""Subject: =?utf-8?q?=3Cscript=3Ealert(1)=3C/script=3E?=
X-Evil: "><script>alert(2)</script>
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/plain

</pre><script>alert(3)</script>
--b
Content-Type: text/html

<script>alert(4)</script><p>hello</p>
--b
Content-Type: application/pdf; name="<script>.pdf"
Content-Disposition: attachment; filename="<script>.pdf"

x
--b--
""".replace(b"\n", b"\r\n")


@pytest.fixture
def viewer(tmp_path: Path) -> Viewer:
    mails = SentMails(tmp_path)
    mails.add(sent("<script>@example.org", id="0-1", subject="<script>alert(1)</script>"), HOSTILE)
    return Viewer(mails)


@pytest.mark.parametrize("path", ["/", "/mail/0-1"])
def test_foreign_text_is_escaped(viewer: Viewer, path: str) -> None:
    page = viewer.page(path)
    assert page.status == 200
    assert b"<script" not in page.body
    assert b"&lt;script&gt;" in page.body
    assert "default-src 'none'" in page.policy


def test_a_mails_html_is_a_document_that_may_do_nothing(viewer: Viewer) -> None:
    page = viewer.page("/mail/0-1/html")
    assert page.policy == MAIL_POLICY
    assert page.policy.startswith("sandbox; default-src 'none'")
    assert b'<iframe sandbox=""' in viewer.page("/mail/0-1").body


def test_the_original_is_downloaded_byte_for_byte(viewer: Viewer) -> None:
    page = viewer.page("/mail/0-1/raw")
    assert (page.body, page.file_name, page.content_type) == (HOSTILE, "0-1.eml", "message/rfc822")


@pytest.mark.parametrize(
    "path", ["/mail/0-2", "/mail/0-1/other", "/mail/..%2f", "/mail/../../etc/passwd", "/mail/0-1.json", "/x"]
)
def test_everything_else_is_not_found(viewer: Viewer, path: str) -> None:
    assert viewer.page(path).status == 404


def test_a_mail_that_cannot_be_parsed_is_shown_as_it_is() -> None:
    content = content_of(b"Content-Type: text/plain; charset=utf-99\r\n\r\n\xff")
    assert "utf-99" in content.headers
    assert content.text


def test_sent_mail_is_listed_newest_first_and_damage_is_skipped(tmp_path: Path) -> None:
    mails = SentMails(tmp_path)
    for id in ("1-a", "3-c", "2-b"):
        mails.add(sent("x@example.org", id=id), b"")
    (tmp_path / "9-z.json").write_text("{")
    assert [mail.id for mail in mails.newest(10)] == ["3-c", "2-b", "1-a"]
