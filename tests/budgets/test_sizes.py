"""Items stay within the sizes that `docs/data-model.md` promises, whatever people write."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.adapters.dynamo import entry_items, feed_items, ticket_items
from chalicelib.domain.directory import Department, Directory, PlacedPolicy
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.hours import ALWAYS
from chalicelib.domain.moves import Edit
from chalicelib.domain.presence import Activity, Presence
from chalicelib.domain.rulebook import Rulebook
from chalicelib.domain.sla_policy import Policy, Promise, Target, WaitsFor
from chalicelib.domain.ticket import TAGS_BYTES, Channel, Priority, Requester, Status, Ticket
from chalicelib.domain.timeline import Author, AuthorKind, Body, Entry, EntryKind, TextPart
from chalicelib.services.feed_ports import Left
from chalicelib.services.intake import requester
from tests.budgets.capacity import INDEXES, item_size
from tests.budgets.texts import COMPLAINT
from tests.support.clock import START
from tests.support.desk import SETTINGS, World
from tests.support.tickets import agent_answered, edited, open_ticket

HEAD_BYTES = 1024
ROW_BYTES = 350
ID = "sixteen-letters-"  # ids of departments and agents as long as the promise allows
LONGEST_ADDRESS = f"{'m' * 64}@{'e' * 185}.com"


def _promises() -> Rulebook:
    """A desk that promises everything, under a long name."""
    targets = {target: Promise(timedelta(hours=8)) for target in Target}
    policy = Policy(ID, 99, "Gold", ALWAYS.id, targets)
    department = Department(ID, "Support", ("support@in.example.com",), timedelta(hours=8))
    return Rulebook(Directory({ID: department}, policies={ID: PlacedPolicy(1, policy)}))


RULES_OF_EVERYTHING = _promises()


def biggest(status: Status = Status.OPEN) -> Ticket:
    """A ticket with as much in it as the rules let in, in characters of four bytes."""
    ticket = open_ticket(
        reference="K7QF3M2X",
        subject="\N{FIRE}" * 300,
        department=ID,
        requester=Requester(requester(LONGEST_ADDRESS, "").customer_id, "\N{FIRE}" * 100, LONGEST_ADDRESS),
        channel=Channel.MAIL,
        now=START,
        rules=RULES_OF_EVERYTHING,
    )
    tags = tuple(chr(0x1F600 + number) * (TAGS_BYTES // 40) for number in range(10))
    postpone = (START + timedelta(days=1), WaitsFor.THIRD_PARTY) if status is Status.POSTPONED else None
    full = Edit(
        status=status,
        priority=Priority.CRITICAL,
        tags=tags,
        assignee=ID,
        category=ID,
        custom_status=ID,
        postpone=postpone,
    )
    ticket = replace(ticket, level=9, transfers=99, participants=40, language="en", follows="K7QF3M2X", group=ID)
    return edited(ticket, full, START, RULES_OF_EVERYTHING)


@pytest.mark.parametrize("status", Status)
def test_the_head_of_a_ticket_fits_the_kilobyte_that_one_write_pays_for(status: Status) -> None:
    ticket = biggest(status)
    for each in (ticket, agent_answered(ticket, START + timedelta(days=1), status, RULES_OF_EVERYTHING)):
        assert item_size(ticket_items.to_item(each)) <= HEAD_BYTES


def test_an_ordinary_head_is_half_a_kilobyte() -> None:
    ticket = open_ticket(
        reference="K7QF3M2X",
        subject="Garden table arrived with a cracked leg",
        department="support",
        requester=requester("maija@customer.example", "Maija Meikäläinen"),
        channel=Channel.MAIL,
        now=START,
    )
    assert item_size(ticket_items.to_item(ticket)) <= 512


@pytest.mark.parametrize("index", ["by_box_moved", "by_box_due", "by_assignee"])
@pytest.mark.parametrize("status", Status)
def test_a_row_of_a_list_is_small_in_every_index(index: str, status: Status) -> None:
    row = INDEXES[index].entry(ticket_items.to_item(biggest(status)))
    assert row is None or item_size(row) <= ROW_BYTES


def test_a_line_of_the_feed_is_one_write_and_an_ordinary_one_a_third_of_it() -> None:
    left = Left(frozenset({ID, "support"}), frozenset({ID, "a-agent"}))
    for status in Status:
        assert item_size(feed_items.line_to_item(START, biggest(status), left)) <= HEAD_BYTES
    ordinary = open_ticket(
        reference="K7QF3M2X",
        subject="Garden table arrived with a cracked leg",
        department="support",
        requester=requester("maija@customer.example", "Maija Meikäläinen"),
        channel=Channel.MAIL,
        now=START,
    )
    assert item_size(feed_items.line_to_item(START, ordinary, Left())) <= 350


def test_a_presence_is_an_eighth_of_a_kilobyte() -> None:
    presence = Presence("K7QF3M2X", "a-agent", Activity.REPLYING, START, "support", "a-agent", 12)
    assert item_size(feed_items.here_to_item(presence)) <= 128


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
