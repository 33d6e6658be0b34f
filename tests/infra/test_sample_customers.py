"""The sample desk's customers: what is noted about them can be stored, and those in the group are promised its own."""

from datetime import timedelta

import pytest

from chalicelib.domain.customer import customer_id_for
from infra.local.seed.customers import FOR_VIPS, ORGANISATIONS, VIP, introduce, profiles
from infra.local.seed.desk import SeedDesk
from infra.local.seed.policies import schedules
from tests.support.customers import write
from tests.support.desk import ADMIN, World
from tests.support.lambdas import lambdas_of
from tests.support.setting_up import set_up


def test_profiles_of_those_who_wrote_are_stored_once(world: World) -> None:
    set_up(world.desk, *schedules(2026), VIP, *ORGANISATIONS, FOR_VIPS)
    with lambdas_of(world) as lambdas:
        people = [person for person, _ in profiles()][:4]
        for number, person in enumerate(people):
            write(lambdas, person.email, number)
        desk = SeedDesk(world.desk.settings, world.clock.now())
        for _ in range(2):
            introduce(desk, ADMIN, world.clock.now() + timedelta(minutes=1))
        cards = [world.desk.customers.card(ADMIN, customer_id_for(person.email)) for person in people]
        assert [card.customer.version for card in cards] == [2] * 4
        assert all(card.profile.notes for card in cards)
        assert [card.group for card in cards] == ["", "vip", "", "vip"]
        policies = {ticket.requester.email: ticket.clocks.policy for ticket in lambdas.tickets()}
        assert [policies[person.email] == ("vip", 1) for person in people] == [False, True, False, True]


@pytest.mark.parametrize("number", range(5))
def test_nobody_real_is_reached_under_a_sample_number(number: int) -> None:
    _, edit = profiles()[number]
    assert all("555" in phone.replace(" ", "") or "1632960" in phone.replace(" ", "") for phone in edit.phones or ())
