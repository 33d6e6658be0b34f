"""The use cases of a desk, put together from its adapters."""

from functools import cached_property
from typing import TYPE_CHECKING

from chalicelib.bootstrap.customers import CustomerCases
from chalicelib.bootstrap.search import SearchCases
from chalicelib.bootstrap.telling import TellingCases

if TYPE_CHECKING:
    from chalicelib.services.audit import Audit
    from chalicelib.services.configuration import Configuration
    from chalicelib.services.delivery_notes import DeliveryNotes
    from chalicelib.services.derive import Derive
    from chalicelib.services.documents import Documents
    from chalicelib.services.edits import Edits
    from chalicelib.services.escalations import Escalations
    from chalicelib.services.fan_out import FanOut
    from chalicelib.services.feed import Feed
    from chalicelib.services.file_links import FileLinks
    from chalicelib.services.forms import Forms
    from chalicelib.services.intake import Intake
    from chalicelib.services.mail_feedback import MailFeedback
    from chalicelib.services.mail_templates import MailTemplates
    from chalicelib.services.merging import Merging
    from chalicelib.services.originals import Originals
    from chalicelib.services.own_settings import OwnSettings
    from chalicelib.services.quarantine import Quarantine
    from chalicelib.services.queue import Queue
    from chalicelib.services.receive_mail import ReceiveMail
    from chalicelib.services.send_mail import SendMail
    from chalicelib.services.sessions import Sessions
    from chalicelib.services.slow_lane import SlowLane
    from chalicelib.services.suppressions import Suppressions
    from chalicelib.services.taking_back import TakingBack
    from chalicelib.services.tick import Tick
    from chalicelib.services.trash import Trash


class Desk(SearchCases, TellingCases, CustomerCases):
    """One desk: its settings, adapters and use cases, each made when it is first asked for."""

    @cached_property
    def sessions(self) -> "Sessions":
        from chalicelib.services.sessions import Sessions

        return Sessions(self.session_store, self.directory, self.identity, self.clock, self.ids)

    @cached_property
    def file_links(self) -> "FileLinks":
        from chalicelib.services.file_links import FileLinks

        return FileLinks(self.tickets, self.files, self.signer, self.clock)

    @cached_property
    def mail_templates(self) -> "MailTemplates":
        from chalicelib.services.mail_templates import MailTemplates

        return MailTemplates(self.recorded, self.directory_cache, self.clock)

    @cached_property
    def configuration(self) -> "Configuration":
        from chalicelib.services.configuration import Configuration

        return Configuration(self.recorded, self.directory_cache, self.lists, self.preparing)

    @cached_property
    def own_settings(self) -> "OwnSettings":
        from chalicelib.services.own_settings import OwnSettings

        return OwnSettings(self.configuration_store, self.directory_cache)

    @cached_property
    def audit(self) -> "Audit":
        from chalicelib.adapters.dynamo.audit_store import DynamoAuditLog
        from chalicelib.services.audit import Audit

        return Audit(DynamoAuditLog(self.table), self.directory_cache, self.clock)

    @cached_property
    def edits(self) -> "Edits":
        from chalicelib.services.edits import Edits

        return Edits(self.tickets, self.planning, self.recognition, self.directory_cache, self.clock, self.ids)

    @cached_property
    def trash(self) -> "Trash":
        from chalicelib.services.trash import Trash

        return Trash(self.edits)

    @cached_property
    def originals(self) -> "Originals":
        from chalicelib.services.originals import Originals

        return Originals(self.tickets, self.raw_mail, self.clock)

    @cached_property
    def documents(self) -> "Documents":
        from chalicelib.services.documents import Documents

        return Documents(self.tickets)

    @cached_property
    def merging(self) -> "Merging":
        from chalicelib.services.merging import Merging

        return Merging(self.tickets, self.directory_cache, self.clock, self.ids)

    @cached_property
    def quarantine(self) -> "Quarantine":
        from chalicelib.services.quarantine import Quarantine

        store = self.quarantine_store
        return Quarantine(store, self.tickets, self.raw_mail, self.receive_mail, self.directory_cache, self.clock)

    @cached_property
    def suppressions(self) -> "Suppressions":
        from chalicelib.adapters.dynamo.suppression_store import DynamoSuppressionStore
        from chalicelib.services.suppressions import Suppressions

        return Suppressions(DynamoSuppressionStore(self.table), self.customers)

    @cached_property
    def escalations(self) -> "Escalations":
        from chalicelib.services.escalations import Escalations

        return Escalations(self.tickets, self.assigning, self.directory_cache, self.clock, self.ids)

    @cached_property
    def taking_back(self) -> "TakingBack":
        from chalicelib.services.taking_back import TakingBack

        lists, cache = self.lists, self.directory_cache
        return TakingBack(self.tickets, lists, cache, self.assigning, self.clock, self.ids)

    @cached_property
    def queue(self) -> "Queue":
        from chalicelib.adapters.dynamo.queue_lists import DynamoQueueLists
        from chalicelib.services.queue import Queue

        lists = DynamoQueueLists(self.table, self._lists, self._feed_store)
        return Queue(self.tickets, lists, self.directory_cache, self.clock, self.ids)

    @cached_property
    def feed(self) -> "Feed":
        from chalicelib.services.feed import Feed

        return Feed(self._feed_store, self.directory_cache, self.clock)

    @cached_property
    def intake(self) -> "Intake":
        from chalicelib.services.intake import Intake

        return Intake(self.tickets, self.assigning, self.recognition, self.clock, self.ids)

    @cached_property
    def forms(self) -> "Forms":
        from chalicelib.services.forms import Forms

        return Forms(self.intake, self.directory_cache, self.marks, self.signer, self.clock, self.ids)

    @cached_property
    def receive_mail(self) -> "ReceiveMail":
        from chalicelib.services.agent_mail import AgentMail
        from chalicelib.services.appending import Appending
        from chalicelib.services.opening import Opening
        from chalicelib.services.receive_mail import ReceiveMail
        from chalicelib.services.received import Reception
        from chalicelib.services.threads import Threads

        tickets, files, clock, ids = self.tickets, self.files, self.clock, self.ids
        reception = Reception(tickets, clock)
        return ReceiveMail(
            self.raw_mail,
            Threads(tickets, self.recognition, self.signer),
            Appending(tickets, self.assigning, reception, files, clock, ids),
            Opening(self.intake, reception, files, self.directory_cache, clock, ids),
            AgentMail(tickets, reception, files, self.directory_cache, clock, ids),
            reception,
            self.directory_cache,
            self.signer,
            clock,
            self.settings.mail_domain,
        )

    @cached_property
    def slow_lane(self) -> "SlowLane":
        from chalicelib.services.slow_lane import SlowLane

        return SlowLane(self.held_queue, self.clock)

    @cached_property
    def delivery_notes(self) -> "DeliveryNotes":
        from chalicelib.services.delivery_notes import DeliveryNotes

        return DeliveryNotes(self.tickets, self.clock, self.ids)

    @cached_property
    def send_mail(self) -> "SendMail":
        from chalicelib.services.outgoing import Composer
        from chalicelib.services.send_mail import SendMail

        composer = Composer(self.files, self.signer, self.settings.mail_domain, self.settings.public_url)
        return SendMail(
            self.outbox,
            self.tickets,
            composer,
            self.mailer,
            self.delivery_notes,
            # what digests need is read by whoever sends one
            lambda mail: self.digest_mail.written(mail),
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

        return FanOut(self.outbound_queue, self.derived_queue, self.clock)

    @cached_property
    def derive(self) -> "Derive":
        from chalicelib.services.derive import Derive
        from chalicelib.services.feed_log import FeedLog

        feed = FeedLog(self._feed_store, self.clock)
        return Derive(self.tickets, (feed, self.counting, self.indexing, self.notifying))

    @cached_property
    def tick(self) -> "Tick":
        from chalicelib.services.due_tickets import DueTickets
        from chalicelib.services.reminders import DueReminders
        from chalicelib.services.tick import Tick

        return Tick(
            self.timers,
            self.tickets,
            self.outbox,
            self.outbound_queue,
            self.delivery_notes,
            DueTickets(self.tickets, self.directory_cache, self.clock, self.ids),
            DueReminders(self.tickets, self.directory_cache, self.ids),
            # made when they are needed: the one in a single minute of the year
            lambda hours, now: self.holiday_renewal.attend(hours, now),
            # made when a view was saved a minute ago
            lambda view, now: self.view_counting.begin(view, now),
            lambda reply, now: self.due_replies.attend(reply),
            lambda customer, now: self.settling.attend(customer, now),
            lambda agent_id, at, now: self.digests.attend(agent_id, at, now),
            lambda job, now: self.bulk.attend(job),
            self.clock,
        )
