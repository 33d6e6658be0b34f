"""Mails that were set aside: people look at them, let them in, or discard them. Nothing is ever deleted.

Letting a mail in runs its reception again on the stored original with the stored receipt. The mail's own once-only key
makes that safe to repeat: whoever comes second, or again after a crash, meets the ticket that is there and only
completes the row.
"""

import logging
from collections.abc import Sequence
from dataclasses import replace

from chalicelib.domain.directory import Agent
from chalicelib.domain.errors import Conflict, LippuError, NotFound
from chalicelib.domain.permissions import admin_only, may, may_see, may_see_mail_to
from chalicelib.domain.roles import Permission
from chalicelib.domain.values import dataclass
from chalicelib.services.attachments import Link
from chalicelib.services.directory import DirectoryCache
from chalicelib.services.originals import link_to_original
from chalicelib.services.ports import Clock, QuarantineStore, RawMail, TicketStore
from chalicelib.services.preview import Preview, preview
from chalicelib.services.receipt import Receipt
from chalicelib.services.receive_mail import ReceiveMail
from chalicelib.services.received import Received
from chalicelib.services.records import Once, QuarantinedMail, QuarantineList, QuarantineRow, QuarantineState
from chalicelib.services.requests import REMEMBERED_FOR, Request, refuse_another

log = logging.getLogger(__name__)

# rows read at once for an agent who may not see all of them
READ_AHEAD = 100


@dataclass(frozen=True, slots=True)
class Opened:
    """A mail set aside with what is in it; no content where the original is gone or cannot be read."""

    mail: QuarantinedMail
    content: Preview | None


@dataclass(frozen=True, slots=True)
class Decided:
    """A mail after a decision. `outcomes` is what its reception came to, if that was run."""

    mail: QuarantinedMail
    outcomes: tuple[Received, ...] = ()


class Quarantine:
    def __init__(
        self,
        store: QuarantineStore,
        tickets: TicketStore,
        raw: RawMail,
        reception: ReceiveMail,
        directory: DirectoryCache,
        clock: Clock,
    ) -> None:
        self._store = store
        self._tickets = tickets
        self._raw = raw
        self._reception = reception
        self._directory = directory
        self._clock = clock

    def list(self, agent: Agent, state: QuarantineState, limit: int, after: str | None) -> QuarantineList:
        """A page of the mails that the agent looks after.

        `next` is the place of a row that was shown: the place of a hidden one would tell when it came.
        """
        directory = self._directory.current()
        at_once = limit if may(agent, Permission.SEE_ALL) else max(limit, READ_AHEAD)
        rows: list[QuarantineRow] = []
        while True:
            read = self._store.list(state, at_once, after)
            rows += [row for row in read.rows if may_see_mail_to(agent, row.recipients, directory)]
            after = read.next
            if after is None or len(rows) >= limit:
                break
        more = after is not None or len(rows) > limit
        return QuarantineList(tuple(rows[:limit]), rows[limit - 1].position if more and len(rows) >= limit else None)

    def open(self, agent: Agent, id: str) -> Opened:
        """Raises NotFound alike for mails of other departments and for none."""
        mail = self._visible(agent, id)
        return Opened(self._shown(agent, mail).mail, self._content(mail))

    def original(self, agent: Agent, id: str) -> Link:
        """The raw mail for five minutes. Raises NotFound, Forbidden where it is infected."""
        mail = self._visible(agent, id)
        _beware(agent, mail)
        return link_to_original(self._raw, mail.raw_key, f"mail-{mail.id}", self._clock.now())

    def process(self, agent: Agent, id: str, trust: bool, request: Request) -> Decided:
        """Run the mail's reception again; with `trust` although its verdicts or origin speak against it.

        A mail that is refused again stays in its list. One that was let in before is shown as it is.
        Raises NotFound, Forbidden where it is infected, Conflict for a discarded mail or one whose original is gone.
        """
        mail = self._visible(agent, id)
        if mail.state is QuarantineState.PROCESSED:
            self._refuse_another(request)
            return self._shown(agent, mail)
        if mail.state is QuarantineState.DISCARDED:
            raise Conflict("This mail was discarded: restore it first.")
        if trust:
            _beware(agent, mail)
        outcomes = self._take(mail, agent.name if trust else "")
        if any(outcome.outcome == "quarantined" for outcome in outcomes):
            return self._shown(agent, mail, outcomes)
        references = tuple(dict.fromkeys(outcome.reference for outcome in outcomes if outcome.reference))
        after = replace(self._decision(agent, mail, QuarantineState.PROCESSED), references=references)
        # it is in a ticket now, whatever a rival decided meanwhile
        since = (QuarantineState.WAITING, QuarantineState.DISCARDED)
        if not self._store.decide(after, since, self._once(request, after)):
            self._refuse_another(request)
            after = self._visible(agent, id)
        return self._shown(agent, after, outcomes)

    def discard(self, agent: Agent, id: str, request: Request) -> Decided:
        """Take the mail out of the list. Raises NotFound, Conflict for one that does not wait there."""
        return self._move(agent, id, QuarantineState.WAITING, QuarantineState.DISCARDED, request)

    def restore(self, agent: Agent, id: str, request: Request) -> Decided:
        """Put a discarded mail back in its place. Raises NotFound, Conflict for one that is not discarded."""
        return self._move(agent, id, QuarantineState.DISCARDED, QuarantineState.WAITING, request)

    def _move(self, agent: Agent, id: str, since: QuarantineState, to: QuarantineState, request: Request) -> Decided:
        mail = self._visible(agent, id)
        moved = self._decision(agent, mail, to)
        if mail.state is since and self._store.decide(moved, (since,), self._once(request, moved)):
            return Decided(moved)
        now = self._visible(agent, id)
        if not self._refuse_another(request):
            raise Conflict(f"This mail is {now.state.value}, not {since.value}.")
        return self._shown(agent, now)

    def _visible(self, agent: Agent, id: str) -> QuarantinedMail:
        mail = self._store.get(id)
        if mail is None or not may_see_mail_to(agent, mail.recipients, self._directory.current()):
            raise NotFound("no such mail")
        return mail

    def _content(self, mail: QuarantinedMail) -> Preview | None:
        try:
            return preview(self._raw.get(mail.raw_key))
        except NotFound:
            return None
        except LippuError:
            raise
        except Exception:
            log.exception("a mail cannot be shown")
            return None

    def _take(self, mail: QuarantinedMail, released_by: str) -> tuple[Received, ...]:
        receipt = Receipt(mail.raw_key, mail.source, mail.recipients, dict(mail.verdicts), mail.dmarc_policy)
        try:
            return self._reception.take(receipt, released_by)
        except NotFound as error:
            raise Conflict("The original of this mail is not kept any more.") from error

    def _decision(self, agent: Agent, mail: QuarantinedMail, state: QuarantineState) -> QuarantinedMail:
        return replace(mail, state=state, decided_by=agent.id, decided_at=self._clock.now())

    def _once(self, request: Request, mail: QuarantinedMail) -> Once:
        reference = mail.references[0] if mail.references else ""
        return Once(request.key, request.fingerprint, reference, "", self._clock.now() + REMEMBERED_FOR)

    def _refuse_another(self, request: Request) -> bool:
        """Whether this request was done before. Raises IdempotencyMismatch if it asked for something else then."""
        stored = self._tickets.traces([request.key], []).mails.get(request.key)
        if stored is not None:
            refuse_another(request, stored)
        return stored is not None

    def _shown(self, agent: Agent, mail: QuarantinedMail, outcomes: tuple[Received, ...] = ()) -> Decided:
        """With the tickets that this agent may see."""
        mine = self._mine(agent, [*mail.references, *(each.reference for each in outcomes if each.reference)])
        return Decided(
            replace(mail, references=tuple(reference for reference in mail.references if reference in mine)),
            tuple(each if each.reference in mine else replace(each, reference="") for each in outcomes),
        )

    def _mine(self, agent: Agent, references: Sequence[str]) -> set[str]:
        found = self._tickets.traces([], references).tickets
        return {reference for reference, ticket in found.items() if may_see(agent, ticket)}


def _beware(agent: Agent, mail: QuarantinedMail) -> None:
    """A mail with a virus is handed to nobody but admins, who know when it was a false alarm."""
    if ("virus", "FAIL") in mail.verdicts:
        admin_only(agent, "fetches a mail that failed the virus check or lets it in")
