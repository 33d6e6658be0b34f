"""What an admin may write into a template, and how values come in: once, as they are."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.mail_templates import PLACEHOLDERS, Event, check
from chalicelib.domain.placeholders import fill, names_in
from chalicelib.mail.layout import prose

REPLY = Event.REPLY
GOOD = "{{message}} {{ticket.reference}}"


def refused(event: Event, subject: str, text: str) -> dict[str, str]:
    with pytest.raises(InvalidInput) as refusal:
        check(event, subject, text)
    return {problem.field: problem.message for problem in refusal.value.problems}


def test_every_placeholder_of_an_event_may_stand_in_its_text() -> None:
    for event, names in PLACEHOLDERS.items():
        check(event, "Hello", " ".join(f"{{{{ {name} }}}}" for name in names))


@pytest.mark.parametrize("name", ["message", "ticket.subject", "agent.name", "customer.name", "due", "requester.email"])
def test_a_confirmation_knows_nothing_of_what_its_sender_wrote(name: str) -> None:
    problems = refused(Event.ACKNOWLEDGEMENT, "{{ticket.reference}}", f"Dear {{{{{name}}}}}")
    assert f"{{{{{name}}}}}" in problems["text"]
    assert "{{expected_answer}}" in problems["text"], "it says what would be right"


@pytest.mark.parametrize("name", ["massage", "", " ", "message.text", "MESSAGE", "a" * 1000, "__class__", "message|x"])
def test_an_unknown_name_is_refused_and_named(name: str) -> None:
    problems = refused(REPLY, "Hello", f"{GOOD} {{{{{name}}}}}")
    assert "cannot contain {{" + name.strip()[:40] in problems["text"]
    assert len(problems["text"]) < 400


@pytest.mark.parametrize(
    "text", ["{{", "}}", "{{message", "message}}", "{{mess\nage}}", "{{{message}}}", "{{{{message}}}}", "{{message}}}}"]
)
def test_braces_that_belong_to_nothing_are_refused(text: str) -> None:
    assert "{{ or }}" in refused(REPLY, "Hello", f"{GOOD} {text}")["text"]
    assert "{{ or }}" in refused(REPLY, "Hello " + text.replace("message", "agent.name"), GOOD)["subject"]


def test_single_braces_are_text() -> None:
    check(REPLY, "a {b} c", f"{GOOD} {{not one}} }} {{")


@pytest.mark.parametrize("name", ["message", "department.signature"])
def test_what_has_lines_may_not_stand_in_a_subject(name: str) -> None:
    assert set(refused(REPLY, f"{{{{{name}}}}}", GOOD)) == {"subject"}


def test_a_reply_without_its_message_and_a_mail_without_its_number_are_refused() -> None:
    assert "{{message}}" in refused(REPLY, "{{ticket.reference}}", "Hello")["text"]
    assert "{{ticket.reference}}" in refused(Event.SLA_BREACH, "Hello", "Late")["text"]
    check(Event.SLA_BREACH, "{{ticket.reference}}", "Late")


def test_a_template_has_an_end() -> None:
    assert "4000 bytes" in refused(REPLY, "Hello", GOOD + "ä" * 2000)["text"]
    assert "400 bytes" in refused(REPLY, "ä" * 201, GOOD)["subject"]


def test_a_paragraph_is_left_out_if_all_its_placeholders_are_empty() -> None:
    text = "Hello,\n\n{{a}}\n\n-- \n{{b}}\n\n{{a}} and {{b}}\n\nBye"
    assert fill(text, {"a": "A", "b": ""}) == "Hello,\n\nA\n\nA and \n\nBye"
    assert fill(text, {"a": "", "b": " "}) == "Hello,\n\nBye"


# names, braces and pieces of both, as somebody would write them who knows the grammar
PIECES = ["{{", "}}", "{", "}", "message", "ticket.reference", "{{message}}", "<b>", "&", "\\1", "\\g<0>", "\n"]
TRICKS = st.lists(st.sampled_from(PIECES) | st.text(max_size=5)).map("".join)


@given(TRICKS, TRICKS)
def test_no_value_is_ever_expanded_again(message: str, signature: str) -> None:
    template = "A{{message}}B{{department.signature}}C{{message}}D"
    filled = fill(template, {"message": message, "department.signature": signature})
    said_nothing = not (message.strip() or signature.strip())
    assert filled == ("" if said_nothing else f"A{message}B{signature}C{message}D")


@given(TRICKS)
def test_no_value_becomes_html(message: str) -> None:
    html = prose(fill("Hello {{message}}!", {"message": message + "<script>alert(1)</script>"})).html
    tags = set(re.findall(r"<[^>]*>", html)) - {'<p dir="auto">', "</p>", "<br>", "</a>"}
    assert all(tag.startswith('<a href="') for tag in tags), tags
    assert "<script" not in html


@given(TRICKS, TRICKS)
def test_what_was_let_in_can_be_filled(subject: str, text: str) -> None:
    for event, names in PLACEHOLDERS.items():
        try:
            check(event, subject, text)
        except InvalidInput:
            continue
        values = dict.fromkeys(names, "x")
        filled = fill(subject, values) + fill(text, values)
        assert "{{" not in filled
        assert set(names_in(subject + text)) <= set(names)
