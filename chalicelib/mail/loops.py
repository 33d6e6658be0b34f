"""Which mail a machine wrote, and which mail must not be answered by one (RFC 3834, RFC 5230, RFC 3464).

An automatic answer to automatic mail can loop for ever, and one to a list or a forged sender harasses others. So every
rule here errs on the silent side for answers, while `automatic` is careful not to call a person a machine.
"""

import re
from collections.abc import Callable, Collection

from chalicelib.mail.addresses import normalise_address
from chalicelib.mail.loop_words import AWAY_SUBJECT, BOUNCE_SUBJECT, BOUNCE_TEXT, DAEMON_NAME
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
_DAEMONS = re.compile(r"(?:mailer[-_.]?daemon|postmaster|mail[-_.]?daemon|mdaemon|bounces?)(?:[+.=-].*)?")
_SILENT = re.compile(
    r"(?:mailer-daemon|postmaster|(?:do[-_.]?)?no[t]?[-_.]?reply|owner-.*|.*-(?:request|owner|bounces?)|bounces?)(?:[+=].*)?"
)
_COMMENT = re.compile(r"\([^()]{0,500}\)")
_MARKERS = (
    "x-autoreply",
    "x-autorespond",
    "x-autoresponder",
    "x-auto-reply",
    "x-autoreply-from",
    "x-mail-autoreply",
    "x-amz-sns-message-id",
)
_LIST_PRECEDENCE = frozenset({"bulk", "junk", "list", "auto_reply", "auto-reply"})
_SUPPRESSED = frozenset({"all", "autoreply", "oof"})


def automatic(mail: ParsedMail, envelope_sender: str) -> str | None:
    """Why this mail is a machine's (bounce, complaint, receipt, out-of-office), None if a person may have written it.

    `envelope_sender` is the address of MAIL FROM, '' for the null return path.
    """
    for detect in _DETECTORS:
        reason = detect(mail)
        if reason:
            return reason
    return "null return path" if not envelope_sender.strip("<> ") else None


def no_answer_reason(mail: ParsedMail, envelope_sender: str, own_addresses: Collection[str]) -> str | None:
    """Why this mail gets no automatic answer, None if it may get one. `own_addresses` are normalised."""
    if mail.sender is None:
        return "no valid sender"
    if mail.sender.email in own_addresses or "x-lippu-outbox" in mail.headers:
        return "our own mail"
    reason = automatic(mail, envelope_sender) or _list_reason(mail)
    if reason:
        return reason
    if any(_SILENT.fullmatch(_local_part(address)) for address in (envelope_sender, mail.sender.email)):
        return "sender takes no answers"
    if _normalised(envelope_sender) in own_addresses:
        return "our own mail"
    if any(address.email != mail.sender.email for address in mail.reply_to):
        return "Reply-To differs from From"
    if _main_type(mail) == "text/calendar" or any(file.content_type == "text/calendar" for file in mail.attachments):
        return "calendar message"
    return None


def _list_reason(mail: ParsedMail) -> str | None:
    if _value(mail, "precedence") in _LIST_PRECEDENCE:
        return "bulk or list mail"
    if any(name.startswith("list-") for name in mail.headers) or "mailing-list" in mail.headers:
        return "mailing list"
    wishes = {wish.strip().lower() for wish in ",".join(mail.headers.get("x-auto-response-suppress", ())).split(",")}
    return "automatic answers unwanted" if wishes & _SUPPRESSED else None


def _report(mail: ParsedMail) -> str | None:
    if _main_type(mail) in {"multipart/report", *_REPORT_TYPES}:
        return "report"
    if any(file.content_type in _REPORT_TYPES for file in mail.attachments):
        return "report"
    return None


def _auto_submitted(mail: ParsedMail) -> str | None:
    """RFC 3834 section 5: any keyword but `no`; comments and parameters do not count."""
    for value in mail.headers.get("auto-submitted", ()):
        if _keyword(value) not in ("no", ""):
            return "Auto-Submitted"
    return None


def _marked(mail: ParsedMail) -> str | None:
    if "x-failed-recipients" in mail.headers:
        return "X-Failed-Recipients"
    if any(_value(mail, name) not in ("", "no") for name in _MARKERS) or _value(mail, "precedence") in (
        "auto_reply",
        "auto-reply",
    ):
        return "automatic reply"
    return None


def _daemon(mail: ParsedMail) -> str | None:
    written = " ".join(mail.headers.get("from", ())).lower()
    if mail.sender and _DAEMONS.fullmatch(_local_part(mail.sender.email)):
        return "mail system"
    return "mail system" if DAEMON_NAME.search(written) else None


def _subject(mail: ParsedMail) -> str | None:
    if BOUNCE_SUBJECT.search(mail.subject):
        return "bounce by its subject"
    return "out of office by its subject" if AWAY_SUBJECT.match(mail.subject) else None


def _wording(mail: ParsedMail) -> str | None:
    return "bounce by its text" if BOUNCE_TEXT.search(mail.text[:2000]) else None


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
