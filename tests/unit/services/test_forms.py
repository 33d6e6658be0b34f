"""The hosted form: what is posted becomes a ticket, once."""

import base64
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.errors import InvalidInput, Unavailable
from chalicelib.domain.ids import reference_from
from chalicelib.domain.outbox import MailKind
from chalicelib.domain.ticket import Channel, Status
from chalicelib.domain.timeline import Body, EntryKind
from chalicelib.services.forms import FormPost
from tests.support.clock import START, CountingIds
from tests.support.desk import SUPPORT, World
from tests.support.lambdas import Lambdas
from tests.support.mails import CUSTOMER


@pytest.fixture
def post(lambdas: Lambdas) -> FormPost:
    return FormPost(
        token=lambdas.desk.forms.new_token(),
        department="support",
        name=" Maija Meikäläinen ",
        email=" Maija@Customer.example ",
        subject=" The printer is on fire ",
        message=" It burns.\n",
    )


def test_a_form_becomes_a_ticket_with_an_acknowledgement(lambdas: Lambdas, post: FormPost) -> None:
    submitted = lambdas.desk.forms.submit(post)
    ticket = lambdas.ticket()
    assert (submitted.reference, submitted.department) == (ticket.reference, SUPPORT)
    assert (ticket.subject, ticket.channel, ticket.status) == ("The printer is on fire", Channel.FORM, Status.NEW)
    assert (ticket.requester.name, ticket.requester.email) == ("Maija Meikäläinen", CUSTOMER)
    assert ticket.due_at == START + timedelta(hours=8)
    (entry,) = lambdas.entries()
    assert (entry.kind, entry.body, entry.mail) == (EntryKind.MESSAGE_IN, Body.plain("It burns."), None)
    (mail,) = lambdas.outbox()
    assert (mail.kind, mail.recipient) == (MailKind.ACKNOWLEDGEMENT, CUSTOMER)


def test_mail_and_form_of_one_address_are_one_customer(lambdas: Lambdas, post: FormPost) -> None:
    lambdas.receive()
    lambdas.desk.forms.submit(post)
    assert len({ticket.requester.customer_id for ticket in lambdas.tickets()}) == 1


def test_a_form_posted_again_finds_its_ticket(lambdas: Lambdas, post: FormPost) -> None:
    first = lambdas.desk.forms.submit(post)
    stored = lambdas.world.items()
    lambdas.world.clock.advance(timedelta(hours=23))
    assert lambdas.desk.forms.submit(post) == first
    assert lambdas.world.items() == stored


@pytest.mark.parametrize(
    "edit",
    [{"message": "Worse."}, {"subject": "Fire!"}, {"email": "m@other.example"}, {"department": "billing"}],
    ids=lambda edit: next(iter(edit)),
)
def test_somebody_who_goes_back_and_writes_something_else_loses_nothing(
    lambdas: Lambdas, post: FormPost, edit: dict[str, str]
) -> None:
    first = lambdas.desk.forms.submit(post)
    second = lambdas.desk.forms.submit(replace(post, **edit))
    assert first.reference != second.reference
    assert len(lambdas.tickets()) == 2


def test_two_forms_with_the_same_words_are_two_requests(lambdas: Lambdas, post: FormPost) -> None:
    lambdas.desk.forms.submit(post)
    lambdas.desk.forms.submit(replace(post, token=lambdas.desk.forms.new_token()))
    assert len(lambdas.tickets()) == 2


def test_a_form_whose_hidden_field_was_filled_is_kept_as_spam_and_not_answered(
    lambdas: Lambdas, post: FormPost
) -> None:
    submitted = lambdas.desk.forms.submit(replace(post, honeypot=True))
    ticket = lambdas.ticket()
    assert submitted.reference == ticket.reference, "the robot must not learn that it was noticed"
    assert (ticket.status, ticket.due_at, ticket.fires_at) == (Status.SPAM, None, None)
    assert not lambdas.outbox()


# what is not accepted


def refused(lambdas: Lambdas, post: FormPost) -> list[str]:
    stored = lambdas.world.items()
    with pytest.raises(InvalidInput) as refusal:
        lambdas.desk.forms.submit(post)
    assert lambdas.world.items() == stored
    return [problem.field for problem in refusal.value.problems]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "n" * 101),
        ("subject", "s" * 201),
        ("subject", " \n"),
        ("message", "m" * 50_001),
        ("message", "\t"),
        ("department", ""),
        ("department", "sales"),
        ("email", ""),
        ("email", "maija"),
        ("email", "maija@customer"),
        ("email", "maija@customer.example, eve@evil.example"),
        ("email", "maija@customer.example\r\nBcc: eve@evil.example"),
        ("email", "support@in.example.com"),
        ("email", "Help+x@IN.example.com"),
        ("token", ""),
        ("token", "nonsense"),
        ("token", "ä"),
        ("token", base64.urlsafe_b64encode(b"\x01" * 40).decode()),
    ],
)
def test_each_field_that_needs_another_look_is_named(lambdas: Lambdas, post: FormPost, field: str, value: str) -> None:
    assert refused(lambdas, replace(post, **{field: value})) == [field]


def test_a_forged_token_is_refused(lambdas: Lambdas, post: FormPost) -> None:
    other = "A" if post.token[5] != "A" else "B"
    assert refused(lambdas, replace(post, token=post.token[:5] + other + post.token[6:])) == ["token"]
    issued = base64.urlsafe_b64decode(post.token)[17:]
    foreign = base64.urlsafe_b64encode(lambdas.desk.signer.sign("upload", issued, 17) + issued).decode()
    assert refused(lambdas, replace(post, token=foreign)) == ["token"]


def test_all_problems_are_told_at_once(lambdas: Lambdas) -> None:
    empty = FormPost("", "", "n" * 101, "", "", "")
    assert set(refused(lambdas, empty)) == {"token", "department", "name", "email", "subject", "message"}


def test_a_name_is_not_required(lambdas: Lambdas, post: FormPost) -> None:
    lambdas.desk.forms.submit(replace(post, name=" "))
    assert lambdas.ticket().requester.name == ""
    assert lambdas.entries()[0].author.name == CUSTOMER


def test_a_form_is_good_for_a_day(lambdas: Lambdas, post: FormPost) -> None:
    lambdas.world.clock.advance(timedelta(hours=24))
    lambdas.desk.forms.submit(post)
    lambdas.world.clock.advance(timedelta(seconds=1))
    assert refused(lambdas, replace(post, message="Late.")) == ["token"]


def test_a_token_from_the_future_is_refused_beyond_what_clocks_differ(lambdas: Lambdas, post: FormPost) -> None:
    lambdas.world.clock.advance(timedelta(seconds=-60))
    lambdas.desk.forms.submit(post)
    lambdas.world.clock.advance(timedelta(seconds=-1))
    assert refused(lambdas, replace(post, message="Early.")) == ["token"]


def test_tokens_are_unique(lambdas: Lambdas) -> None:
    assert lambdas.desk.forms.new_token() != lambdas.desk.forms.new_token()


# references


class CollidingIds(CountingIds):
    """The next `taken` references are all the same one."""

    def __init__(self, taken: int) -> None:
        super().__init__()
        self.taken = taken

    def reference(self) -> str:
        self.taken -= 1
        return reference_from(bytes(5)) if self.taken >= 0 else super().reference()


def test_a_taken_reference_is_replaced_by_another(world: World) -> None:
    world.desk.intake._ids = CollidingIds(taken=3)
    form = FormPost(world.desk.forms.new_token(), "support", "", CUSTOMER, "One", "Text")
    references = [world.desk.forms.submit(replace(form, subject=f"{n}")).reference for n in range(3)]
    assert len(set(references)) == 3
    assert references[0] == "00000000"


def test_without_any_free_reference_nothing_is_stored(world: World) -> None:
    world.desk.intake._ids = CollidingIds(taken=100)
    form = FormPost(world.desk.forms.new_token(), "support", "", CUSTOMER, "One", "Text")
    world.desk.forms.submit(form)
    stored = world.items()
    with pytest.raises(Unavailable):
        world.desk.forms.submit(replace(form, subject="Two"))
    assert world.items() == stored
