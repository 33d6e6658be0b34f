"""Which adapter stands behind which port. Nothing else in the product imports adapters."""

from functools import cached_property
from typing import TYPE_CHECKING

from chalicelib.adapters.dynamo.table import Table
from chalicelib.adapters.system import RandomIds, SystemClock
from chalicelib.services.customer_ports import CustomerStore
from chalicelib.services.ports import (
    Clock,
    DerivedQueue,
    DirectoryStore,
    HeldQueue,
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
    from chalicelib.adapters.dynamo.feed_store import DynamoFeedStore
    from chalicelib.adapters.dynamo.ticket_lists import DynamoTicketLists
    from chalicelib.adapters.dynamo.view_store import DynamoViewStore
    from chalicelib.adapters.objects import Bucket
    from chalicelib.services.composing_ports import DraftStore, ScheduledStore, Timelines
    from chalicelib.services.configuration_ports import ConfigurationStore, PublicHolidays
    from chalicelib.services.count_ports import CountStore
    from chalicelib.services.notification_ports import NoticeStore


class Adapters:
    """The settings of one desk and its surroundings, each made when it is first asked for."""

    def __init__(self, settings: Settings, clock: Clock | None = None, ids: Ids | None = None) -> None:
        self.settings = settings
        self.clock: Clock = clock or SystemClock()
        self.ids: Ids = ids or RandomIds()
        self.table = Table(settings.table, settings.region)

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
    def timelines(self) -> "Timelines":
        from chalicelib.adapters.dynamo.timelines import DynamoTimelines

        return DynamoTimelines(self.table, self.files)

    @cached_property
    def draft_store(self) -> "DraftStore":
        from chalicelib.adapters.dynamo.draft_store import DynamoDraftStore

        return DynamoDraftStore(self.table)

    @cached_property
    def scheduled_store(self) -> "ScheduledStore":
        from chalicelib.adapters.dynamo.scheduled_store import DynamoScheduledStore

        return DynamoScheduledStore(self.table)

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
    def _feed_store(self) -> "DynamoFeedStore":
        from chalicelib.adapters.dynamo.feed_store import DynamoFeedStore

        return DynamoFeedStore(self.table)

    @cached_property
    def notices(self) -> "NoticeStore":
        from chalicelib.adapters.dynamo.notice_store import DynamoNoticeStore

        return DynamoNoticeStore(self.table)

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
    def configuration_store(self) -> "ConfigurationStore":
        from chalicelib.adapters.dynamo.configuration_store import DynamoConfigurationStore

        return DynamoConfigurationStore(self.table)

    @cached_property
    def public_holidays(self) -> "PublicHolidays":
        from chalicelib.adapters.holidays import HolidayCalendars

        return HolidayCalendars()

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
    def count_store(self) -> "CountStore":
        from chalicelib.adapters.dynamo.count_store import DynamoCountStore

        return DynamoCountStore(self.table)

    @cached_property
    def view_store(self) -> "DynamoViewStore":
        from chalicelib.adapters.dynamo.view_store import DynamoViewStore

        return DynamoViewStore(self.table)

    @cached_property
    def derived_queue(self) -> DerivedQueue:
        from chalicelib.adapters.queue import SqsDerivedQueue

        return SqsDerivedQueue(self.settings.derived_queue_url, self.settings.region)

    @cached_property
    def held_queue(self) -> HeldQueue:
        from chalicelib.adapters.queue import SqsHeldQueue

        return SqsHeldQueue(self.settings.held_queue_url, self.settings.region)
