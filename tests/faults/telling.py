"""Flows of agents who are told: after a change, and with a digest."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from chalicelib.domain.agents import Occasion, Way
from chalicelib.domain.digests import SETTLES_IN
from chalicelib.domain.notifications import Notice
from chalicelib.domain.outbox import MailKind
from chalicelib.mail.thread import reply_address
from tests.faults.acts import changing, flow, new_ticket, polling, ticking
from tests.faults.site import Site
from tests.support.desk import AGENT, SUPPORT
from tests.support.mails import CUSTOMER, mail


def _told_once(site: Site) -> None:
    notices = site.desk.notices.page(AGENT.id, 25, None).notices
    assert [notice.occasion for notice in notices] == [Occasion.CUSTOMER_WROTE]
    assert _mails(site, MailKind.NOTICE) == 1


@flow("derive tells an agent", then=_told_once)
def derive_tells(site: Site) -> Callable[[], bool]:
    site.desk.directory.save_agent(replace(AGENT, notifications={Occasion.CUSTOMER_WROTE: Way.MAIL}))
    site.restart()
    ticket = new_ticket(site)
    assert changing(site, ticket, "PATCH", "", {"assignee": AGENT.id})()
    site.drain()
    site.clock.advance(timedelta(hours=1))
    to = reply_address(SUPPORT.sender_address, ticket.reference, CUSTOMER, site.desk.signer)
    site.store_mail(mail(to=to, text="Still.\n", message_id="<2@x.example>"), recipients=(to,))
    site.inbound.poll()
    site.read_stream()
    return polling(site.derived)


def _one_digest(site: Site) -> None:
    assert _mails(site, MailKind.DIGEST) == 1
    site.clock.advance(timedelta(days=2))
    site.tick()
    site.settle()
    assert _mails(site, MailKind.DIGEST) == 1


@flow("tick with a digest", then=_one_digest)
def tick_with_digest(site: Site) -> Callable[[], bool]:
    ticket, at = new_ticket(site), site.clock.now() + timedelta(minutes=1)
    (entry, *_) = site.read().entries[ticket.reference]
    notice = Notice(AGENT.id, entry.id, ticket.reference, Occasion.NEW_TICKET, at, SUPPORT.id, digest_at=at)
    site.desk.notices.add([notice])
    site.clock.advance(timedelta(minutes=1) + SETTLES_IN)
    return ticking(site)


def _mails(site: Site, kind: MailKind) -> int:
    return sum(mail.kind is kind for mail in site.read().outbox.values())
