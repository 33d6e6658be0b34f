"""Mail that a person forwarded: who wrote the original, and what.

The forwarder's own address stays the sender of the mail. What is found here is the forwarder's word about somebody
else, taken from text that anybody could type: fit to name a requester for an agent who is known to forward, no proof.
"""

import re
from collections.abc import Sequence
from textwrap import dedent
from typing import NamedTuple

from chalicelib.domain.values import dataclass
from chalicelib.mail.addresses import Address, sole_sender
from chalicelib.mail.attribution import ADDRESS, attribution
from chalicelib.mail.attribution import MAX_LINES as ATTRIBUTION_LINES
from chalicelib.mail.fold_words import ORIGINAL_MESSAGE
from chalicelib.mail.forward_words import FORWARD_SUBJECT, FORWARDED, rolled_mark
from chalicelib.mail.guard import MAX_PARTS
from chalicelib.mail.header_block import HeaderBlock, read_header_block
from chalicelib.mail.loops import automatic
from chalicelib.mail.parse import Attachment, ParsedMail, parse

ANYBODY = "unknown@envelope.invalid"  # a forward is judged by what it says, not by how it came
MAX_NOTE_LINES = 80
MAX_LINE = 4000
_LINK = re.compile(r"<mailto:[^<>\s]{1,320}>", re.IGNORECASE)
_BRACKETED = re.compile(r"[\[(<](?:mailto:)?([^\[\]()<>\s]{1,260}@[^\[\]()<>\s]{1,260})[\])>]", re.IGNORECASE)
_QUOTED_NAME = re.compile(r"[\"„“«]([^\"„“«»”]{1,200})[\"“”»]\s*[<\[(]")
_SEPARATOR = re.compile(r"[\s>*]*[-_=~—–]{3,}[\s*]*")


@dataclass(frozen=True, slots=True)
class Forwarded:
    """The original as the forwarder passed it on. `date` and `subject` are as written, '' if they are not told.

    `note` is what the forwarder wrote above, `text` the forwarded text. Only an attached original has a `message_id`
    ('' if none) and may have `html`, as sent, not sanitised; None else. `attachments` are the files inside an attached
    original, then those of the mail around it.
    """

    sender: Address
    subject: str
    date: str
    note: str
    text: str
    message_id: str
    html: str | None
    attachments: tuple[Attachment, ...]


def forwarded(mail: ParsedMail) -> Forwarded | None:
    """The forwarded mail within this one: below a forwarded header block in its text, else its one attached message.

    An attached message counts only where the text holds nobody else's words: else it may be a file of the mail that was
    forwarded in the text. None for a mail that a machine wrote (a bounce carries its original the same way), and where
    the original's author is not exactly one valid address.
    """
    if automatic(mail, ANYBODY):
        return None
    passage, is_all_own = _in_text(mail)
    if passage:
        return Forwarded(*passage, message_id="", html=None, attachments=mail.attachments)
    messages = [file for file in mail.attachments if file.content_type == "message/rfc822"]
    return _attached(mail, messages[0]) if is_all_own and len(messages) == 1 else None


def _attached(mail: ParsedMail, message: Attachment) -> Forwarded | None:
    original = parse(message.content)
    if original.sender is None:
        return None
    around = (file for file in mail.attachments if file is not message)
    return Forwarded(
        original.sender,
        original.subject,
        original.date,
        mail.text.strip(),
        original.text,
        original.message_id,
        original.html,
        (*original.attachments, *around)[:MAX_PARTS],
    )


class _Passage(NamedTuple):
    """A forwarded message in a text."""

    sender: Address
    subject: str
    date: str
    note: str
    text: str


def _in_text(mail: ParsedMail) -> tuple[_Passage | None, bool]:
    """The forwarded message in the text, and whether there are only the forwarder's own words instead."""
    lines = mail.text.split("\n")
    head = [line[:MAX_LINE] for line in lines[: MAX_NOTE_LINES * 2]]
    says_so = FORWARD_SUBJECT.match(mail.subject) is not None
    for index, line in enumerate(head[:MAX_NOTE_LINES]):
        line = line.strip()
        if not line:
            continue
        if FORWARDED.fullmatch(line):
            return _below(head, lines, index, _first_field(head, index + 1)), False
        if rolled := rolled_mark(line):
            head[index] = line[rolled:]
            return _below(head, lines, index, index), False
        block = read_header_block(head, index)
        if block and block.names_a_message:
            return _from_block(block, lines, index) if says_so else None, False
        length, certainty = attribution([line.strip() for line in head[index : index + ATTRIBUTION_LINES]])
        if certainty == "certain":
            return _from_attribution(head, lines, index, index + length) if says_so else None, False
        if line.startswith(">") or (ORIGINAL_MESSAGE.fullmatch(line) and not says_so):
            return None, False  # an answer with its quote
    return None, True


def _below(head: Sequence[str], lines: Sequence[str], mark: int, start: int) -> _Passage | None:
    block = read_header_block(head, start) if start < len(head) else None
    return _from_block(block, lines, mark) if block else None


def _from_block(block: HeaderBlock, lines: Sequence[str], mark: int) -> _Passage | None:
    sender = _sender(block.fields.get("from", ""))
    if sender is None:
        return None
    subject, date = block.fields.get("subject", ""), block.fields.get("date", "")
    return _Passage(sender, subject, date, _note(lines[:mark]), _unquoted(lines[block.end :]))


def _from_attribution(head: Sequence[str], lines: Sequence[str], start: int, end: int) -> _Passage | None:
    """Outlook for Mac puts no block above, but "On <date>, <name> <address> wrote:", and marks no quotation."""
    below = _next_written(lines, end)
    if below < len(lines) and lines[below].startswith(">"):
        return None
    written = " ".join(line.strip() for line in head[start:end])
    named = _QUOTED_NAME.search(written)
    emails = set(ADDRESS.findall(written))
    sender = _sender(f'"{named[1] if named else ""}" <{emails.pop()}>') if len(emails) == 1 else None
    if sender is None:
        return None
    return _Passage(sender, "", "", _note(lines[:start]), _unquoted(lines[end:]))


def _sender(value: str) -> Address | None:
    """The one valid address of a From line as mail programs print it, links and square brackets undone."""
    value = value.strip(" \t*")
    without_links = _LINK.sub("", value)
    value = without_links if "@" in without_links else value
    return sole_sender([_BRACKETED.sub(r"<\1>", value)])[0]


def _next_written(lines: Sequence[str], index: int) -> int:
    while index < len(lines) and not lines[index].strip(" \t\r"):
        index += 1
    return index


def _first_field(lines: Sequence[str], index: int) -> int:
    """The next line that holds more than marks of quotation."""
    while index < len(lines) and not lines[index].strip(" \t\r>"):
        index += 1
    return index


def _note(lines: Sequence[str]) -> str:
    """The lines above the forwarded message, without the rule that divides them."""
    end = len(lines)
    while end and (not lines[end - 1].strip() or _divides(lines[end - 1])):
        end -= 1
    return "\n".join(lines[:end]).strip()


def _divides(line: str) -> bool:
    line = line[:MAX_LINE].strip()
    return bool(_SEPARATOR.fullmatch(line) or ORIGINAL_MESSAGE.fullmatch(line))


def _unquoted(lines: Sequence[str]) -> str:
    """The text without the `>` or the indentation that the forwarder's program gave all of it."""
    if all(line.startswith(">") for line in lines if line.strip()):
        lines = [line[1:].removeprefix(" ") for line in lines]
    return dedent("\n".join(lines)).strip()
