"""Mails that the sample desk set aside: forged, infected, addressed by two people at once, or a machine's."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from chalicelib.domain.ids import digest
from chalicelib.services.receipt import Receipt
from infra.local.seed.desk import BEGINNING, SeedDesk
from infra.local.seed.stage import AUTHENTIC

_ENTRUST = "Dear team, our bank has changed. Please pay open invoices to the new account in the attached letter."


@dataclass(frozen=True, slots=True)
class Aside:
    """`sender` is the whole From line; `verdicts` are those that are not in order."""

    department: str
    hours_ago: int
    sender: str
    subject: str
    text: str
    verdicts: Mapping[str, str] = field(default_factory=dict)
    dmarc_policy: str = ""
    headers: str = ""


ASIDE = (
    Aside(
        "billing",
        7,
        "Nora Westwick <nora.westwick@letters.example>",
        "New bank account",
        _ENTRUST,
        {"dmarc": "FAIL", "spf": "FAIL"},
        "reject",
    ),
    Aside(
        "billing",
        29,
        "Rechnungsstelle <rechnung@lieferant.example>",
        "Mahnung 2. Stufe",
        "Sehr geehrte Damen und Herren, bitte begleichen Sie den offenen Betrag noch heute.",
        {"dmarc": "FAIL"},
        "quarantine",
    ),
    Aside(
        "support",
        18,
        "Ivy Larkmoor <ivy.larkmoor@letters.example>, Ivy <ivy@other-letters.example>",
        "Sent from two addresses",
        "Hello, I set up a new phone and am not sure which address this comes from. When do you open on Saturday?",
    ),
    Aside(
        "technical",
        41,
        "Felix Brackendale <felix.brackendale@letters.example>",
        "Photos of the fault",
        "Hi, the photos are in the archive. The password is the name of the product.",
        {"virus": "FAIL"},
    ),
    Aside(
        "support",
        66,
        "Versandstatus <noreply@paketdienst.example>",
        "Ihre Sendung wurde zugestellt",
        "Ihre Sendung wurde heute um 11:42 Uhr zugestellt. Bitte antworten Sie nicht auf diese Nachricht.",
        headers="Auto-Submitted: auto-generated\r\n",
    ),
)


def set_aside(desk: SeedDesk, now: datetime) -> None:
    """Receive them all; each ends in the quarantine. Receiving them again changes nothing."""
    departments = desk.directory_cache.current().departments
    for number, each in enumerate(ASIDE):
        desk.set_clock.at = now - timedelta(hours=each.hours_ago)
        to = departments[each.department].sender_address
        id = digest(BEGINNING, "aside", str(number)).lower()
        raw = (
            f"From: {each.sender}\r\nTo: {to}\r\nSubject: {each.subject}\r\nMessage-ID: <{id}@letters.example>\r\n"
            f"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n{each.headers}\r\n{each.text}\r\n"
        )
        key = f"inbound/{id}"
        desk.raw_mail.put(key, raw.encode(), "message/rfc822")
        source = "" if each.headers else "sender@letters.example"
        desk.receive_mail.take(Receipt(key, source, (to,), {**AUTHENTIC, **each.verdicts}, each.dmarc_policy))
