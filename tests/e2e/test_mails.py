"""Mails of all kinds, handed over by SMTP: what becomes of each, who is answered, and that nothing is lost or doubled.

One run serves all: the first mails come together, agents answer some of them, then the second mails come.
"""

from collections import Counter

import pytest

from tests.e2e.local_run import Agent, LocalRun, visible
from tests.e2e.mail_answers import ANSWERED, CONVERSATION, SECOND, Expected, second_mails
from tests.e2e.openers import SET_ASIDE, TICKETS
from tests.e2e.post_office import PostOffice
from tests.e2e.samples import SUPPORT, Sample, address


def name(of: Sample | Expected) -> str:
    return of.name


@pytest.fixture(scope="module")
def post(desk: LocalRun) -> PostOffice:
    """With all first mails delivered."""
    office = PostOffice(desk, desk.sign_in(), desk.sign_in("admin@example.com"))
    office.deliver((*TICKETS, *SET_ASIDE, CONVERSATION))
    office.settle()
    return office


@pytest.fixture(scope="module")
def answered(post: PostOffice) -> PostOffice:
    """With the agent's answers to some of them, and the mails that came after."""
    for sample in ANSWERED:
        post.agent.reply(post.message(sample)[0], f"Answer to {sample.name}")
    post.settle()
    post.deliver(second_mails(post).values())
    post.settle()
    return post


@pytest.mark.parametrize("sample", TICKETS, ids=name)
def test_a_mail_becomes_a_ticket_that_says_what_it_said(post: PostOffice, sample: Sample) -> None:
    opened, entry = post.message(sample)
    ticket = opened["ticket"]
    assert ticket["subject"] == (sample.subject or sample.name)
    assert ticket["requester"]["email"] == (sample.requester or sample.address)
    assert ticket["requester"]["name"] == sample.person
    assert (ticket["channel"], ticket["department"], entry["kind"]) == ("mail", "support", sample.kind)
    if sample.text:
        assert visible(entry) == sample.text
    for flag in sample.flags:
        assert flag in entry["mail"]["flags"]
    for words in sample.shown:
        assert words in entry["html"]
    for words in sample.hidden:
        assert words not in entry["html"]


@pytest.mark.parametrize("sample", [sample for sample in TICKETS if sample.files], ids=name)
def test_its_files_are_downloaded_as_they_were_sent(post: PostOffice, sample: Sample) -> None:
    opened, entry = post.message(sample)
    found = [(file["name"], file["content_type"], file["size"]) for file in entry["attachments"]]
    assert found == [(file.name, file.content_type, len(file.content)) for file in sample.files]
    for sent, file in zip(sample.files, entry["attachments"], strict=True):
        assert post.content(opened["ticket"]["reference"], entry, file) == sent.content, file["name"]


def test_a_long_quote_is_kept_whole_and_folded(post: PostOffice) -> None:
    _, entry = post.message(next(sample for sample in TICKETS if sample.name == "quotes"))
    quoted = "".join(part["text"] for part in entry["parts"] if part["kind"] == "quote")
    assert quoted.count("\n> line ") == 5500


@pytest.mark.parametrize("sample", SET_ASIDE, ids=name)
def test_what_may_not_come_in_is_set_aside_with_the_reason(post: PostOffice, sample: Sample) -> None:
    row = post.row(sample)
    assert row["reason"] == sample.reason
    opened = post.admin.call("GET", f"/api/quarantine/{row['id']}").json
    assert opened["mail"]["recipients"] == list(sample.recipients)
    assert opened["content"]["size"] == len(sample.raw)


def test_each_first_mail_is_confirmed_once_unless_a_machine_or_nobody_would_read_it(post: PostOffice) -> None:
    written = post.written_to()
    confirmed = {sample.requester or sample.address for sample in TICKETS if sample.answered}
    assert {to: count for to, count in written.items() if to.endswith(".example") and count != 1} == {}
    assert confirmed <= written.keys()
    silent = {sample.requester or sample.address for sample in TICKETS if not sample.answered}
    assert not (silent | {sample.address for sample in SET_ASIDE}) & written.keys()


@pytest.mark.parametrize("expected", SECOND, ids=name)
def test_what_comes_after_an_answer_lands_where_it_belongs(answered: PostOffice, expected: Expected) -> None:
    opened, entry = answered.message(answered.delivered[expected.name])
    ticket = opened["ticket"]
    if expected.belongs_to:
        belongs = answered.message(answered.delivered[expected.belongs_to])[0]["ticket"]["reference"]
        assert ticket["reference"] == belongs
    else:
        assert len(opened["entries"]) == 1
    assert (entry["kind"], ticket["status"]) == (expected.kind, expected.status)
    assert visible(entry) == expected.text
    flags = entry["mail"]["flags"]
    assert len(flags) == len(expected.flags)
    assert all(flag.startswith(begins) for flag, begins in zip(flags, expected.flags, strict=True))


def test_what_machines_report_is_noted_at_the_answer_it_is_about(answered: PostOffice) -> None:
    for report in ("bounce", "complaint"):
        opened, entry = answered.message(answered.delivered[report])
        about = next(each for each in opened["entries"] if each["id"] == entry["mail"]["about"])
        assert visible(about).startswith("Answer to "), report


def test_a_stranger_cannot_speak_under_an_agents_address(answered: PostOffice) -> None:
    row = answered.row(answered.delivered["stolen"])
    assert row["reason"] == "its sender may not answer under this agent's reply address"


def test_an_answer_goes_to_everybody_under_an_address_of_their_own(answered: PostOffice) -> None:
    people = [CONVERSATION.address, address("colleague")]
    mails = [answered.reply_to(person, f"Answer to {CONVERSATION.name}") for person in people]
    assert len({mail["Reply-To"] for mail in mails}) == len(people)
    for mail in mails:
        assert all(person in f"{mail['To']} {mail['Cc']}" for person in people)
    opened, _ = answered.message(CONVERSATION)
    assert {person["email"] for person in opened["participants"]} == {address("colleague"), address("newcomer")}


def test_an_agents_mail_goes_to_the_customer_without_their_address(answered: PostOffice) -> None:
    sample = answered.delivered["by the agent"]
    opened, _ = answered.message(sample)
    mail = answered.reply_to(opened["ticket"]["requester"]["email"], "By mail, from the train.")
    assert b"agent@example.com" not in mail.raw
    assert SUPPORT.partition("@")[0] in mail["From"]


def test_a_mail_that_comes_again_is_a_duplicate(answered: PostOffice) -> None:
    again = answered.delivered["plain"]
    before = answered.written_to()
    answered.desk.mail_in(again.raw, again.source, SUPPORT)
    marker = Sample("after the copy", again.raw.replace(b"plain", b"after-the-copy"))
    answered.deliver([marker])
    answered.settle()
    assert len(answered.places(again)) == 1
    assert answered.written_to() - before == Counter({marker.address: 1})


def test_people_let_in_what_was_set_aside(answered: PostOffice) -> None:
    def process(by: Agent, name: str, trust: bool) -> tuple[int, dict]:
        id = answered.row(answered.delivered[name])["id"]
        answer = by.call("POST", f"/api/quarantine/{id}/process", {"trust": trust})
        return answer.status, answer.json

    written = answered.written_to()
    status, refused = process(answered.agent, "forged", trust=False)
    assert (status, [each["outcome"] for each in refused["outcomes"]]) == (200, ["quarantined"])
    assert process(answered.agent, "virus", trust=True)[0] == 403
    for by, name in ((answered.agent, "spam"), (answered.admin, "virus")):
        status, decided = process(by, name, trust=True)
        assert (status, [each["outcome"] for each in decided["outcomes"]]) == (200, ["opened"])
        assert decided["mail"]["tickets"] == [decided["outcomes"][0]["ticket"]]
    answered.look()
    for name, person in (("spam", "Otso Agent"), ("virus", "Alma Admin")):
        _, entry = answered.message(answered.delivered[name])
        assert f"let in by {person}" in entry["mail"]["flags"]
        assert len(answered.places(answered.delivered[name])) == 1
    answered.settle()
    assert answered.written_to() == written, "whoever was let in by hand gets no confirmation"


def test_in_the_end_every_mail_is_in_one_place_and_every_answer_went_out_once(answered: PostOffice) -> None:
    answered.look()
    assert {name: len(answered.places(sample)) for name, sample in answered.delivered.items()} == dict.fromkeys(
        answered.delivered, 1
    )
    kept = Counter(answered.originals())
    assert [name for name, sample in answered.delivered.items() if not kept[sample.raw]] == []
    said = Counter(mail["recipient"] for mail in answered.deliveries())
    assert answered.written_to() - said == Counter()
    assert all(mail["state"] == "sent" and not mail["possible_duplicate"] for mail in answered.deliveries())
