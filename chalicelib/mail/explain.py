"""Says in plain words, step by step, how a mail is read and what follows from it: for people who look after the desk.

Everything that the mail alone decides is here. What also needs the desk's keys, its table or the receipt of SES (is a
signature genuine, is the sender a participant, did DMARC pass) is said to be open.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from chalicelib.domain.ids import show_reference
from chalicelib.domain.values import dataclass
from chalicelib.mail.addresses import normalise_address
from chalicelib.mail.balance import TAGS
from chalicelib.mail.embedded import original_message
from chalicelib.mail.fold import fold
from chalicelib.mail.forward import forwarded
from chalicelib.mail.html_text import html_to_text
from chalicelib.mail.loops import machine_signs, no_answer_reason
from chalicelib.mail.markup import attributes, tokens
from chalicelib.mail.parse import ParsedMail, parse
from chalicelib.mail.sanitize import sanitize
from chalicelib.mail.thread import find_hints

MAX_SHOWN_IDS = 5
MAX_SHOWN_LINES = 12
MAX_SHOWN_LENGTH = 160
_MARGIN = {"reply": "   ", "quote": " > ", "signature": " ~ "}
_SHELL = frozenset({"html", "head", "body", "meta", "title"})


@dataclass(frozen=True, slots=True)
class Step:
    """One step of reading a mail, and what was found there, line by line."""

    title: str
    findings: tuple[str, ...]


def explain(raw: bytes, recipients: Sequence[str] = (), envelope_from: str | None = None) -> tuple[Step, ...]:
    """The steps in the order in which the desk takes them. Never raises.

    `recipients` are those of the envelope. `envelope_from` is the address of MAIL FROM, '' for the null return path;
    None takes the Return-Path header for it, else the sender.
    """
    mail = parse(raw)
    envelope_from = _envelope_sender(mail) if envelope_from is None else envelope_from
    steps = (
        ("Reading", _reading(mail, len(raw))),
        ("Sender", _sender(mail)),
        ("Person or machine", _machine(mail, envelope_from)),
        ("Automatic answer", _answer(mail, envelope_from, recipients)),
        ("Finding its ticket", _thread(mail, recipients)),
        ("Mail within the mail", _within(mail)),
        ("Text and HTML", _bodies(mail)),
        ("Folding", _folding(mail)),
        ("HTML made harmless", _html(mail)),
        ("Attachments", _attachments(mail)),
    )
    return tuple(Step(title, tuple(_line(finding) for finding in findings)) for title, findings in steps)


def _reading(mail: ParsedMail, size: int) -> Iterator[str]:
    yield f"{size:,} bytes; subject: {mail.subject or '(none)'}; date as written: {mail.date or '(none)'}"
    yield f"Message-ID: {mail.message_id or 'none; the mail is told from others by its content'}"
    if not mail.notes:
        yield "Within all limits; nothing was cut."
    yield from (f"Note: {note}. The original stays in storage." for note in mail.notes)


def _sender(mail: ParsedMail) -> Iterator[str]:
    if mail.sender is None:
        yield f"Set aside in quarantine: {mail.sender_problem}."
        yield f"From as written: {' | '.join(mail.headers.get('from', ())) or '(none)'}"
    else:
        yield f"From: {mail.sender.email}{f', who calls themselves {mail.sender.name}' if mail.sender.name else ''}"
    if "x-lippu-outbox" in mail.headers:
        yield "Set aside in quarantine: it carries the mark of our own mail (X-Lippu-Outbox)."
    others = [address.email for address in mail.reply_to if mail.sender is None or address.email != mail.sender.email]
    if others:
        yield f"Reply-To names somebody else: {', '.join(others)}. That does not change who the sender is."


def _machine(mail: ParsedMail, envelope_from: str) -> Iterator[str]:
    yield f"Envelope sender: {envelope_from or '(empty: the null return path)'}"
    signs = list(machine_signs(mail, envelope_from))
    yield from (f"Machine: {sign}" for sign in signs)
    if signs:
        yield "In a ticket it becomes a note that wakes nobody. It gets no answer and asks nobody else to take part."
        lonely = "is set aside in quarantine" if not envelope_from else "opens a ticket like any other mail"
        yield f"About no ticket of ours it {lonely}, because of its envelope sender."
    else:
        yield "No sign of a machine: taken for a person's."


def _answer(mail: ParsedMail, envelope_from: str, recipients: Sequence[str]) -> Iterator[str]:
    reason = no_answer_reason(mail, envelope_from, _own_addresses(recipients))
    if reason:
        yield f"None is sent: {reason}."
    else:
        yield "One confirmation, if it opens a new ticket, no verdict of SES speaks against it and the limits allow it."


def _thread(mail: ParsedMail, recipients: Sequence[str]) -> Iterator[str]:
    hints = find_hints(mail, recipients, _Credulous())
    unknown = "whether its signature is genuine cannot be told without the desk's keys"
    if not recipients:
        yield "1. Signed reply address: no envelope recipients were given."
    elif not hints.tokens:
        yield "1. Signed reply address: none among the envelope recipients."
    for token in hints.tokens:
        owner = "an agent" if token.for_agent else "one person"
        yield f"1. Signed reply address: ticket {show_reference(token.reference)}, made for {owner}; {unknown}."
    for own in hints.own_ids:
        yield f"2. Own signed id: ticket {show_reference(own.reference)}, entry {own.entry_id}; {unknown}."
    if not hints.own_ids:
        yield "2. Own signed id in References or In-Reply-To: none."
    shown = ", ".join(hints.message_ids[:MAX_SHOWN_IDS])
    more = len(hints.message_ids) - MAX_SHOWN_IDS
    yield f"3. Ids to look up, newest first: {shown or 'none'}{f' and {more} more' if more > 0 else ''}."
    if hints.subject_reference:
        yield f"4. Subject names {show_reference(hints.subject_reference)}: a hint for people, it never leads there."
    else:
        yield "4. Subject: names no ticket."
    yield "5. If none of 1 to 3 leads to a ticket: a new ticket. 2 and 3 count for authenticated participants only."


def _within(mail: ParsedMail) -> Iterator[str]:
    found = forwarded(mail)
    if found:
        yield f"A forward: {found.sender.email} wrote the original, subject: {found.subject or '(not told)'}."
        yield "They become the requester if an agent of the department sent it and DMARC passed; else no one does."
    original = original_message(mail)
    if original:
        yield f"A report about message {original.message_id or '(id not told)'}."
    if original and original.failed_recipients:
        state = " ".join(filter(None, (original.action, original.status)))
        yield f"It concerns {', '.join(original.failed_recipients)}{f' ({state})' if state else ''}."
    if original and original.diagnostic:
        yield f"The server said: {original.diagnostic}"
    if not found and not original:
        yield "None."


def _bodies(mail: ParsedMail) -> Iterator[str]:
    if mail.html is None:
        written = mail.text.strip()
        yield f"Plain text only, {len(mail.text):,} characters." if written else "Empty: a placeholder is shown."
        return
    made = mail.text.strip() == html_to_text(mail.html).strip()
    yield f"HTML of {len(mail.html):,} characters is shown."
    source = "made from the HTML" if made else "sent along with it"
    yield f"Text of {len(mail.text):,} characters, {source}, is used for search, folding and mail."


def _folding(mail: ParsedMail) -> Iterator[str]:
    folded = fold(mail.text)
    parts = folded.parts
    counts = Counter({part.kind: 0 for part in parts})
    for part in parts:
        counts[part.kind] += part.text.count("\n") + (not part.text.endswith("\n"))
    yield ", ".join(f"{kind}: {count} {'line' if count == 1 else 'lines'}" for kind, count in counts.items()) or "None."
    if folded.nothing_left and mail.text.strip():
        yield "Quotes and a signature alone: all of it stays visible. As an agent's answer it goes to quarantine."
    for part in parts:
        lines = part.text.rstrip("\n").split("\n")
        yield from (f"{_MARGIN[part.kind]}{line}" for line in lines[:MAX_SHOWN_LINES])
        if len(lines) > MAX_SHOWN_LINES:
            yield f"{_MARGIN[part.kind]}[{len(lines) - MAX_SHOWN_LINES} more lines]"


def _html(mail: ParsedMail) -> Iterator[str]:
    if mail.html is None:
        yield "The mail has no HTML."
        return
    clean = sanitize(mail.html)
    yield f"Pictures from outside, held back until an agent asks for them: {clean.blocked_images}."
    dropped: Counter[str] = Counter()
    for token in tokens(mail.html):
        if token.kind == "open":
            if token.name not in TAGS | _SHELL:
                dropped[f"<{token.name}>"] += 1
            dropped.update(f"{name} attributes" for name in attributes(token.value) if name.startswith("on"))
    listed = ", ".join(f"{name[:40]} {count}" for name, count in dropped.most_common(MAX_SHOWN_LINES))
    yield f"Removed: {listed or 'no element'}. {len(clean.html):,} characters are left."


def _attachments(mail: ParsedMail) -> Iterator[str]:
    for file in mail.attachments:
        place = "shown in the HTML" if file.content_id else "file"
        yield f"{file.name or '(without a name)'}: {file.content_type}, {len(file.content):,} bytes, {place}"
    if not mail.attachments:
        yield "None."


class _Credulous:
    """Takes every signature for genuine: it is only asked what a mail claims."""

    def sign(self, purpose: str, payload: bytes, size: int) -> bytes:
        return b""

    def verify(self, purpose: str, payload: bytes, mac: bytes) -> bool:
        return True


def _envelope_sender(mail: ParsedMail) -> str:
    paths = mail.headers.get("return-path", ())
    if paths:
        return paths[0].strip("<> ")
    return mail.sender.email if mail.sender else "unknown"


def _own_addresses(recipients: Sequence[str]) -> frozenset[str]:
    """The addresses that mail came in by, without what a signed reply address adds."""
    own = set()
    for recipient in recipients:
        local, _, domain = recipient.strip("<> ").rpartition("@")
        try:
            own.add(normalise_address(f"{local.partition('+')[0]}@{domain}"))
        except ValueError:
            continue
    return frozenset(own)


def _line(text: str) -> str:
    """One line for a screen: what a sender wrote must not move the cursor or turn the direction of reading."""
    text = text[: MAX_SHOWN_LENGTH * 2] + ("..." if len(text) > MAX_SHOWN_LENGTH * 2 else "")
    return "".join(c if c.isprintable() else " " if c.isspace() else "·" for c in text).rstrip()
