"""What a local run says: a table of where things are, then one line for each thing that happens."""

import os
import threading
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

from infra.local import provision
from infra.local.ports import HOST, Ports
from infra.local.sent import SentMail


class Console:
    """Writes whole lines; threads may use it at once."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._lock = threading.Lock()

    def line(self, kind: str, text: str) -> None:
        now = datetime.now().astimezone().strftime("%H:%M:%S")
        self._print(f"{now}  {kind:<9} {_printable(text)}")

    def mail_in(self, sender: str, recipients: Sequence[str]) -> None:
        self.line("mail in", f"{sender or '<>'} -> {', '.join(recipients)}")

    def mail_sent(self, mail: SentMail) -> None:
        self.line("mail sent", f"{', '.join(mail.recipients)}: {mail.subject}")

    def changes(self, records: Sequence[Mapping[str, Any]]) -> None:
        """Lines for tickets that are new in these records of the table's stream."""
        for record in records:
            change = record["dynamodb"]
            if record["eventName"] == "INSERT" and change["Keys"]["sk"].get("S") == "TICKET":
                reference = change["Keys"]["pk"]["S"].rpartition("#")[2]
                subject = change.get("NewImage", {}).get("subject", {}).get("S", "")
                self.line("ticket", f"{reference[:4]}-{reference[4:]}: {subject}")

    def table(
        self, ports: Ports, public_url: str, aws_url: str, folder: Path, variables: Mapping[str, str]
    ) -> dict[str, Any]:
        """Print where everything is. Returns the same for `endpoints.json`."""
        desks = [f"{id}@{provision.MAIL_DOMAIN}" for id, *_ in provision.DEPARTMENTS]
        people = [provision.email_of(id) for id, *_ in provision.PEOPLE]
        rows = (
            ("Workspace", f"{public_url}/agent/"),
            ("Hosted form", f"{public_url}/"),
            ("API", f"{public_url}/api"),
            ("API docs", f"{public_url}/api/docs"),
            ("Sent mail", f"http://{HOST}:{ports.sent}/"),
            ("Mail in", f"SMTP {HOST}:{ports.mail}, to {' or '.join(desks)}"),
            ("Sign in", f"{', '.join(people)}; password {provision.PASSWORD}"),
            ("State", f"{folder} (log in log/lippu.log)"),
        )
        self._print("\nLippu runs on this machine. Ctrl-C stops it and keeps the state; FRESH=1 starts anew.\n")
        for name, value in rows:
            self._print(f"  {name:<12} {value}")
        self._print("")
        return {
            "pid": os.getpid(),
            "public_url": public_url,
            "sent_url": f"http://{HOST}:{ports.sent}",
            "smtp": {"host": HOST, "port": ports.mail},
            "aws_url": aws_url,
            "departments": desks,
            "people": people,
            "password": provision.PASSWORD,
            "variables": dict(variables),
        }

    def _print(self, text: str) -> None:
        with self._lock:
            print(text, file=self._out, flush=True)


def _printable(text: str) -> str:
    """Subjects and addresses are foreign: no control character may reach the terminal."""
    return "".join(character if character.isprintable() else "?" for character in text)
