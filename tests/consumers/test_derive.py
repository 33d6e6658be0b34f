"""The queue of changed tickets: each is handed to every derivation as it is now."""

import pytest

from chalicelib.domain.errors import Unavailable
from chalicelib.domain.ticket import Status
from chalicelib.services.derive import Derive, Derived
from tests.support.lambdas import Lambdas


class Noted:
    """A derivation that remembers what it was given."""

    def __init__(self) -> None:
        self.changes: list[Derived] = []

    def derive(self, change: Derived) -> None:
        self.changes.append(change)


class Failing:
    def derive(self, change: Derived) -> None:
        raise Unavailable("not now")


def noting(lambdas: Lambdas, *others: Failing) -> Noted:
    noted = Noted()
    lambdas.desk.derive = Derive(lambdas.desk.tickets, (noted, *others))
    return noted


def test_a_derivation_sees_the_ticket_as_it_is_now_not_as_it_was_when_announced(lambdas: Lambdas) -> None:
    noted = noting(lambdas)
    lambdas.receive()
    ticket = lambdas.ticket()
    (first,) = lambdas.entries()
    lambdas.agent_replies()
    lambdas.derive(ticket.reference, first.id)
    (change,) = noted.changes
    assert change.ticket.status is Status.ANSWERED
    assert change.entries == (first,)


def test_new_entries_come_in_the_order_they_happened_and_what_is_not_there_is_left_out(lambdas: Lambdas) -> None:
    noted = noting(lambdas)
    lambdas.receive()
    lambdas.agent_replies()
    first, second = lambdas.entries()
    lambdas.derive(lambdas.ticket().reference, second.id, "01ARZ3NDEKTSV4RRFFQ69G5FAV", first.id)
    assert noted.changes[0].entries == (first, second)


def test_a_ticket_that_is_gone_has_nothing_to_derive_from(lambdas: Lambdas) -> None:
    noted = noting(lambdas)
    lambdas.derive("ABCDEFGH")
    assert noted.changes == []


def test_a_derivation_that_fails_raises_so_that_the_queue_gives_the_change_again(lambdas: Lambdas) -> None:
    noting(lambdas, Failing())
    lambdas.receive()
    with pytest.raises(Unavailable):
        lambdas.derive(lambdas.ticket().reference)
