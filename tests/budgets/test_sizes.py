"""Items stay within the sizes that `docs/data-model.md` promises, whatever people write."""

from datetime import timedelta

import pytest

from chalicelib.adapters.dynamo import entry_items, ticket_items
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.sla import FirstResponse
from chalicelib.domain.ticket import (
    TAGS_BYTES,
    Channel,
    Edit,
    Priority,
    Requester,
    Status,
    Ticket,
    agent_answered,
    edited,
    open_ticket,
)
from chalicelib.domain.timeline import Author, AuthorKind, Body, Entry, EntryKind, TextPart
from chalicelib.services.intake import requester
from tests.budgets.capacity import INDEXES, item_size
from tests.budgets.texts import COMPLAINT
from tests.support.clock import START
from tests.support.desk import SETTINGS, World

HEAD_BYTES = 1024
ROW_BYTES = 350
ID = "sixteen-letters-"  # ids of departments and agents as long as the promise allows
LONGEST_ADDRESS = f"{'m' * 64}@{'e' * 185}.com"


def biggest(status: Status = Status.OPEN) -> Ticket:
    """A ticket with as much in it as the rules let in, in characters of four bytes."""
    ticket = open_ticket(
        reference="K7QF3M2X",
        subject="\N{FIRE}" * 300,
        department=ID,
        requester=Requester(requester(LONGEST_ADDRESS, "").customer_id, "\N{FIRE}" * 100, LONGEST_ADDRESS),
        channel=Channel.MAIL,
        now=START,
        first_response=FirstResponse(START, START, None, START, None),
    )
    tags = tuple(chr(0x1F600 + number) * (TAGS_BYTES // 40) for number in range(10))
    return edited(ticket, Edit(status=status, priority=Priority.CRITICAL, tags=tags, assignee=ID), START)


@pytest.mark.parametrize("status", Status)
def test_the_head_of_a_ticket_fits_the_kilobyte_that_one_write_pays_for(status: Status) -> None:
    ticket = biggest(status)
    for each in (ticket, agent_answered(ticket, START + timedelta(days=1), status)):
        assert item_size(ticket_items.to_item(each)) <= HEAD_BYTES


def test_an_ordinary_head_is_half_a_kilobyte() -> None:
    ticket = open_ticket(
        reference="K7QF3M2X",
        subject="Garden table arrived with a cracked leg",
        department="support",
        requester=requester("maija@customer.example", "Maija Meikäläinen"),
        channel=Channel.MAIL,
        now=START,
        first_response=FirstResponse.promised(START, timedelta(hours=8)),
    )
    assert item_size(ticket_items.to_item(ticket)) <= 512


@pytest.mark.parametrize("index", ["by_box_moved", "by_box_due", "by_assignee"])
@pytest.mark.parametrize("status", Status)
def test_a_row_of_a_list_is_small_in_every_index(index: str, status: Status) -> None:
    row = INDEXES[index].entry(ticket_items.to_item(biggest(status)))
    assert row is None or item_size(row) <= ROW_BYTES


def test_an_entry_of_the_timer_index_is_only_keys() -> None:
    entry = INDEXES["by_timer"].entry(ticket_items.to_item(biggest()))
    assert entry is not None
    assert item_size(entry) <= 60


def test_more_tags_than_fit_are_refused() -> None:
    with pytest.raises(InvalidInput):
        edited(biggest(), Edit(tags=("x" * (TAGS_BYTES + 1),)), START)


def test_characters_of_a_tag_are_stored_as_they_are() -> None:
    item = ticket_items.to_item(biggest())
    assert "\\u" not in item["tags"]["S"]
    assert ticket_items.from_item(item) == biggest()


def message(text: str) -> Entry:
    return Entry(
        id="01J0000000000000000000000A",
        reference="K7QF3M2X",
        kind=EntryKind.MESSAGE_IN,
        at=START,
        author=Author(AuthorKind.CUSTOMER, "c", "Maija"),
        body=Body((TextPart("reply", text),)),
    )


def test_texts_are_stored_compressed(world: World) -> None:
    item = entry_items.to_item(message(COMPLAINT), world.desk.files)
    assert item_size(item) <= 0.65 * len(COMPLAINT.encode())


def test_what_stays_above_100_kb_compressed_goes_to_the_files_bucket(world: World) -> None:
    # neighbours that share nothing: compression cannot get 400 KB of them below 100
    big = message("".join(chr(0x4E00 + (number * 7919 * 7919) % 20_000) for number in range(130_000)))
    item = entry_items.to_item(big, world.desk.files)
    assert "content" not in item
    assert item_size(item) <= 200
    key = item["content_key"]["S"]
    stored = world.aws("s3").get_object(Bucket=SETTINGS.files_bucket, Key=key)["Body"].read()
    assert len(stored) > entry_items.BIGGEST_INLINE
    assert entry_items.from_item(item, world.desk.files) == big


def test_what_stays_below_it_is_read_with_its_ticket(world: World) -> None:
    item = entry_items.to_item(message(COMPLAINT * 20), world.desk.files)
    assert "content_key" not in item
