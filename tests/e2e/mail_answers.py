"""The second mails of conversations: answers on all the ways back, and what machines send about ours."""

from dataclasses import dataclass

from tests.e2e.local_run import Sent
from tests.e2e.openers import TICKETS
from tests.e2e.post_office import PostOffice
from tests.e2e.samples import AGENT, SUPPORT, Sample, address, multipart, plain, raw

_BY_NAME = {sample.name: sample for sample in TICKETS}
_DELIVERY_STATUS = (
    "Reporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; a@b.example\nAction: failed\nStatus: 5.1.1\n"
)
_FEEDBACK = "Feedback-Type: abuse\nUser-Agent: Box/1\nVersion: 1\n"
CONVERSATION = Sample(
    "with a colleague",
    raw("with a colleague", plain(), f"Cc: Colleague <{address('colleague')}>"),
    "Hello.",
)
ANSWERED = (
    *(
        _BY_NAME[name]
        for name in ("plain", "both", "html only", "in utf-8", "long file name", "inline picture", "empty")
    ),
    CONVERSATION,
)


@dataclass(frozen=True)
class Expected:
    """What must become of a second mail: in the ticket of the first mail `belongs_to`, or in one of its own."""

    name: str
    belongs_to: str
    text: str
    status: str = "open"
    kind: str = "message_in"
    flags: tuple[str, ...] = ()


SECOND = (
    Expected("by address", "plain", "By address."),
    Expected("by references", "both", "By References."),
    Expected("by a stranger", "in utf-8", "I was told to write here.", flags=("third party",)),
    Expected("by subject", "", "Let me in.", status="new", flags=("may belong to",)),
    Expected("bounce", "long file name", "It could not be delivered.", "answered", "note", ("automatic:",)),
    Expected("complaint", "inline picture", "This is an abuse report.", "answered", "note", ("automatic:",)),
    Expected("away note", "empty", "I am away.", "answered", "note", ("automatic:",)),
    Expected("by the colleague", CONVERSATION.name, "I agree."),
    Expected("by the agent", "flowed", "By mail, from the train.", "answered", "message_out", ("by mail",)),
)


def second_mails(post: PostOffice) -> dict[str, Sample]:
    """By name. Needs the answers to the first mails."""
    answers = {sample.name: post.reply_to(sample.address, f"Answer to {sample.name}") for sample in ANSWERED}
    colleague = post.reply_to(address("colleague"), f"Answer to {CONVERSATION.name}")
    flowed = post.message(_BY_NAME["flowed"])[0]["ticket"]["reference"]
    told = post.message(_BY_NAME["html only"])[0]["ticket"]["reference"]
    agents = post.agents_address(flowed, AGENT)
    references = f"References: {answers['both']['References']} {answers['both']['Message-ID']}"
    made = (
        _mail("by address", "By address.", by="plain", to=answers["plain"]["Reply-To"]),
        _mail("by references", "By References.", references, by="both"),
        _mail("by a stranger", "I was told to write here.", to=answers["in utf-8"]["Reply-To"]),
        _mail("by subject", "Let me in.", subject=f"Re: [{told}] html only"),
        _report("bounce", "delivery-status", "It could not be delivered.", answers["long file name"]),
        _report("complaint", "feedback-report", "This is an abuse report.", answers["inline picture"]),
        _mail(
            "away note",
            "I am away.",
            "Auto-Submitted: auto-replied",
            by="empty",
            to=answers["empty"]["Reply-To"],
            envelope="",
        ),
        _mail(
            "by the colleague",
            "I agree.",
            f"Cc: {address('newcomer')}",
            by="colleague",
            to=colleague["Reply-To"],
        ),
        _mail("by the agent", "By mail, from the train.", sender=AGENT, to=agents),
        _mail("stolen", "Wire the money.", to=agents),
    )
    return {sample.name: sample for sample in made}


def _mail(
    name: str,
    text: str,
    *headers: str,
    by: str = "",
    sender: str = "",
    to: str = SUPPORT,
    subject: str | None = None,
    envelope: str | None = None,
) -> Sample:
    """A mail of the sender of a first mail (`by`), of anybody, or of somebody new."""
    writer, subject = sender or address(by or name), subject or f"Re: {name}"
    content = raw(name, plain(f"{text}\n"), *headers, sender=writer, subject=subject)
    return Sample(name, content, text, subject, recipients=(to,), envelope=writer if envelope is None else envelope)


def _report(name: str, kind: str, text: str, about: Sent) -> Sample:
    """RFC 3464 and RFC 5965: what happened in words, then for machines, then the mail it happened to."""
    status = _DELIVERY_STATUS if kind == "delivery-status" else _FEEDBACK
    head = about.raw.partition(b"\r\n\r\n")[0].decode().replace("\r\n", "\n")
    parts = (
        plain(f"{text}\n"),
        f"Content-Type: message/{kind}\n\n{status}",
        f"Content-Type: text/rfc822-headers\n\n{head}\n",
    )
    body = multipart("report", *parts).replace("multipart/report;", f"multipart/report; report-type={kind};")
    return Sample(name, raw(name, body, sender="mailer-daemon@mx.example"), text, envelope="")
