"""Policies by customer group hold when a ticket is opened, and again when the customer's group changes."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.directory import PlacedPolicy
from chalicelib.domain.errors import Conflict, InvalidInput
from chalicelib.domain.moves import Edit
from chalicelib.domain.participants import PeopleEdit
from chalicelib.domain.settings import Kind
from chalicelib.domain.sla_policy import Conditions, Policy, Promise, Target
from chalicelib.domain.ticket import Status, Ticket
from chalicelib.domain.timeline import EventName
from chalicelib.services import settling
from tests.support.customers import MAIJA_ID, PEKKA, PEKKA_ID, change, write
from tests.support.desk import ADMIN, AGENT
from tests.support.lambdas import Lambdas
from tests.support.mails import CUSTOMER
from tests.support.setting_up import set_up
from tests.support.settings import ACME, OWNER, VIP

PROMISE = {Target.FIRST_RESPONSE: Promise(timedelta(hours=1))}
FOR_VIPS = PlacedPolicy(1, Policy("for-vips", 1, "VIP", "always", PROMISE, Conditions(groups=frozenset({"vip"}))))
ACME_IS_VIP = replace(ACME, group="vip")


@pytest.fixture
def desk(lambdas: Lambdas) -> Lambdas:
    set_up(lambdas.desk, VIP, ACME_IS_VIP, FOR_VIPS)
    return lambdas


def of(lambdas: Lambdas, reference: str) -> Ticket:
    ticket = lambdas.desk.tickets.ticket(reference)
    assert ticket
    return ticket


def policy(lambdas: Lambdas, reference: str) -> str:
    promised = of(lambdas, reference).clocks.policy
    assert promised
    return promised[0]


def test_the_first_ticket_from_an_organisations_domain_gets_its_groups_policy(desk: Lambdas) -> None:
    for number, (sender, group, expected) in enumerate(
        [
            (PEKKA, "vip", "for-vips"),
            ("a@mail.acme.example", "vip", "for-vips"),
            ("a@notacme.example", "", "~support"),
            (CUSTOMER, "", "~support"),
        ]
    ):
        new = write(desk, sender, number)
        assert (of(desk, new).group, policy(desk, new)) == (group, expected)


def test_a_group_chosen_by_hand_goes_before_the_organisations(desk: Lambdas) -> None:
    set_up(desk.desk, replace(VIP, id="plain"))
    write(desk, PEKKA, 1)
    write(desk, CUSTOMER, 2)
    change(desk, PEKKA_ID, group="plain")
    change(desk, MAIJA_ID, organisation="acme")
    assert policy(desk, write(desk, PEKKA, 3)) == "~support"
    assert policy(desk, write(desk, CUSTOMER, 4)) == "for-vips"


def test_open_tickets_get_the_promises_of_the_new_group_and_say_why(desk: Lambdas) -> None:
    open_one, closed = write(desk, CUSTOMER, 1), write(desk, CUSTOMER, 2)
    desk.desk.edits.edit(AGENT, of(desk, closed), 1, Edit(status=Status.CLOSED), None)
    before = of(desk, open_one)
    desk.world.clock.advance(timedelta(minutes=5))
    change(desk, MAIJA_ID, group="vip")
    after = of(desk, open_one)
    assert (after.group, policy(desk, open_one), after.version) == ("vip", "for-vips", before.version + 1)
    assert after.due_at == before.created_at + timedelta(hours=1)
    event = desk.entries(open_one)[-1]
    assert event.event is EventName.CUSTOMER_REGROUPED
    assert {each.field for each in event.changes} == {"group", "policy"}
    assert (of(desk, closed).group, of(desk, closed).version) == ("", 2)
    change(desk, MAIJA_ID, group="")
    assert policy(desk, open_one) == "~support"


def test_the_explanation_knows_when_the_group_changed(desk: Lambdas) -> None:
    reference = write(desk, CUSTOMER, 1)
    desk.world.clock.advance(timedelta(minutes=5))
    change(desk, MAIJA_ID, group="vip")
    desk.world.clock.advance(timedelta(minutes=5))
    explained = desk.desk.sla_view.explain(AGENT, of(desk, reference))
    assert explained.terms
    assert explained.terms.policy.id == "for-vips"
    (first_response,) = explained.clocks
    assert [span.policy and span.policy[0] for span in first_response.spans] == ["~support", "for-vips"]


def test_a_change_of_group_that_stopped_on_its_way_is_completed_by_the_tick(
    desk: Lambdas, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference = write(desk, CUSTOMER, 1)
    monkeypatch.setattr(settling.Settling, "begin", lambda self, customer_id: None)
    change(desk, MAIJA_ID, group="vip")
    assert of(desk, reference).group == ""
    desk.tick()
    assert of(desk, reference).group == "vip"
    before = desk.world.items()
    desk.tick()
    assert desk.world.items() == before


def test_a_ticket_handed_to_another_customer_gets_their_groups_promises(desk: Lambdas) -> None:
    reference = write(desk, CUSTOMER, 1)
    to_pekka = PeopleEdit(requester=(PEKKA, "Pekka"))
    after = desk.desk.edits.edit(AGENT, of(desk, reference), 1, Edit(), None, to_pekka)
    assert (after.group, after.clocks.policy) == ("vip", ("for-vips", 1))


# the setting


def test_a_group_that_something_names_is_not_removed(desk: Lambdas) -> None:
    desk.desk.directory.save_agent(OWNER)
    configuration = desk.desk.configuration
    with pytest.raises(Conflict, match="sla-policy for-vips"):
        configuration.delete(ADMIN, Kind.GROUP, "vip", 1)
    write(desk, CUSTOMER, 1)
    change(desk, MAIJA_ID, group="vip", organisation="acme")
    for kind, id in ((Kind.GROUP, "vip"), (Kind.ORGANISATION, "acme")):
        with pytest.raises(Conflict, match="Customers have"):
            configuration.delete(ADMIN, kind, id, 1)


@pytest.mark.parametrize(
    ("setting", "fields"),
    [
        (replace(ACME, id="other"), ["domains", "organisation.acme.domains"]),
        (replace(ACME, id="other", domains=(), group="nothing"), ["group"]),
        (
            replace(FOR_VIPS, policy=replace(FOR_VIPS.policy, id="x", conditions=Conditions(groups=frozenset({"y"})))),
            ["conditions.groups"],
        ),
    ],
)
def test_what_does_not_exist_or_belongs_to_another_is_refused(
    desk: Lambdas, setting: object, fields: list[str]
) -> None:
    desk.desk.directory.save_agent(OWNER)
    with pytest.raises(InvalidInput) as refusal:
        desk.desk.configuration.save(ADMIN, setting, None)  # type: ignore[arg-type]
    assert sorted(problem.field for problem in refusal.value.problems) == sorted(fields)


@pytest.mark.parametrize("domain", ["", "example", "Example.com", "-a.com", "a..com", "a@b.com", "1.2.3.4"])
def test_what_is_no_domain_is_refused(domain: str) -> None:
    with pytest.raises(InvalidInput):
        replace(ACME, domains=(domain,))
