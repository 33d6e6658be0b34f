"""Which mail a machine wrote, and which mail must not be answered by one (RFC 3834, RFC 5230, RFC 3464).

An automatic answer to automatic mail can loop for ever, and one to a list or a forged sender harasses others. So every
rule here errs on the silent side for answers, while `automatic` is careful not to call a person a machine.
"""

import re
from collections.abc import Callable, Collection, Iterator

from chalicelib.mail.addresses import normalise_address
from chalicelib.mail.forward_words import FORWARD_SUBJECT
from chalicelib.mail.loop_words import (
    AWAY_SUBJECT,
    BOUNCE_EVIDENCE,
    BOUNCE_SUBJECT,
    BOUNCE_TEXT,
    DAEMON_NAME,
    MAIL_PROGRAM,
    POSSIBLE_BOUNCE_SUBJECT,
)
from chalicelib.mail.parse import ParsedMail

_REPORT_TYPES = frozenset(
    {
        "message/delivery-status",
        "message/global-delivery-status",
        "message/disposition-notification",
        "message/feedback-report",
        "text/rfc822-headers",
    }
)
_DAEMONS = re.compile(r"(?:mailer[-_.]?daemon|postmaster|mail[-_.]?daemon|mdaemon)(?:[+.=-].*)?|bounces?(?:[+=].*)?")
_SILENT = re.compile(
    r"(?:mailer-daemon|postmaster|(?:do[-_.]?)?not?[-_.]?(?:reply|respon(?:d|der|se))|owner-.*|.*-(?:request|owner|bounces?)|bounces?)(?:[+=].*)?"
)
_COMMENT = re.compile(r"\([^()]{0,500}\)")
_MARKERS = (
    "x-autoreply",
    "x-autorespond",
    "x-autoresponder",
    "x-auto-reply",
    "x-autoreply-from",
    "x-mail-autoreply",
    "x-fc-machinegenerated",
    "x-cron-env",
    "x-amz-sns-message-id",
)
_REPLY_PRECEDENCE = frozenset({"auto_reply", "auto-reply", "autoreply"})
_LIST_PRECEDENCE = frozenset({"bulk", "junk", "list"}) | _REPLY_PRECEDENCE
_ANSWER_SUBJECT = re.compile(
    r"\s*(?:re|aw|antw|sv|vs|odp|ref|rép?|r|res|vá|ynt|απ|отв|回复|回覆|答复)\s*[:：]", re.IGNORECASE
)
MAX_FROM = 1000
MAX_OPENING = 600
MAX_BOUNCE_TEXT = 4000
_SUPPRESSED = frozenset({"all", "autoreply", "oof"})


def automatic(mail: ParsedMail, envelope_sender: str) -> str | None:
    """Why this mail is a machine's (bounce, complaint, receipt, out-of-office), None if a person may have written it.

    `envelope_sender` is the address of MAIL FROM, '' for the null return path.
    """
    return next(machine_signs(mail, envelope_sender), None)


def machine_signs(mail: ParsedMail, envelope_sender: str) -> Iterator[str]:
    """Everything that shows this mail to be a machine's, strongest first."""
    yield from filter(None, (detect(mail) for detect in _DETECTORS))
    if not envelope_sender.strip("<> "):
        yield "null return path"


def no_answer_reason(mail: ParsedMail, envelope_sender: str, own_addresses: Collection[str]) -> str | None:
    """Why this mail gets no automatic answer, None if it may get one. `own_addresses` are normalised."""
    if mail.sender is None:
        return "no valid sender"
    if mail.sender.email in own_addresses or "x-lippu-outbox" in mail.headers:
        return "our own mail"
    reason = automatic(mail, envelope_sender) or _list_reason(mail)
    if reason:
        return reason
    if takes_no_answers(envelope_sender) or takes_no_answers(mail.sender.email):
        return "sender takes no answers"
    if _normalised(envelope_sender) in own_addresses:
        return "our own mail"
    if any(address.email != mail.sender.email for address in mail.reply_to):
        return "Reply-To differs from From"
    if _main_type(mail) == "text/calendar" or any(file.content_type == "text/calendar" for file in mail.attachments):
        return "calendar message"
    return None


def takes_no_answers(address: str) -> bool:
    """True for addresses that by their name belong to machines, lists or nobody."""
    return _SILENT.fullmatch(_local_part(address)) is not None


def _list_reason(mail: ParsedMail) -> str | None:
    if not _LIST_PRECEDENCE.isdisjoint(map(_keyword, mail.headers.get("precedence", ()))):
        return "bulk or list mail"
    if any(name.startswith("list-") for name in mail.headers) or "mailing-list" in mail.headers:
        return "mailing list"
    wishes = {wish.strip().lower() for wish in ",".join(mail.headers.get("x-auto-response-suppress", ())).split(",")}
    return "automatic answers unwanted" if wishes & _SUPPRESSED else None


def _report(mail: ParsedMail) -> str | None:
    if _main_type(mail) in {"multipart/report", *_REPORT_TYPES}:
        return "report"
    carries = any(file.content_type in _REPORT_TYPES for file in mail.attachments)
    return "report" if carries and not _passed_on(mail) else None


def _auto_submitted(mail: ParsedMail) -> str | None:
    """RFC 3834 section 5: any keyword but `no`; comments and parameters do not count."""
    for value in mail.headers.get("auto-submitted", ()):
        if _keyword(value) not in ("no", ""):
            return "Auto-Submitted"
    return None


def _marked(mail: ParsedMail) -> str | None:
    if "x-failed-recipients" in mail.headers:
        return "X-Failed-Recipients"
    named = any(_value(mail, name) not in ("", "no") for name in _MARKERS)
    preferred = {_keyword(value) for name in ("precedence", "preference") for value in mail.headers.get(name, ())}
    return "automatic reply" if named or preferred & _REPLY_PRECEDENCE else None


def _daemon(mail: ParsedMail) -> str | None:
    """A mail system by its address, or by its whole name: "Eva Postmaster" is a person."""
    if mail.sender and _DAEMONS.fullmatch(_local_part(mail.sender.email)):
        return "mail system"
    written = " ".join(mail.headers.get("from", ()))[:MAX_FROM]
    name = (mail.sender.name if mail.sender else "") or written.partition("<")[0].strip("\"' ")
    return "mail system" if DAEMON_NAME.fullmatch(name.strip()) else None


def _subject(mail: ParsedMail) -> str | None:
    """Subjects of machines, where nothing shows that a person put them there: a forward, an answer, a mail program."""
    if _by_hand(mail):
        return None
    if BOUNCE_SUBJECT.match(mail.subject):
        return "bounce by its subject"
    if POSSIBLE_BOUNCE_SUBJECT.match(mail.subject) and BOUNCE_EVIDENCE.search(mail.text[:MAX_BOUNCE_TEXT].lower()):
        return "bounce by its subject"
    return "out of office by its subject" if AWAY_SUBJECT.match(mail.subject) else None


def _wording(mail: ParsedMail) -> str | None:
    """Sentences of mail systems at the beginning of the text; further down somebody may cite them."""
    if _by_hand(mail) or not BOUNCE_TEXT.search(mail.text[:MAX_OPENING]):
        return None
    return "bounce by its text"


def _by_hand(mail: ParsedMail) -> bool:
    """True if a person sent this, whatever stands in it. Gmail's own bounces and notes say so in their header."""
    if _passed_on(mail) or _value(mail, "auto-submitted") == "no":
        return True
    program = " ".join(value for name in ("user-agent", "x-mailer") for value in mail.headers.get(name, ()))
    return MAIL_PROGRAM.search(program) is not None or mail.message_id.endswith("@mail.gmail.com")


def _passed_on(mail: ParsedMail) -> bool:
    """True for a forward or an answer by its subject: people pass bounces on to ask what they mean."""
    return bool(FORWARD_SUBJECT.match(mail.subject) or _ANSWER_SUBJECT.match(mail.subject))


_DETECTORS: tuple[Callable[[ParsedMail], str | None], ...] = (
    _report,
    _auto_submitted,
    _marked,
    _daemon,
    _subject,
    _wording,
)


def _value(mail: ParsedMail, name: str) -> str:
    return _keyword(mail.headers.get(name, ("",))[0])


def _keyword(value: str) -> str:
    return _COMMENT.sub(" ", value).partition(";")[0].strip().lower()


def _main_type(mail: ParsedMail) -> str:
    return _value(mail, "content-type")


def _local_part(address: str) -> str:
    return address.strip("<> ").rpartition("@")[0].lower()


def _normalised(address: str) -> str:
    try:
        return normalise_address(address.strip("<> "))
    except ValueError:
        return ""
