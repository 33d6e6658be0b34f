"""The message that a bounce, a complaint or another report is about, and what the report says of it.

Nothing in here proves anything: anybody can write a report. Ids lead to a ticket, where the report is attached for
people to read; reply addresses in the original mean nothing, and no address is suppressed because of it (only SES's own
events do that).
"""

import re
from collections.abc import Iterator

from chalicelib.domain.values import dataclass
from chalicelib.mail.addresses import addresses
from chalicelib.mail.parse import Attachment, ParsedMail, parse

MAX_EMBEDDED = 128 * 1024  # the header of the original is enough
MAX_MESSAGES = 5
MAX_TEXT = 512 * 1024
MAX_RECIPIENTS = 50
MAX_DIAGNOSTIC = 1000

_MESSAGES = frozenset(
    {"message/rfc822", "message/global", "text/rfc822-headers", "message/rfc822-headers", "message/global-headers"}
)
_STATUS = frozenset({"message/delivery-status", "message/global-delivery-status", "message/feedback-report"})
_RECIPIENT_FIELDS = ("final-recipient", "original-recipient", "original-rcpt-to", "removal-recipient")
_FOLD = re.compile(r"\r?\n[ \t]+")
_FIELD = re.compile(r"^([A-Za-z][A-Za-z-]{1,40}):[ \t]*(.*?)\r?$", re.MULTILINE)
# A header copied into the text of a report, indented or with marks of quotation
_MESSAGE_ID_LINE = re.compile(
    r"^([ \t>|]*)message-id:[ \t]*\r?\n?[ \t>|]*<[^<>\s]{1,998}>", re.IGNORECASE | re.MULTILINE
)
_HEADER_LINE = re.compile(r"[A-Za-z][\w-]{1,60}:|[ \t]+\S")
_HEADER_LINES = 200
_FAILED_LINE = re.compile(r"^<([^<>\s]{1,64}@[^<>\s]{1,190})>:\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Original:
    """What a report tells of the original message; everything may be empty. Ids stand without angle brackets.

    `failed_recipients` are those the report is about. `action` and `status` are those of RFC 3464 ("failed", "5.1.1"),
    `diagnostic` is the text of the server.
    """

    message_id: str
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    failed_recipients: tuple[str, ...]
    action: str
    status: str
    diagnostic: str


def original_message(mail: ParsedMail) -> Original | None:
    """The original that this mail carries or describes, None if it does neither. Linear, never raises."""
    header = _header(mail)
    report = _report(mail)
    failed = _failed_recipients(mail, report)
    if header is None and not failed and "status" not in report:
        return None
    return Original(
        message_id=header.message_id if header else "",
        in_reply_to=header.in_reply_to if header else (),
        references=header.references if header else (),
        failed_recipients=failed,
        action=_first(report, "action").lower(),
        status=_first(report, "status").partition(" ")[0],
        diagnostic=_first(report, "diagnostic-code")[:MAX_DIAGNOSTIC],
    )


def _header(mail: ParsedMail) -> ParsedMail | None:
    """The header of the original: of the first attached message that has an id, else one copied into a text, else any.

    Some systems attach the original as a plain text, or break its header lines.
    """
    contents = [file.content[:MAX_EMBEDDED] for file in mail.attachments if file.content_type in _MESSAGES]
    messages = [parse(content.lstrip(b"\r\n")) for content in contents[:MAX_MESSAGES]]
    whole = next((message for message in messages if message.message_id), None)
    texts = [mail.text, *(file.content[:MAX_EMBEDDED].decode("utf-8", "replace") for file in _readable(mail))]
    return whole or next(filter(None, map(_copied_header, texts)), None) or next(iter(messages), None)


def _readable(mail: ParsedMail) -> list[Attachment]:
    kinds = _MESSAGES | {"message/partial", "text/plain"}
    return [file for file in mail.attachments if file.content_type in kinds][:MAX_MESSAGES]


def _copied_header(text: str) -> ParsedMail | None:
    """The header around the first Message-ID line of a text, if more lines of a header stand around it."""
    text = text[:MAX_TEXT]
    found = _MESSAGE_ID_LINE.search(text)
    if found is None:
        return None
    indentation = found[1]
    above = reversed(text[: found.start()].split("\n")[-_HEADER_LINES - 1 : -1])
    below = text[found.start() :].split("\n", _HEADER_LINES)[:_HEADER_LINES]
    lines = [*reversed(list(_header_lines(above, indentation))), *_header_lines(iter(below), indentation)]
    if sum(line[:1].isalpha() for line in lines) < 2:
        return None
    return parse("\n".join(lines).encode("utf-8", "replace") + b"\n\n")


def _header_lines(lines: Iterator[str], indentation: str) -> Iterator[str]:
    for line in lines:
        line = line.rstrip("\r").removeprefix(indentation)
        if not _HEADER_LINE.match(line):
            return
        yield line


def _report(mail: ParsedMail) -> dict[str, list[str]]:
    """The fields of the machine-readable parts by lower-case name (RFC 3464 section 2, RFC 5965 section 3)."""
    fields: dict[str, list[str]] = {}
    for file in mail.attachments:
        if file.content_type in _STATUS:
            text = _FOLD.sub(" ", file.content[:MAX_EMBEDDED].decode("utf-8", "replace")).replace("\x00", "")
            for name, value in _FIELD.findall(text):
                fields.setdefault(name.lower(), []).append(value.strip())
    return fields


def _failed_recipients(mail: ParsedMail, report: dict[str, list[str]]) -> tuple[str, ...]:
    written = [value.rpartition(";")[2] for name in _RECIPIENT_FIELDS for value in report.get(name, ())]
    written += mail.headers.get("x-failed-recipients", ())
    if not written:
        written = _FAILED_LINE.findall(mail.text[:MAX_TEXT])
    return tuple(address.email for address in addresses([value.strip() for value in written[:MAX_RECIPIENTS]]))


def _first(report: dict[str, list[str]], name: str) -> str:
    return next(iter(report.get(name, ())), "")
