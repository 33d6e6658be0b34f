"""What the terminal tells of mail while a run goes on."""

import re
import signal
from pathlib import Path

from tests.e2e.local_run import PATIENCE, LocalRun, eventually, letter

SUPPORT = "support@help.example.com"


def test_what_became_of_each_mail_is_one_line(tmp_path: Path, subject: str, customer: str) -> None:
    run = LocalRun(tmp_path / "state").start()
    agent = run.sign_in()
    first = letter(customer, SUPPORT, subject, "Hello?")
    run.mail_in(first, customer, SUPPORT)
    reference = agent.ticket(subject)["ticket"]["reference"]
    run.mail_in(first, customer, SUPPORT)
    address = run.mail_to(customer, reference)["Reply-To"]
    run.mail_in(letter(customer, address, f"Re: {subject}", "Anybody?"), customer, address)
    run.mail_in(letter(customer, SUPPORT, "Win", "Win!"), customer, SUPPORT, greeting="spam-fail.test")
    bounces, complains = (f"{kind}@simulator.amazonses.com" for kind in ("bounce", "complaint"))
    numbers = {}
    for unhappy, outcome in ((bounces, "bounced"), (complains, "complained")):
        run.mail_in(letter(unhappy, SUPPORT, f"{subject} {unhappy}", "Hello?"), unhappy, SUPPORT)
        opened = agent.ticket(f"{subject} {unhappy}")
        numbers[unhappy] = opened["ticket"]["reference"]
        if unhappy is bounces:  # a name like that gets no confirmation
            agent.reply(opened, "Are you there?")
        eventually(lambda: outcome in _all("delivery", agent.read(numbers[unhappy])), outcome)  # noqa: B023, called here
    agent.reply(agent.read(numbers[bounces]), "Can you hear me?")
    eventually(lambda: "suppressed" in _all("state", agent.read(numbers[bounces])), "the answer is held back")
    assert run.process is not None
    run.process.send_signal(signal.SIGINT)
    said, _ = run.process.communicate(timeout=PATIENCE)
    lines = [" ".join(line.split()[1:]) for line in said.splitlines() if re.match(r"\d\d:\d\d:\d\d ", line)]
    for expected in (
        f"duplicate mail is in {reference} already",
        f"added mail to {reference}",
        "set aside mail: spam check failed",
        f"bounce mail of {numbers[bounces]} came back",
        f"complaint mail of {numbers[complains]} was reported as spam",
        f"not sent mail of {numbers[bounces]}: its address bounced or complained before",
    ):
        assert lines.count(expected) == 1, (expected, said)


def _all(name: str, opened: dict) -> list[str]:
    """This field of every mail that went out for a ticket."""
    return [delivery[name] for entry in opened["entries"] for delivery in entry["deliveries"]]
