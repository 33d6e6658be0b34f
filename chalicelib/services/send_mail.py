"""Send one outgoing mail: compose, claim, one attempt, and write down what became of it.

Composing comes before the claim: a mail that cannot be composed fails where people see it, and a crash while composing
leaves it pending. After the claim comes exactly one request to SES; see `domain/outbox.py` for what follows from
its answer.
"""

import logging
from collections.abc import Callable

from chalicelib.domain.errors import NotFound, Unavailable
from chalicelib.domain.mail_templates import Event
from chalicelib.domain.outbox import MailKind, OutboxMail, SendState, claimed, failed, refused, sent, suppressed
from chalicelib.domain.permissions import may_see
from chalicelib.mail.addresses import Address
from chalicelib.services.delivery_notes import DeliveryNotes
from chalicelib.services.directory import DirectoryCache
from chalicelib.services.incoming import message_key
from chalicelib.services.outgoing import Composer, Letter, Written
from chalicelib.services.ports import Ambiguous, Clock, Ids, Mailer, OutboxStore, Refused, Rejected, TicketStore
from chalicelib.services.received import THREADS_REMEMBERED_FOR

log = logging.getLogger(__name__)
ENTRIES_READ = 50
UNSENT = (SendState.SUPPRESSED, SendState.FAILED)


class SendMail:
    def __init__(
        self,
        outbox: OutboxStore,
        tickets: TicketStore,
        composer: Composer,
        mailer: Mailer,
        notes: DeliveryNotes,
        digest_mail: Callable[[OutboxMail], Written | None],
        directory: DirectoryCache,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._outbox = outbox
        self._tickets = tickets
        self._composer = composer
        self._mailer = mailer
        self._notes = notes
        self._digest_mail = digest_mail
        self._directory = directory
        self._clock = clock
        self._ids = ids

    def send(self, outbox_id: str) -> SendState | None:
        """The state afterwards; None if there is no such mail. Sending the same id again changes nothing."""
        mail = self._outbox.get(outbox_id)
        if mail is None or mail.state is not SendState.PENDING:
            return mail.state if mail else None
        if self._outbox.is_suppressed(mail.recipient):
            return self._settle(mail, suppressed(mail, "mail to this address bounced or was reported as spam before"))
        try:
            written = self._written(mail)
        except NotFound:
            return self._settle(mail, failed(mail, "an attachment is gone"))
        except Unavailable:
            raise
        except Exception:
            # trying again would fail again, every two minutes for ever
            log.exception("mail %s cannot be composed", mail.id)
            return self._settle(mail, failed(mail, "it could not be composed"))
        if isinstance(written, OutboxMail):
            return self._settle(mail, written)
        attempt = claimed(mail, self._clock.now(), self._ids.secret())
        if not self._outbox.replace(mail, attempt):
            return SendState.SENDING  # another copy of this message was faster
        return self._attempt(attempt, written.raw, written.sender)

    def _written(self, mail: OutboxMail) -> Written | OutboxMail:
        """The mail as it goes out, or what becomes of one that does not. Raises NotFound if an attachment is gone."""
        if mail.kind is MailKind.DIGEST:
            return self._digest_mail(mail) or suppressed(mail, "there was nothing left to tell")
        letter = self._letter(mail)
        if letter is None:
            return failed(mail, "the ticket or its department is gone")
        if mail.kind is MailKind.NOTICE and not self._may_be_told(letter):
            return suppressed(mail, "its reader does not see the ticket any more, or wants to hear nothing of it")
        return Written(self._composer.compose(letter), letter.department.sender_address)

    def _may_be_told(self, letter: Letter) -> bool:
        """Whether an agent is told of the ticket now. Addresses of a department's list belong to nobody."""
        known = letter.directory.agent_by_email(letter.mail.recipient)
        if known is None:
            return True
        agent = self._directory.agent_now(known.id)
        if agent is None or not may_see(agent, letter.ticket):
            return False
        return letter.event is Event.REMINDER or agent.id not in letter.muted

    def _attempt(self, mail: OutboxMail, raw: bytes, sender: str) -> SendState | None:
        try:
            ses_id = self._mailer.send(raw, sender, mail.recipient, mail.id, mail.attempt)
        except Refused as reason:
            return self._settle(mail, refused(mail, str(reason), self._clock.now()))
        except Rejected as reason:
            return self._settle(mail, failed(mail, str(reason)))
        except Ambiguous as reason:
            log.warning("mail %s: no clear answer (%s), waiting for its event", mail.id, reason)
            return mail.state
        expires_at = self._clock.now() + THREADS_REMEMBERED_FOR
        self._outbox.record_sent(sent(mail, ses_id), message_key(ses_id), expires_at)
        return SendState.SENT

    def _settle(self, old: OutboxMail, new: OutboxMail) -> SendState | None:
        """Store what became of it, unless an event of SES knew better meanwhile. Returns the state as stored."""
        if self._outbox.replace(old, new):
            if new.kind is MailKind.REPLY and new.state in UNSENT:
                self._notes.add(new, f"{new.id} {new.attempt}", f"mail to {new.recipient} was not sent: {new.reason}")
            return new.state
        stored = self._outbox.get(old.id)
        return stored.state if stored else None

    def _letter(self, mail: OutboxMail) -> Letter | None:
        page = self._tickets.page(mail.reference, ENTRIES_READ)
        # a page may be older than the stream that sent us here, these two are not
        ticket = page.ticket if page else self._tickets.ticket(mail.reference)
        entries = page.entries if page else ()
        entry = next((entry for entry in entries if entry.id == mail.entry_id), None)
        entry = entry or self._tickets.entry(mail.reference, mail.entry_id)
        if ticket is None or entry is None:
            return None
        directory = self._directory.current()
        department = directory.departments.get(ticket.department)
        if department is None:
            return None
        sent_together = (each for each in page.outbox if each.entry_id == entry.id) if page else ()
        recipients = {each.recipient: each.recipient_name for each in (mail, *sent_together) if each.kind is mail.kind}
        return Letter(
            mail,
            ticket,
            department,
            entry,
            earlier=tuple(each for each in entries if each.id < mail.entry_id),
            recipients=tuple(Address(recipients[email], email) for email in sorted(recipients)),
            directory=directory,
            muted=page.beside.muted if page else frozenset(),
        )
