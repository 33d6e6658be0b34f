"""Builds adapters and use cases, once for each process. The only module that knows which adapter stands behind
which port.

Each use case is made when it is first asked for: a function pays at its start only for what it uses.
"""

from functools import cache, cached_property
from typing import TYPE_CHECKING

from chalicelib.adapters.dynamo.table import Table
from chalicelib.adapters.system import RandomIds, SystemClock
from chalicelib.services.directory import DirectoryCache
from chalicelib.services.ports import (
    Clock,
    CustomerStore,
    DirectoryStore,
    IdentityProvider,
    Ids,
    Mailer,
    OutboundQueue,
    OutboxStore,
    SessionStore,
    Signer,
    TicketLists,
    TicketStore,
    Timers,
)
from chalicelib.settings import Settings

if TYPE_CHECKING:
    from chalicelib.adapters.dynamo.ticket_lists import DynamoTicketLists
    from chalicelib.adapters.objects import Bucket
    from chalicelib.services.attachments import Attachments
    from chalicelib.services.customers import Customers
    from chalicelib.services.delivery_notes import DeliveryNotes
    from chalicelib.services.edits import Edits
    from chalicelib.services.fan_out import FanOut
    from chalicelib.services.forms import Forms
    from chalicelib.services.intake import Intake
    from chalicelib.services.mail_feedback import MailFeedback
    from chalicelib.services.reading import Reading
    from chalicelib.services.receive_mail import ReceiveMail
    from chalicelib.services.replies import Replies
    from chalicelib.services.send_mail import SendMail
    from chalicelib.services.sessions import Sessions
    from chalicelib.services.tick import Tick


class Desk:
    """One desk: its settings, adapters and use cases."""

    def __init__(self, settings: Settings, clock: Clock | None = None, ids: Ids | None = None) -> None:
        self.settings = settings
        self.clock: Clock = clock or SystemClock()
        self.ids: Ids = ids or RandomIds()
        self.table = Table(settings.table, settings.region)

    # adapters

    @cached_property
    def signer(self) -> Signer:
        from chalicelib.adapters.keys import StoredKeys

        return StoredKeys(self.settings.keys_parameter, self.settings.region, self.clock)

    @cached_property
    def files(self) -> "Bucket":
        from chalicelib.adapters.objects import Bucket

        return Bucket(self.settings.files_bucket, self.settings.region)

    @cached_property
    def raw_mail(self) -> "Bucket":
        from chalicelib.adapters.objects import Bucket

        return Bucket(self.settings.raw_bucket, self.settings.region)

    @cached_property
    def tickets(self) -> TicketStore:
        from chalicelib.adapters.dynamo.ticket_store import DynamoTicketStore

        return DynamoTicketStore(self.table, self.files)

    @cached_property
    def _lists(self) -> "DynamoTicketLists":
        from chalicelib.adapters.dynamo.ticket_lists import DynamoTicketLists

        return DynamoTicketLists(self.table)

    @property
    def lists(self) -> TicketLists:
        return self._lists

    @property
    def timers(self) -> Timers:
        return self._lists

    @cached_property
    def outbox(self) -> OutboxStore:
        from chalicelib.adapters.dynamo.outbox_store import DynamoOutboxStore

        return DynamoOutboxStore(self.table)

    @cached_property
    def customer_store(self) -> CustomerStore:
        from chalicelib.adapters.dynamo.customer_store import DynamoCustomerStore

        return DynamoCustomerStore(self.table)

    @cached_property
    def directory(self) -> DirectoryStore:
        from chalicelib.adapters.dynamo.directory_store import DynamoDirectoryStore

        return DynamoDirectoryStore(self.table)

    @cached_property
    def session_store(self) -> SessionStore:
        from chalicelib.adapters.dynamo.session_store import DynamoSessionStore

        return DynamoSessionStore(self.table)

    @cached_property
    def identity(self) -> IdentityProvider:
        from chalicelib.adapters.cognito import CognitoIdentity

        settings = self.settings
        return CognitoIdentity(settings.user_pool_id, settings.user_pool_client_id, settings.region)

    @cached_property
    def mailer(self) -> Mailer:
        from chalicelib.adapters.ses import SesMailer

        return SesMailer(self.settings.region, self.settings.configuration_set)

    @cached_property
    def outbound_queue(self) -> OutboundQueue:
        from chalicelib.adapters.queue import SqsOutboundQueue

        return SqsOutboundQueue(self.settings.outbound_queue_url, self.settings.region)

    @cached_property
    def directory_cache(self) -> DirectoryCache:
        return DirectoryCache(self.directory, self.clock)

    # use cases

    @cached_property
    def sessions(self) -> "Sessions":
        from chalicelib.services.sessions import Sessions

        return Sessions(self.session_store, self.directory, self.identity, self.clock, self.ids)

    @cached_property
    def reading(self) -> "Reading":
        from chalicelib.services.reading import Reading

        return Reading(self.tickets, self.lists, self.directory_cache)

    @cached_property
    def attachments(self) -> "Attachments":
        from chalicelib.services.attachments import Attachments

        return Attachments(self.tickets, self.files, self.signer, self.clock)

    @cached_property
    def replies(self) -> "Replies":
        from chalicelib.services.replies import Replies

        return Replies(self.tickets, self.attachments, self.clock, self.ids)

    @cached_property
    def edits(self) -> "Edits":
        from chalicelib.services.edits import Edits

        return Edits(self.tickets, self.directory_cache, self.clock, self.ids)

    @cached_property
    def customers(self) -> "Customers":
        from chalicelib.services.customers import Customers

        return Customers(self.customer_store)

    @cached_property
    def intake(self) -> "Intake":
        from chalicelib.services.intake import Intake

        return Intake(self.tickets, self.clock, self.ids)

    @cached_property
    def forms(self) -> "Forms":
        from chalicelib.services.forms import Forms

        return Forms(self.intake, self.directory_cache, self.signer, self.clock, self.ids)

    @cached_property
    def receive_mail(self) -> "ReceiveMail":
        from chalicelib.services.receive_mail import ReceiveMail

        return ReceiveMail(
            self.raw_mail,
            self.files,
            self.tickets,
            self.intake,
            self.directory_cache,
            self.signer,
            self.clock,
            self.ids,
        )

    @cached_property
    def delivery_notes(self) -> "DeliveryNotes":
        from chalicelib.services.delivery_notes import DeliveryNotes

        return DeliveryNotes(self.tickets, self.clock, self.ids)

    @cached_property
    def send_mail(self) -> "SendMail":
        from chalicelib.services.outgoing import Composer
        from chalicelib.services.send_mail import SendMail

        composer = Composer(self.files, self.signer, self.settings.mail_domain)
        return SendMail(
            self.outbox,
            self.tickets,
            composer,
            self.mailer,
            self.delivery_notes,
            self.directory_cache,
            self.clock,
            self.ids,
        )

    @cached_property
    def mail_feedback(self) -> "MailFeedback":
        from chalicelib.services.mail_feedback import MailFeedback

        return MailFeedback(self.outbox, self.delivery_notes, self.clock)

    @cached_property
    def fan_out(self) -> "FanOut":
        from chalicelib.services.fan_out import FanOut

        return FanOut(self.outbound_queue)

    @cached_property
    def tick(self) -> "Tick":
        from chalicelib.services.tick import Tick

        return Tick(
            self.timers,
            self.tickets,
            self.outbox,
            self.outbound_queue,
            self.delivery_notes,
            self.directory_cache,
            self.clock,
            self.ids,
        )


def build(settings: Settings) -> Desk:
    return Desk(settings)


@cache
def desk() -> Desk:
    """The desk of this process, set up from the environment when it is first asked for."""
    return build(Settings.from_env())
