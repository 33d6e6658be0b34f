"""A digest as a mail: a line for each ticket, with what happened to it. Of what people wrote it holds only subjects."""

from collections.abc import Sequence

from chalicelib.domain.ids import show_reference
from chalicelib.domain.notifications import Notice
from chalicelib.domain.outbox import OutboxMail
from chalicelib.domain.ticket import Ticket
from chalicelib.mail.compose import OutgoingMail, compose
from chalicelib.mail.layout import laid_out, prose
from chalicelib.mail.parse import Address
from chalicelib.mail.parts import one_line
from chalicelib.mail.wordings import wording
from chalicelib.services.digests import Collected, Digests
from chalicelib.services.outgoing import Written


class DigestMail:
    def __init__(self, digests: Digests, mail_domain: str) -> None:
        self._digests = digests
        self._mail_domain = mail_domain

    def written(self, mail: OutboxMail) -> Written | None:
        """None if there is nothing left to tell, or nobody."""
        said = self._digests.collected(mail)
        return Written(_composed(mail, said, self._mail_domain), said.department.sender_address) if said else None


def _composed(mail: OutboxMail, said: Collected, mail_domain: str) -> bytes:
    """Answers go to the department: a digest belongs to no ticket."""
    subject, intro = wording(said.language).digest
    lines = [_line(ticket, notices, said.language) for ticket, notices in said.tickets]
    body = laid_out([prose(intro), *(prose(line) for line in lines), prose(said.department.name)], said.language)
    return compose(
        OutgoingMail(
            from_=Address(said.department.sender_name or said.department.name, said.department.sender_address),
            to=Address("", mail.recipient),
            visible_to=(),
            cc=(),
            reply_to=said.department.sender_address,
            subject=f"{subject} ({len(lines)})",
            text=body.text,
            html=body.html,
            in_reply_to=None,
            references=(),
            language=said.language,
            outbox_id=f"{mail.id}@{mail_domain}",
            automatic="auto-generated",
        )
    )


def _line(ticket: Ticket, notices: Sequence[Notice], language: str) -> str:
    """`[K7QF-3M2X] The printer is on fire: You were mentioned; Ticket is due soon`."""
    words = wording(language)
    oldest_first = sorted(notices, key=lambda notice: notice.entry_id)
    happened = dict.fromkeys(getattr(words, notice.occasion.value)[0] for notice in oldest_first)
    return f"[{show_reference(ticket.reference)}] {one_line(ticket.subject)}\n{'; '.join(happened)}"
