"""Custom fields on tickets: what fits is stored with its entry, and what is required must be there to resolve."""

from dataclasses import replace

import pytest

from chalicelib.domain.departments import Department
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.fields import Choice, CustomField, FieldKind
from chalicelib.domain.moves import Edit
from chalicelib.domain.ticket import Status, Ticket
from chalicelib.domain.timeline import EventName, FieldChange
from chalicelib.services.requests import request_of
from tests.support.desk import AGENT, SUPPORT
from tests.support.lambdas import Lambdas
from tests.support.setting_up import set_up
from tests.support.settings import COLOUR, SERIAL, WAITING

TOPICS = CustomField(
    "topics", {"en": "Topics"}, FieldKind.MULTIPLE, (Choice("ink", {"en": "Ink"}), Choice("paper", {"en": "Paper"}))
)
URGENT = CustomField("urgent", {"en": "Urgent"}, FieldKind.CHECKBOX)
COUNT = CustomField("count", {"en": "Count"}, FieldKind.NUMBER)
STRICT = replace(SUPPORT, required_to_resolve=("serial",))


@pytest.fixture
def fielded(opened: Lambdas) -> Lambdas:
    """A ticket of a department that wants a serial number before anything is resolved."""
    set_up(opened.desk, COLOUR, SERIAL, TOPICS, URGENT, COUNT, WAITING, STRICT)
    return opened


def fill(lambdas: Lambdas, edit: Edit = Edit(), **fields: object) -> Ticket:  # noqa: B008
    ticket = lambdas.ticket()
    return lambdas.desk.edits.edit(AGENT, ticket, ticket.version, edit, None, fields=fields)


def values(lambdas: Lambdas) -> dict[str, object]:
    page = lambdas.desk.reading.open(AGENT, lambdas.ticket().reference, 50, None)
    assert page.beside == lambdas.desk.tickets.beside(lambdas.ticket().reference)
    return dict(page.beside.fields)


def refused(lambdas: Lambdas, edit: Edit = Edit(), **fields: object) -> list[str]:  # noqa: B008
    """The fields that were refused; nothing may be stored."""
    before = lambdas.world.items()
    with pytest.raises(InvalidInput) as refusal:
        fill(lambdas, edit, **fields)
    assert lambdas.world.items() == before
    return [problem.field for problem in refusal.value.problems]


def test_values_of_every_kind_are_stored_as_they_are_and_read_with_the_ticket(fielded: Lambdas) -> None:
    given = {"serial": " A-1 ", "colour": "red", "topics": ["paper", "ink"], "urgent": False, "count": 3.5}
    fill(fielded, **given)
    assert values(fielded) == {
        "serial": "A-1",
        "colour": "red",
        "topics": ("ink", "paper"),
        "urgent": False,
        "count": 3.5,
    }


def test_a_change_of_values_is_one_entry_with_before_and_after(fielded: Lambdas) -> None:
    fill(fielded, serial="A-1", topics=["ink"])
    fill(fielded, serial="A-2", topics=None, urgent=True)
    entry = fielded.entries()[-1]
    assert (entry.event, entry.author.id) == (EventName.CHANGED, AGENT.id)
    assert set(entry.changes) == {
        FieldChange("fields.serial", "A-1", "A-2"),
        FieldChange("fields.topics", "ink", ""),
        FieldChange("fields.urgent", "", "yes"),
    }
    assert values(fielded) == {"serial": "A-2", "urgent": True}


def test_values_change_together_with_everything_else_or_not_at_all(fielded: Lambdas) -> None:
    ticket = fill(fielded, Edit(tags=("printer",)), serial="A-1")
    assert (ticket.tags, values(fielded)) == (("printer",), {"serial": "A-1"})
    assert refused(fielded, Edit(tags=("fire",)), count="many") == ["fields.count"]


def test_the_same_values_again_change_nothing(fielded: Lambdas) -> None:
    before = fill(fielded, serial="A-1")
    assert fill(fielded, serial="A-1") == before
    assert len(fielded.entries()) == 2


def test_every_value_that_does_not_fit_is_named(fielded: Lambdas) -> None:
    wrong = {"colour": "green", "count": "many", "nowhere": "x", "serial": "fine"}
    assert refused(fielded, **wrong) == ["fields.colour", "fields.count", "fields.nowhere"]


def test_a_retired_field_can_only_be_emptied(fielded: Lambdas) -> None:
    fill(fielded, colour="red", serial="A-1")
    set_up(fielded.desk, replace(COLOUR, retired=True))
    assert refused(fielded, colour="blue") == ["fields.colour"]
    fill(fielded, colour=None)
    assert values(fielded) == {"serial": "A-1"}


@pytest.mark.parametrize("status", [Status.RESOLVED, Status.CLOSED])
def test_nothing_is_resolved_or_closed_without_what_its_department_requires(fielded: Lambdas, status: Status) -> None:
    assert refused(fielded, Edit(status=status)) == ["fields.serial"]
    assert refused(fielded, Edit(status=status), serial="") == ["fields.serial"]
    assert fill(fielded, Edit(status=status), serial="A-1").status is status


def test_an_answer_does_not_resolve_without_it_either(fielded: Lambdas) -> None:
    def answer(status: Status) -> object:
        ticket = fielded.ticket()
        request = request_of(AGENT.id, "route", f"{status} {ticket.version}", b"")
        return fielded.desk.replies.reply(AGENT, ticket, ticket.version, "Pull the plug.", (), status, request)

    with pytest.raises(InvalidInput) as refusal:
        answer(Status.RESOLVED)
    assert [problem.field for problem in refusal.value.problems] == ["fields.serial"]
    answer(Status.ANSWERED)
    fill(fielded, serial="A-1")
    answer(Status.RESOLVED)
    assert fielded.ticket().status is Status.RESOLVED


def test_what_is_resolved_already_may_be_closed_and_a_retired_field_is_asked_of_nobody(fielded: Lambdas) -> None:
    fill(fielded, Edit(status=Status.RESOLVED), serial="A-1")
    fill(fielded, serial=None)
    assert fill(fielded, Edit(status=Status.CLOSED)).status is Status.CLOSED
    fill(fielded, Edit(status=Status.OPEN))
    set_up(fielded.desk, replace(SERIAL, retired=True))
    assert fill(fielded, Edit(status=Status.RESOLVED)).status is Status.RESOLVED


def test_the_department_that_the_ticket_goes_to_says_what_is_required(fielded: Lambdas) -> None:
    billing = Department("billing", "Billing", ("billing@in.example.com",), SUPPORT.first_response)
    set_up(fielded.desk, replace(billing, required_to_resolve=("colour",)))
    assert refused(fielded, Edit(status=Status.RESOLVED, department="billing"), serial="A-1") == ["fields.colour"]


def test_what_tickets_use_is_marked_so_that_it_is_never_deleted(fielded: Lambdas) -> None:
    fill(fielded, Edit(custom_status=WAITING.id), serial="A-1")
    directory = fielded.desk.directory.load()
    assert directory.fields["serial"].used and directory.statuses[WAITING.id].used
    assert not directory.fields["colour"].used


def test_a_field_that_was_deleted_a_moment_ago_is_refused(fielded: Lambdas) -> None:
    fielded.desk.directory_cache.current()
    fielded.desk.table.delete("DIRECTORY", "FIELD#colour")
    assert refused(fielded, colour="red") == ["fields.colour"]
