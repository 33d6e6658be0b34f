"""Steps of the model in which somebody else takes part: colleagues in Cc, agents by mail, spam, merged tickets."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from chalicelib.domain.ticket import Ticket
from chalicelib.services.requests import request_of
from tests.faults.conversations import agents_address
from tests.faults.site import Site
from tests.faults.state import State
from tests.support.desk import ADMIN, AGENT
from tests.support.mails import PASS, mail

CUSTOMERS = st.sampled_from([f"{name}@customer.example" for name in ("maija", "ville", "aino")])
ANY = st.integers(min_value=0, max_value=1000)


@dataclass
class Asked:
    """Something a caller asks for until they are told what became of it."""

    text: str
    ask: Callable[[], Any]
    reference: str = ""
    base: int = 0


class ModelOfMail(RuleBasedStateMachine):
    """The model has the site, what is stored, and ways to ask until somebody answers."""

    site: Site
    state: State
    _number: Callable[[], int]
    _ticket: Callable[[int], Ticket]
    _ask: Callable[[Asked], None]
    _arrives: Callable[..., None]

    @rule(sender=CUSTOMERS, copied=CUSTOMERS)
    def a_mail_with_a_colleague_comes_in(self, sender: str, copied: str) -> None:
        number = self._number()
        self._arrives(mail(sender=sender, headers={"Cc": copied}, message_id=f"<{number}@customer.example>"))

    @rule(sender=CUSTOMERS)
    def a_mail_that_looks_like_spam_comes_in(self, sender: str) -> None:
        raw = mail(sender=sender, message_id=f"<{self._number()}@customer.example>")
        self.site.store_mail(raw, verdicts=PASS | {"spam": "FAIL"})

    @rule(which=ANY)
    @precondition(lambda self: self.state.tickets)
    def an_agent_answers_by_mail(self, which: int) -> None:
        number, to = self._number(), agents_address(self.site, self._ticket(which).reference)
        text = f"By mail, {number}.\n"
        raw = mail(sender=AGENT.email, to=to, text=text, message_id=f"<{number}@example.com>")
        self.site.store_mail(raw, recipients=(to,), source=AGENT.email)

    @rule(which=ANY, other=ANY)
    @precondition(lambda self: len(self.state.tickets) > 1)
    def an_agent_merges(self, which: int, other: int) -> None:
        source, target = self._ticket(which), self._ticket(other)
        request = request_of(ADMIN.id, "merge", f"key {self._number()}", target.reference.encode())

        def ask() -> Ticket:
            desk = self.site.desk
            current = desk.tickets.ticket(source.reference)
            return desk.merging.merge(ADMIN, current, source.version, target.reference, request)

        self._ask(Asked("", ask, source.reference, source.version))

    @rule(which=ANY)
    @precondition(lambda self: self.state.quarantine)
    def an_agent_lets_a_mail_in(self, which: int) -> None:
        id = pick(sorted(row["pk"] for row in self.state.quarantine), which).partition("#")[2]
        request = request_of(ADMIN.id, "process", f"key {self._number()}", id.encode())
        self._ask(Asked("", lambda: self.site.desk.quarantine.process(ADMIN, id, True, request)))


def pick(these: Any, which: int) -> Any:
    return these[which % len(these)]
