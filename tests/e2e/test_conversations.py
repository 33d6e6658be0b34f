"""From the customer's first words to the answer and back, over SMTP and HTTP, with nothing replaced but AWS."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.e2e.local_run import Agent, Answer, LocalRun, eventually, fetch, form_post, letter, post_file, visible

SUPPORT = "support@help.example.com"
REFERENCE = r"[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}"


def incoming(opened: dict) -> list[str]:
    return [visible(entry) for entry in reversed(opened["entries"]) if entry["kind"] == "message_in"]


def deliveries(agent: Agent, reference: str) -> list[dict]:
    return [delivery for entry in agent.read(reference)["entries"] for delivery in entry["deliveries"]]


def attachments(agent: Agent, reference: str) -> list[dict]:
    """Each with the id of its entry as `entry`."""
    entries = agent.read(reference)["entries"]
    return [file | {"entry": entry["id"]} for entry in entries for file in entry["attachments"]]


def download(agent: Agent, ticket_path: str, file: dict) -> Answer:
    """By the link that the desk gives: without cookie, as a browser follows it to another host."""
    link = agent.call("GET", f"{ticket_path}/entries/{file['entry']}/attachments/{file['id']}")
    assert link.status == 200, link.body
    answer = fetch("GET", link.json["url"])
    assert answer.status == 200, answer.body
    return answer


def form_token(desk: LocalRun) -> str:
    page = fetch("GET", f"{desk.url}/").text
    return re.search(r'name="token" value="([^"]+)"', page)[1]


def test_a_form_becomes_a_ticket_and_its_number_is_shown_and_mailed(
    desk: LocalRun, agent: Agent, subject: str, customer: str
) -> None:
    posted = {
        "token": form_token(desk),
        "department": "support",
        "name": "Aino Customer",
        "email": customer,
        "subject": subject,
        "message": "The printer smokes.",
        "website": "",
    }
    first, again = form_post(desk.url, **posted), form_post(desk.url, **posted)
    assert (first.status, again.status) == (303, 303)
    pages = [fetch("GET", f"{desk.url}/{answer.headers['Location']}").text for answer in (first, again)]
    shown = [re.search(rf'<output id="reference"[^>]*>({REFERENCE})<', page)[1] for page in pages]
    opened = agent.ticket(subject)
    assert shown == [opened["ticket"]["reference"]] * 2
    assert opened["ticket"]["requester"]["email"] == customer
    assert incoming(opened) == ["The printer smokes."]
    confirmation = desk.mail_to(customer, shown[0])
    assert confirmation["Auto-Submitted"] == "auto-replied"
    assert "printer" not in confirmation.raw.decode()


def test_a_form_with_an_error_comes_back_with_what_was_written(desk: LocalRun, customer: str) -> None:
    answer = form_post(
        desk.url, token=form_token(desk), department="support", email="nobody", subject="S", message="Kept"
    )
    assert answer.status == 422
    assert "Kept" in answer.text


def test_a_mail_becomes_a_ticket_and_is_confirmed_once(
    desk: LocalRun, agent: Agent, subject: str, customer: str
) -> None:
    mail = letter(f"Aino Customer <{customer}>", SUPPORT, subject, "Where is my parcel?")
    desk.mail_in(mail, customer, SUPPORT)
    opened = agent.ticket(subject)
    assert opened["ticket"]["channel"] == "mail"
    assert opened["ticket"]["requester"] | {"id": ""} == {"id": "", "name": "Aino Customer", "email": customer}
    assert incoming(opened) == ["Where is my parcel?"]
    confirmation = desk.mail_to(customer, opened["ticket"]["reference"])
    assert mail["Message-ID"] in confirmation["References"]


def test_a_wrong_password_does_not_sign_in(desk: LocalRun) -> None:
    answer = Agent(desk.url).call("POST", "/api/session", {"email": "agent@example.com", "password": "wrong"})
    assert answer.status == 401
    assert answer.json["detail"] == "The e-mail address or the password is wrong."
    assert "Set-Cookie" not in answer.headers


def test_signing_out_ends_the_session(desk: LocalRun) -> None:
    agent = desk.sign_in("admin@example.com")
    assert agent.call("GET", "/api/me").json["role"] == "owner"
    assert agent.call("DELETE", "/api/session").status == 204
    assert agent.call("GET", "/api/me").status == 401


def test_a_restricted_agent_sees_no_ticket_of_others(desk: LocalRun, agent: Agent, subject: str, customer: str) -> None:
    desk.mail_in(letter(customer, SUPPORT, subject, "Hello"), customer, SUPPORT)
    reference = agent.ticket(subject)["ticket"]["reference"]
    restricted = desk.sign_in("restricted@example.com")
    assert restricted.tickets(subject) == []
    assert restricted.call("GET", f"/api/tickets/{reference}").status == 404


@pytest.fixture
def answered(desk: LocalRun, agent: Agent, subject: str, customer: str) -> dict:
    """A ticket by mail that an agent has answered; `mail` is the answer as it went out."""
    desk.mail_in(letter(customer, SUPPORT, subject, "Does it float?"), customer, SUPPORT)
    opened = agent.ticket(subject)
    agent.reply(opened, "Yes, it floats.")
    return opened["ticket"] | {"mail": desk.mail_to(customer, "Yes, it floats.")}


def test_an_agents_reply_reaches_the_customer_as_a_mail_that_can_be_answered(
    desk: LocalRun, agent: Agent, answered: dict, subject: str, customer: str
) -> None:
    mail = answered["mail"]
    assert mail["To"] == customer
    assert SUPPORT in mail["From"]
    assert f"[{answered['reference']}]" in mail["Subject"]
    assert subject in mail["Subject"]
    assert re.search(r"@help\.example\.com>?$", mail["Reply-To"])
    assert mail["Reply-To"] != mail["From"]
    assert "@help.example.com>" in mail["References"]
    assert mail["Auto-Submitted"] == ""
    delivered = eventually(
        lambda: [
            delivery
            for delivery in deliveries(agent, answered["reference"])
            if delivery["kind"] == "reply" and delivery["delivery"] == "delivered"
        ],
        "the delivery is noted",
    )
    assert [delivery["recipient"] for delivery in delivered] == [customer]
    assert agent.read(answered["reference"])["ticket"]["status"] == "answered"


def test_an_answer_with_threading_headers_joins_its_ticket(
    desk: LocalRun, agent: Agent, answered: dict, subject: str, customer: str
) -> None:
    mail = answered["mail"]
    reply = letter(
        customer,
        SUPPORT,
        f"Re: {subject}",
        "And does it sink?",
        In_Reply_To=mail["Message-ID"],
        References=f"{mail['References']} {mail['Message-ID']}",
    )
    desk.mail_in(reply, customer, SUPPORT)
    eventually(
        lambda: incoming(agent.read(answered["reference"])) == ["Does it float?", "And does it sink?"],
        "the reply joins",
    )
    assert agent.read(answered["reference"])["ticket"]["status"] == "open"


def test_an_answer_to_the_reply_address_joins_its_ticket_without_any_header(
    desk: LocalRun, agent: Agent, answered: dict, customer: str
) -> None:
    address = answered["mail"]["Reply-To"]
    desk.mail_in(letter(customer, address, "Something else", "By address only."), customer, address)
    eventually(
        lambda: incoming(agent.read(answered["reference"])) == ["Does it float?", "By address only."], "the reply joins"
    )


def test_the_same_mail_delivered_twice_is_one_message(
    desk: LocalRun, agent: Agent, subject: str, customer: str
) -> None:
    mail = letter(customer, SUPPORT, subject, "Only once, please.")
    for _ in range(2):
        desk.mail_in(mail, customer, SUPPORT)
    # A later mail of the same customer shows that the copy has been dealt with as well.
    after = letter(customer, SUPPORT, f"{subject} after", "Later.")
    desk.mail_in(after, customer, SUPPORT)
    agent.ticket(f"{subject} after")
    assert incoming(agent.ticket(subject)) == ["Only once, please."]
    assert len(desk.sent_to(customer)) <= 2


def test_twenty_mails_at_once_are_twenty_tickets(desk: LocalRun, agent: Agent, subject: str, customer: str) -> None:
    senders = [f"{n}-{customer}" for n in range(20)]

    def write(sender: str) -> None:
        desk.mail_in(letter(sender, SUPPORT, subject, f"From {sender}"), sender, SUPPORT)

    with ThreadPoolExecutor(20) as pool:
        list(pool.map(write, senders))
    eventually(lambda: len(agent.tickets(subject)) == 20, "twenty tickets")
    confirmed = {desk.mail_to(customer, row["reference"])["To"] for row in agent.tickets(subject)}
    assert confirmed == set(senders)


def test_a_mail_to_two_departments_is_one_object_and_reaches_the_desk(
    desk: LocalRun, agent: Agent, subject: str, customer: str
) -> None:
    both = (SUPPORT, "billing@help.example.com")
    desk.mail_in(letter(customer, ", ".join(both), subject, "To both"), customer, *both)
    eventually(lambda: agent.tickets(subject), "a ticket")
    assert {row["department"] for row in agent.tickets(subject)} <= {"support", "billing"}


def test_mail_that_bounces_is_noted_on_the_ticket(desk: LocalRun, agent: Agent, subject: str) -> None:
    unreachable = f"bounce+{subject[-12:]}@simulator.amazonses.com"
    desk.mail_in(letter(unreachable, SUPPORT, subject, "I cannot be reached."), unreachable, SUPPORT)
    opened = agent.ticket(subject)
    reference = opened["ticket"]["reference"]
    agent.reply(opened, "Are you there?")
    bounced = eventually(
        lambda: [entry for entry in agent.read(reference)["entries"] if entry["event"] == "delivery_failed"], "a note"
    )
    assert unreachable in bounced[0]["detail"]
    eventually(lambda: "bounced" in [d["delivery"] for d in deliveries(agent, reference)], "the delivery is noted")
    # Nobody writes to that address again.
    agent.reply(agent.read(reference), "Can you hear me?")
    eventually(lambda: "suppressed" in [d["state"] for d in deliveries(agent, reference)], "the reply is held back")
    assert len(desk.sent_to(unreachable)) == 1


def test_mail_for_nobody_here_is_refused_at_the_door(desk: LocalRun) -> None:
    import smtplib

    smtp = desk.endpoints["smtp"]
    with smtplib.SMTP(smtp["host"], smtp["port"]) as client:
        client.ehlo()
        client.mail("customer@example.org")
        code, _ = client.rcpt("support@elsewhere.example.com")
    assert code == 550


def test_the_viewer_tells_what_became_of_a_mail_in_words(desk: LocalRun, answered: dict) -> None:
    viewer = desk.endpoints["sent_url"]
    path = f"/mail/{answered['mail'].id}"
    eventually(lambda: "Sent, Delivered" in fetch("GET", viewer + path).text, "the delivery is shown")
    assert "Outbox id" in fetch("GET", viewer + path).text
    assert "color-scheme: light dark" in fetch("GET", f"{viewer}{path}/html").text
    assert fetch("GET", f"{viewer}/icon.svg").headers["Content-Type"] == "image/svg+xml"


def test_a_stored_script_is_shown_by_the_viewer_as_text_only(
    desk: LocalRun, agent: Agent, subject: str, customer: str
) -> None:
    hostile = f"{subject} <script>alert(1)</script>"
    desk.mail_in(letter(customer, SUPPORT, hostile, "<b>bold</b>"), customer, SUPPORT)
    agent.reply(agent.ticket(hostile), "<script>alert(2)</script>")
    mail = desk.mail_to(customer, "alert(2)")
    viewer = desk.endpoints["sent_url"]
    for path in ("/", f"/mail/{mail.id}", f"/mail/{mail.id}/html"):
        page = fetch("GET", viewer + path)
        assert "<script" not in page.text
        assert "default-src 'none'" in page.headers["Content-Security-Policy"]


def test_a_file_goes_out_with_a_reply_and_is_downloaded_as_it_was(
    desk: LocalRun, agent: Agent, subject: str, customer: str
) -> None:
    content = bytes(range(256)) * 100
    desk.mail_in(letter(customer, SUPPORT, subject, "How do I fold it?"), customer, SUPPORT)
    ticket = agent.ticket(subject)["ticket"]
    path = f"/api/tickets/{ticket['reference']}"
    file = {"name": "ohje 1.bin", "content_type": "application/x-fold", "size": len(content)}
    upload = agent.call("POST", f"{path}/uploads", file).json
    assert post_file(upload["url"], upload["fields"], file["name"], content).status in (200, 204)
    body = {"text": "Like this.", "uploads": [upload["id"]]}
    assert agent.call("POST", f"{path}/replies", body, version=ticket["version"]).status == 201
    (stored,) = attachments(agent, ticket["reference"])
    assert (stored["name"], stored["size"]) == (file["name"], len(content))
    answer = download(agent, path, stored)
    assert answer.body == content
    assert answer.headers["Content-Disposition"] == "attachment; filename*=UTF-8''ohje%201.bin"
    (sent,) = desk.mail_to(customer, "Like this.").message.iter_attachments()
    assert (sent.get_filename(), sent.get_content()) == (file["name"], content)


def test_a_file_that_came_by_mail_is_downloaded_as_it_was(
    desk: LocalRun, agent: Agent, subject: str, customer: str
) -> None:
    content = b"%PDF-1.7\n" + bytes(range(256)) * 50
    mail = letter(customer, SUPPORT, subject, "See the picture.")
    mail.add_attachment(content, maintype="application", subtype="pdf", filename="kuva.pdf")
    desk.mail_in(mail, customer, SUPPORT)
    reference = agent.ticket(subject)["ticket"]["reference"]
    (stored,) = attachments(agent, reference)
    assert (stored["name"], stored["content_type"]) == ("kuva.pdf", "application/pdf")
    assert download(agent, f"/api/tickets/{reference}", stored).body == content
