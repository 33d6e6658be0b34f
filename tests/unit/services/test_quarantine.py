"""People decide about mails that were set aside: who sees them, what letting them in does, and that it happens once."""

from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.directory import Agent
from chalicelib.domain.errors import Conflict, Forbidden, IdempotencyMismatch, NotFound, Unavailable
from chalicelib.services.quarantine import Decided
from chalicelib.services.receipt import Receipt
from chalicelib.services.records import QuarantineState
from chalicelib.services.requests import Request, request_of
from tests.support.desk import ADMIN, AGENT, OTHER, RESTRICTED
from tests.support.lambdas import Lambdas
from tests.support.mails import PASS, mail
from tests.support.rivals import at_once

SPAM = PASS | {"spam": "FAIL"}
VIRUS = PASS | {"virus": "FAIL"}
WAITING, PROCESSED, DISCARDED = QuarantineState


def asked(key: str = "a", body: bytes = b"{}") -> Request:
    return request_of(AGENT.id, "POST quarantine", key, body)


def set_aside(lambdas: Lambdas, raw: bytes | None = None, **receipt: Any) -> str:
    """The id of a mail that just came and was refused."""
    key = lambdas.receive(raw or mail(), **({"verdicts": SPAM} | receipt))
    (row,) = (row for row in lambdas.quarantine() if row["raw_key"] == key)
    return row["pk"].removeprefix("QUARANTINE#")


def listed(lambdas: Lambdas, agent: Agent, state: QuarantineState = WAITING) -> list[str]:
    return [row.id for row in lambdas.desk.quarantine.list(agent, state, 10, None).rows]


class TestWhoSees:
    def test_a_mail_is_seen_by_admins_and_by_agents_of_the_departments_it_was_sent_to(self, lambdas: Lambdas) -> None:
        id = set_aside(lambdas)
        assert listed(lambdas, AGENT) == listed(lambdas, ADMIN) == [id]
        assert listed(lambdas, OTHER) == listed(lambdas, RESTRICTED) == []
        for agent in (OTHER, RESTRICTED):
            with pytest.raises(NotFound):
                lambdas.desk.quarantine.open(agent, id)

    def test_mail_to_none_of_our_addresses_is_for_admins(self, lambdas: Lambdas) -> None:
        id = set_aside(lambdas, recipients=("nobody@in.example.com",))
        assert listed(lambdas, ADMIN) == [id]
        assert listed(lambdas, AGENT) == []

    @pytest.mark.parametrize("act", ["original", "process", "discard", "restore"])
    def test_what_an_agent_may_not_see_is_as_if_it_did_not_exist(self, lambdas: Lambdas, act: str) -> None:
        rest = {"original": (), "process": (True, asked())}.get(act, (asked(),))
        answers = []
        before = None
        for id in (set_aside(lambdas), "0" * 26):
            before = before or lambdas.world.items()
            with pytest.raises(NotFound) as refusal:
                getattr(lambdas.desk.quarantine, act)(OTHER, id, *rest)
            answers.append(str(refusal.value))
        assert answers[0] == answers[1]
        assert lambdas.world.items() == before

    def test_pages_hold_what_the_agent_may_see_however_much_lies_between(
        self, lambdas: Lambdas, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("chalicelib.services.quarantine.READ_AHEAD", 2)
        mine = []
        for number in range(6):
            to = ("support@in.example.com",) if number % 3 == 0 else ("billing@in.example.com",)
            id = set_aside(lambdas, mail(message_id=f"<{number}@x.example>"), recipients=to)
            lambdas.world.clock.advance(timedelta(minutes=1))
            mine += [id] if number % 3 == 0 else []
        first = lambdas.desk.quarantine.list(AGENT, WAITING, 1, None)
        second = lambdas.desk.quarantine.list(AGENT, WAITING, 1, first.next)
        assert [row.id for row in (*first.rows, *second.rows)] == mine[::-1]
        assert first.next == first.rows[-1].position


class TestLookingAtOne:
    def test_its_content_is_read_from_the_original(self, lambdas: Lambdas) -> None:
        raw = mail(html="<p>It <script>burns()</script>burns.</p>", attachments={"fire.bin": b"1234"})
        id = set_aside(lambdas, raw, dmarc_policy="none")
        opened = lambdas.desk.quarantine.open(AGENT, id)
        assert opened.mail.reason == "spam check failed"
        assert opened.content
        assert "".join(part.text for part in opened.content.parts).strip() == "It burns."
        assert opened.content.html and "script" not in opened.content.html
        assert [(file.name, file.size) for file in opened.content.attachments] == [("fire.bin", 4)]
        assert opened.content.size == len(raw)

    def test_too_much_text_is_cut_and_said_so(self, lambdas: Lambdas) -> None:
        id = set_aside(lambdas, mail(text="word " * 100_000, html="<p>word</p>" * 50_000))
        content = lambdas.desk.quarantine.open(AGENT, id).content
        assert content and sum(len(part.text) for part in content.parts) == 100_000
        assert content.html is None
        assert {"text shortened, see the original", "HTML left out, see the original"} <= set(content.notes)

    def test_without_its_original_it_is_shown_without_content(self, lambdas: Lambdas) -> None:
        id = set_aside(lambdas)
        lose_original(lambdas)
        assert lambdas.desk.quarantine.open(AGENT, id).content is None

    def test_its_original_is_one_click_away(self, lambdas: Lambdas) -> None:
        link = lambdas.desk.quarantine.original(AGENT, set_aside(lambdas))
        assert "inbound/ses-in-1" in link.url and "attachment" in link.url

    def test_a_virus_is_for_admins_alone(self, lambdas: Lambdas) -> None:
        id = set_aside(lambdas, verdicts=VIRUS)
        with pytest.raises(Forbidden, match="virus"):
            lambdas.desk.quarantine.original(AGENT, id)
        with pytest.raises(Forbidden, match="virus"):
            lambdas.desk.quarantine.process(AGENT, id, True, asked())
        assert lambdas.tickets() == []
        assert lambdas.desk.quarantine.original(ADMIN, id).url
        assert lambdas.desk.quarantine.process(ADMIN, id, True, asked()).outcomes[0].outcome == "opened"


def lose_original(lambdas: Lambdas, key: str = "inbound/ses-in-1") -> None:
    bucket = lambdas.desk.settings.raw_bucket
    lambdas.world.aws("s3").delete_object(Bucket=bucket, Key=key)


class TestProcessing:
    def test_the_same_rules_refuse_it_again_and_it_stays(self, lambdas: Lambdas) -> None:
        id = set_aside(lambdas)
        decided = lambdas.desk.quarantine.process(AGENT, id, False, asked())
        assert [(each.outcome, each.reason) for each in decided.outcomes] == [("quarantined", "spam check failed")]
        assert (decided.mail.state, listed(lambdas, AGENT)) == (WAITING, [id])
        assert lambdas.tickets() == []

    @pytest.mark.parametrize(
        ("raw", "receipt"),
        [
            (mail(), {"verdicts": SPAM}),
            (mail(), {"verdicts": PASS | {"dmarc": "FAIL"}, "dmarc_policy": "reject"}),
            (mail(headers={"Auto-Submitted": "auto-generated"}), {"verdicts": PASS, "source": ""}),
            (mail(sender="support@in.example.com"), {"verdicts": PASS}),
        ],
        ids=["spam", "dmarc", "machine", "own address"],
    )
    def test_trusted_it_becomes_a_ticket_that_says_who_let_it_in(
        self, lambdas: Lambdas, raw: bytes, receipt: dict[str, Any]
    ) -> None:
        id = set_aside(lambdas, raw, **receipt)
        decided = lambdas.desk.quarantine.process(AGENT, id, True, asked())
        ticket = lambdas.ticket()
        assert [(each.outcome, each.reference) for each in decided.outcomes] == [("opened", ticket.reference)]
        (entry,) = lambdas.entries()
        assert entry.mail and f"let in by {AGENT.name}" in entry.mail.flags
        assert lambdas.outbox() == [], "nobody confirms what its rules refused"
        assert (decided.mail.state, decided.mail.references) == (PROCESSED, (ticket.reference,))
        assert (decided.mail.decided_by, decided.mail.decided_at) == (AGENT.id, lambdas.world.clock.now())
        assert listed(lambdas, AGENT) == []
        assert listed(lambdas, AGENT, PROCESSED) == [id]

    def test_the_whole_receipt_counts_again(self, lambdas: Lambdas, monkeypatch: pytest.MonkeyPatch) -> None:
        """Without trust, after whatever was wrong has been mended."""
        recipients = (*(f"r{number}@in.example.com" for number in range(30)), "support@in.example.com")
        id = set_aside(
            lambdas, recipients=recipients, source="bounce@x.example", verdicts=PASS | {"dmarc": "FAIL"},
            dmarc_policy="reject",
        )  # fmt: skip
        taken: list[Receipt] = []
        monkeypatch.setattr(lambdas.desk.receive_mail, "take", lambda receipt, _: taken.append(receipt) or ())
        lambdas.desk.quarantine.process(AGENT, id, False, asked())
        verdicts = PASS | {"dmarc": "FAIL"}
        assert taken == [Receipt("inbound/ses-in-1", "bounce@x.example", recipients, verdicts, "reject")]

    def test_processing_again_makes_nothing_new(self, lambdas: Lambdas) -> None:
        id = set_aside(lambdas)
        first = lambdas.desk.quarantine.process(AGENT, id, True, asked())
        before = lambdas.world.items()
        for request in (asked(), asked("another")):
            again = lambdas.desk.quarantine.process(AGENT, id, True, request)
            assert again.mail == first.mail
        with pytest.raises(IdempotencyMismatch):
            lambdas.desk.quarantine.process(AGENT, id, False, asked(body=b"other"))
        assert lambdas.world.items() == before

    def test_after_a_crash_between_ticket_and_row_the_next_try_completes_the_row(
        self, lambdas: Lambdas, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        id = set_aside(lambdas)
        with monkeypatch.context() as broken:
            broken.setattr(lambdas.desk.quarantine._store, "decide", _unavailable)
            with pytest.raises(Unavailable):
                lambdas.desk.quarantine.process(AGENT, id, True, asked())
        assert listed(lambdas, AGENT) == [id]
        decided = lambdas.desk.quarantine.process(AGENT, id, True, asked())
        assert [each.outcome for each in decided.outcomes] == ["duplicate"]
        assert decided.mail.references == (lambdas.ticket().reference,)
        assert len(lambdas.entries()) == 1
        assert listed(lambdas, AGENT) == []

    def test_two_agents_at_once_make_one_ticket(self, lambdas: Lambdas) -> None:
        id = set_aside(lambdas)
        quarantine = lambdas.desk.quarantine
        ends = at_once(
            lambdas.desk,
            lambda: quarantine.process(AGENT, id, True, asked("mine")),
            lambda: quarantine.process(ADMIN, id, True, asked("theirs")),
        )
        reference = lambdas.ticket().reference
        assert [end.mail.references for end in ends if isinstance(end, Decided)] == [(reference,), (reference,)]
        assert len(lambdas.entries()) == 1

    def test_a_ticket_counts_although_a_rival_discarded_the_mail_meanwhile(
        self, lambdas: Lambdas, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        id = set_aside(lambdas)
        real = lambdas.desk.receive_mail.take

        def take(*arguments: Any) -> Any:
            lambdas.desk.quarantine.discard(ADMIN, id, asked("rival"))
            return real(*arguments)

        monkeypatch.setattr(lambdas.desk.receive_mail, "take", take)
        assert lambdas.desk.quarantine.process(AGENT, id, True, asked()).mail.state is PROCESSED
        assert listed(lambdas, AGENT, PROCESSED) == [id]

    def test_without_its_original_nothing_can_be_processed(self, lambdas: Lambdas) -> None:
        id = set_aside(lambdas)
        lose_original(lambdas)
        with pytest.raises(Conflict, match="original"):
            lambdas.desk.quarantine.process(AGENT, id, True, asked())
        assert listed(lambdas, AGENT) == [id]

    def test_tickets_of_other_departments_are_not_named(self, lambdas: Lambdas) -> None:
        id = set_aside(lambdas, recipients=("support@in.example.com", "billing@in.example.com"))
        decided = lambdas.desk.quarantine.process(AGENT, id, True, asked())
        assert sorted(ticket.department for ticket in lambdas.tickets()) == ["billing", "support"]
        (mine,) = (ticket.reference for ticket in lambdas.tickets() if ticket.department == "support")
        assert {each.reference for each in decided.outcomes} == {mine, ""}
        assert decided.mail.references == (mine,)
        assert lambdas.desk.quarantine.open(AGENT, id).mail.references == (mine,)
        assert len(lambdas.desk.quarantine.open(ADMIN, id).mail.references) == 2


def _unavailable(*_: object) -> bool:
    raise Unavailable("the table did not answer")


class TestDiscarding:
    def test_a_discarded_mail_leaves_the_list_and_comes_back_when_restored(self, lambdas: Lambdas) -> None:
        id = set_aside(lambdas)
        gone = lambdas.desk.quarantine.discard(AGENT, id, asked()).mail
        assert (gone.state, gone.decided_by) == (DISCARDED, AGENT.id)
        assert (listed(lambdas, AGENT), listed(lambdas, AGENT, DISCARDED)) == ([], [id])
        assert lambdas.desk.quarantine.restore(ADMIN, id, asked("b")).mail.state is WAITING
        assert (listed(lambdas, AGENT), listed(lambdas, AGENT, DISCARDED)) == ([id], [])

    def test_a_discarded_mail_is_restored_before_it_is_processed(self, lambdas: Lambdas) -> None:
        id = set_aside(lambdas)
        lambdas.desk.quarantine.discard(AGENT, id, asked())
        with pytest.raises(Conflict, match="restore it first"):
            lambdas.desk.quarantine.process(AGENT, id, True, asked("b"))
        assert lambdas.tickets() == []

    def test_only_what_waits_is_discarded_and_only_what_was_discarded_restored(self, lambdas: Lambdas) -> None:
        id = set_aside(lambdas)
        with pytest.raises(Conflict, match="waiting"):
            lambdas.desk.quarantine.restore(AGENT, id, asked())
        lambdas.desk.quarantine.process(AGENT, id, True, asked("b"))
        with pytest.raises(Conflict, match="processed"):
            lambdas.desk.quarantine.discard(AGENT, id, asked("c"))
        with pytest.raises(Conflict, match="processed"):
            lambdas.desk.quarantine.restore(AGENT, id, asked("d"))

    def test_a_request_that_comes_again_changes_nothing_although_others_went_on(self, lambdas: Lambdas) -> None:
        id = set_aside(lambdas)
        lambdas.desk.quarantine.discard(AGENT, id, asked())
        assert lambdas.desk.quarantine.discard(AGENT, id, asked()).mail.state is DISCARDED
        lambdas.desk.quarantine.restore(AGENT, id, asked("b"))
        assert lambdas.desk.quarantine.discard(AGENT, id, asked()).mail.state is WAITING
        with pytest.raises(IdempotencyMismatch):
            lambdas.desk.quarantine.discard(AGENT, id, asked(body=b"other"))
