"""The use cases around what agents are told."""

from functools import cached_property
from typing import TYPE_CHECKING

from chalicelib.bootstrap.views import ViewCases

if TYPE_CHECKING:
    from chalicelib.services.digest_mail import DigestMail
    from chalicelib.services.digests import Digests
    from chalicelib.services.notifications import Notifications
    from chalicelib.services.notifying import Notifying


class TellingCases(ViewCases):
    """Each is made when it is first asked for."""

    @cached_property
    def notifications(self) -> "Notifications":
        from chalicelib.services.notifications import Notifications

        return Notifications(self.notices)

    @cached_property
    def notifying(self) -> "Notifying":
        from chalicelib.services.notifying import Notifying

        return Notifying(self.notices, self.outbox, self.directory_cache, self.clock)

    @cached_property
    def digests(self) -> "Digests":
        from chalicelib.services.digests import Digests

        return Digests(self.notices, self.tickets, self.directory_cache)

    @cached_property
    def digest_mail(self) -> "DigestMail":
        from chalicelib.services.digest_mail import DigestMail

        return DigestMail(self.digests, self.settings.mail_domain)
