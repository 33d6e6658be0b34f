"""Starting, stopping, starting again, and refusing to start, as somebody at a terminal meets it."""

import signal
import socket
from pathlib import Path

import pytest

from tests.e2e.local_run import LocalRun, letter, refusal

SUPPORT = "support@help.example.com"
TRACE = "Traceback"


def test_tickets_and_sent_mail_survive_a_restart(tmp_path: Path, subject: str, customer: str) -> None:
    run = LocalRun(tmp_path / "state").start()
    run.mail_in(letter(customer, SUPPORT, subject, "Still there?"), customer, SUPPORT)
    before = run.sign_in().ticket(subject)["ticket"]
    mail = run.mail_to(customer, before["reference"])
    assert run.stop() == 0
    run.start()  # at once: doors and emulator must have been left free
    after = run.sign_in().ticket(subject)["ticket"]
    assert after | {"version": 0} == before | {"version": 0}
    assert [sent.raw for sent in run.sent_to(customer)] == [mail.raw]
    run.mail_in(letter(customer, SUPPORT, f"{subject} II", "Works?"), customer, SUPPORT)
    run.sign_in().ticket(f"{subject} II")
    assert run.stop(signal.SIGTERM) == 0


def test_the_same_ports_are_free_again_at_once(tmp_path: Path) -> None:
    run = LocalRun(tmp_path / "state").start()
    ports = {
        "PORT_API": run.url.rpartition(":")[2],
        "PORT_MAIL": str(run.endpoints["smtp"]["port"]),
        "PORT_SENT": run.endpoints["sent_url"].rpartition(":")[2],
        "PORT_AWS": run.endpoints["aws_url"].rpartition(":")[2],
    }
    run.sign_in()
    assert run.stop() == 0
    run.start(**ports)
    assert run.url.endswith(ports["PORT_API"])
    assert run.stop() == 0


def test_a_killed_run_leaves_nothing_behind_that_blocks_the_next(tmp_path: Path, subject: str, customer: str) -> None:
    run = LocalRun(tmp_path / "state").start()
    run.mail_in(letter(customer, SUPPORT, subject, "Kept?"), customer, SUPPORT)
    run.sign_in().ticket(subject)
    run.stop(signal.SIGKILL)
    run.start()
    run.sign_in().ticket(subject)
    assert run.stop() == 0


def test_fresh_starts_with_an_empty_desk(tmp_path: Path, subject: str, customer: str) -> None:
    run = LocalRun(tmp_path / "state").start()
    run.mail_in(letter(customer, SUPPORT, subject, "Gone?"), customer, SUPPORT)
    run.sign_in().ticket(subject)
    run.stop()
    run.start(FRESH="1")
    assert run.sign_in("admin@example.com").tickets(subject) == []
    assert run.sent_to(customer) == []
    assert run.stop() == 0


@pytest.mark.parametrize("variable", ["PORT_API", "PORT_MAIL", "PORT_SENT", "PORT_AWS"])
def test_a_port_in_use_is_named_with_what_to_do(tmp_path: Path, variable: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        code, words = refusal(tmp_path / "state", **{variable: port})
    assert code == 2
    assert port in words
    assert variable in words
    assert TRACE not in words


def test_a_second_run_on_the_same_state_is_refused(desk: LocalRun) -> None:
    code, words = refusal(desk.folder)
    assert code == 2
    assert "Another local run" in words
    assert TRACE not in words
    assert desk.sign_in()


def test_two_runs_with_their_own_state_live_side_by_side(desk: LocalRun, tmp_path: Path) -> None:
    other = LocalRun(tmp_path / "state").start()
    assert other.url != desk.url
    assert other.sign_in()
    assert desk.sign_in()
    assert other.stop() == 0


def test_a_state_folder_that_cannot_be_one_is_explained(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    code, words = refusal(file)
    assert code == 2
    assert "cannot be written" in words
    assert TRACE not in words


def test_fresh_never_empties_a_folder_that_is_not_ours(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    code, words = refusal(tmp_path, FRESH="1")
    assert code == 2
    assert "not a state folder" in words
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


def test_a_failure_that_nobody_foresaw_is_one_sentence_that_names_the_log(tmp_path: Path) -> None:
    (tmp_path / "state" / "endpoints.json.new").mkdir(parents=True)  # where a file has to be written
    code, words = refusal(tmp_path / "state")
    log = tmp_path / "state" / "log" / "lippu.log"
    assert code == 1
    assert words.endswith(f"(IsADirectoryError). It is at the end of {log}.")
    assert TRACE not in words
    assert TRACE in log.read_text()


def test_state_that_lost_its_table_is_reported_as_damaged(tmp_path: Path) -> None:
    run = LocalRun(tmp_path / "state").start()
    run.stop()
    (run.folder / "engine" / "services" / "dynamodb.json").write_text("{ not json")
    code, words = refusal(run.folder)
    assert code == 1
    assert "damaged" in words
    assert TRACE not in words
