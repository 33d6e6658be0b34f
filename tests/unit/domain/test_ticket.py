"""A ticket's head: what is cut, and what a new one says."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.ticket import NAME_BYTES, NO_SUBJECT, SUBJECT_BYTES, Priority, Status, clip
from tests.support.clock import START
from tests.support.tickets import TARGET, a_ticket, open_ticket


def test_a_new_ticket_waits_for_us_from_the_start() -> None:
    ticket = a_ticket()
    assert (ticket.version, ticket.status, ticket.priority) == (1, Status.NEW, Priority.MEDIUM)
    assert ticket.waiting_since == ticket.moved_at == ticket.created_at == START
    assert ticket.due_at == START + TARGET
    assert ticket.fires_at == START + timedelta(hours=6)


def test_a_ticket_without_subject_says_so() -> None:
    ticket = a_ticket()
    empty = open_ticket(
        reference=ticket.reference,
        subject=" \n ",
        department="support",
        requester=replace(ticket.requester, name="N" * 100),
        channel=ticket.channel,
        now=START,
    )
    assert empty.subject == NO_SUBJECT
    assert len(empty.requester.name.encode()) <= NAME_BYTES


@given(st.text(), st.integers(3, 200))
def test_clipped_text_fits_its_bytes_on_one_line(text: str, size: int) -> None:
    cut = clip(text, size)
    assert len(cut.encode()) <= size
    assert len(cut.splitlines()) <= 1
    assert cut == cut.strip()


@given(st.text(max_size=30))
def test_what_fits_is_not_cut(text: str) -> None:
    assert clip(text, 200) == " ".join(text.split())


def test_a_cut_never_splits_a_character_and_shows() -> None:
    assert clip("ä" * 100, 11) == "ääää…"
    assert clip("word " * 100, 12) == "word word…"
    assert len(clip("x" * 500, SUBJECT_BYTES)) == SUBJECT_BYTES - 2
