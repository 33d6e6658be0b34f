"""A local run as a child process, and the people around it: an agent with a browser, customers with mail and a form."""

import json
import os
import re
import signal
import smtplib
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, TypeVar

ROOT = Path(__file__).parents[2]
PATIENCE = 30.0  # seconds until something that must happen is taken as not happening
T = TypeVar("T")
ANY_PORTS = {"PORT_API": "0", "PORT_MAIL": "0", "PORT_SENT": "0", "PORT_AWS": "0"}
WITHOUT_TICKETS = {"EMPTY": "1"}
AS_BUILT = {"WEB": "0"}  # the workspace is built where it is tested


def eventually(look: Callable[[], T | None], what: str) -> T:
    """The first truthy answer. Fails when there is none in time."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if found := look():
            return found
        time.sleep(0.1)
    raise AssertionError(f"did not happen: {what}")


@dataclass
class LocalRun:
    """`python -m infra.local` on free ports, with its state in `folder`."""

    folder: Path
    process: subprocess.Popen[str] | None = None
    endpoints: dict[str, Any] = field(default_factory=dict)

    def start(self, **environment: str) -> "LocalRun":
        """Wait until it is up. Fails with what it said if it ends instead."""
        self.process = launch(self.folder, **environment)
        eventually(self._is_up, "the local run starts")
        return self

    def stop(self, how: signal.Signals = signal.SIGINT) -> int:
        """Ctrl-C, or worse. Returns the exit code."""
        assert self.process is not None
        self.process.send_signal(how)
        try:
            return self.process.wait(PATIENCE)
        finally:
            if self.process.stdout:
                self.process.stdout.close()

    @property
    def url(self) -> str:
        return str(self.endpoints["public_url"])

    def sign_in(self, email: str = "agent@example.com") -> "Agent":
        agent = Agent(self.url)
        answer = agent.call("POST", "/api/session", {"email": email, "password": self.endpoints["password"]})
        assert answer.status == 201, answer.body
        agent.cookie = answer.headers["Set-Cookie"].partition(";")[0]
        return agent

    def mail_in(self, mail: EmailMessage | bytes, sender: str, *recipients: str, greeting: str = "client.test") -> None:
        """Hand over a mail by SMTP; `greeting` decides the verdicts of the receipt (see infra/local/smtp_door.py)."""
        raw = mail if isinstance(mail, bytes) else mail.as_bytes(policy=policy.SMTP)
        smtp = self.endpoints["smtp"]
        with smtplib.SMTP(smtp["host"], smtp["port"], local_hostname=greeting, timeout=PATIENCE) as client:
            assert client.sendmail(sender, recipients, raw) == {}

    def sent_to(self, recipient: str) -> list["Sent"]:
        """Mails the desk has sent to an address, oldest first, as the viewer's raw download shows them."""
        page = fetch("GET", f"{self.endpoints['sent_url']}/").text
        ids = re.findall(r'href="/mail/([0-9a-f-]+)"', page)
        mails = (self._sent(id) for id in reversed(ids))
        return [mail for mail in mails if mail["To"] and recipient in str(mail["To"])]

    def mail_to(self, recipient: str, says: str) -> "Sent":
        """The mail to an address that contains some words; waits for it. Fails if there are two."""
        return eventually(
            lambda: _only(mail for mail in self.sent_to(recipient) if says in mail.words), f"mail to {recipient}"
        )

    def _sent(self, id: str) -> "Sent":
        raw = fetch("GET", f"{self.endpoints['sent_url']}/mail/{id}/raw").body
        return Sent(id, raw, message_from_bytes(raw, policy=policy.default))

    def _is_up(self) -> bool:
        assert self.process is not None
        if self.process.poll() is not None:
            raise AssertionError(f"ended with {self.process.returncode}: {self.process.communicate()}")
        try:
            self.endpoints = json.loads((self.folder / "endpoints.json").read_text())
        except (OSError, ValueError):
            return False
        return bool(self.endpoints["pid"] == self.process.pid)


def launch(folder: Path, **environment: str) -> subprocess.Popen[str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "LIPPU_", "PORT_"))}
    return subprocess.Popen(
        [sys.executable, "-m", "infra.local", "--state-dir", folder],
        cwd=ROOT,
        env=inherited | ANY_PORTS | WITHOUT_TICKETS | AS_BUILT | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def refusal(folder: Path, **environment: str) -> tuple[int, str]:
    """The exit code and the words (in one line) of a run that must not start."""
    process = launch(folder, **environment)
    words, _ = process.communicate(timeout=PATIENCE)
    return process.returncode, " ".join(words.split())


@dataclass(frozen=True)
class Sent:
    """A mail of the desk's."""

    id: str
    raw: bytes
    message: Any

    def __getitem__(self, header: str) -> str:
        return str(self.message[header] or "")

    @property
    def text(self) -> str:
        return str(self.message.get_body(("plain",)).get_content())

    @property
    def words(self) -> str:
        return f"{self['Subject']}\n{self.text}"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


_opener = urllib.request.build_opener(_NoRedirect, urllib.request.ProxyHandler({}))


def fetch(method: str, url: str, body: bytes | None = None, headers: Mapping[str, str] | None = None) -> Answer:
    """One request; redirects and errors are answers like others."""
    request = urllib.request.Request(url, body, dict(headers or {}), method=method)
    try:
        with _opener.open(request, timeout=PATIENCE) as response:
            return Answer(response.status, response.headers, response.read())
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, error.headers, error.read())


@dataclass
class Agent:
    """Somebody at the API with a session."""

    url: str
    cookie: str = ""

    def call(self, method: str, path: str, body: Any = None, version: int | None = None) -> Answer:
        headers = {"Cookie": self.cookie, "Origin": self.url}
        if body is not None:
            headers["Content-Type"] = "application/json"
        if method == "POST":
            headers["Idempotency-Key"] = str(uuid.uuid4())
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        return fetch(method, self.url + path, None if body is None else json.dumps(body).encode(), headers)

    def tickets(self, subject: str) -> list[dict[str, Any]]:
        """Rows with a subject, of the newest 100."""
        answer = self.call("GET", "/api/tickets?limit=100")
        assert answer.status == 200, answer.body
        return [row for row in answer.json["tickets"] if row["subject"] == subject]

    def ticket(self, subject: str) -> dict[str, Any]:
        """The one ticket with a subject; waits for it."""
        row = eventually(lambda: _only(iter(self.tickets(subject))), f"a ticket {subject!r}")
        return self.read(row["reference"])

    def read(self, reference: str) -> dict[str, Any]:
        """`ticket` and `entries`, the newest first."""
        answer = self.call("GET", f"/api/tickets/{reference}")
        assert answer.status == 200, answer.body
        return dict(answer.json)

    def reply(self, opened: Mapping[str, Any], text: str) -> dict[str, Any]:
        ticket = opened["ticket"]
        path = f"/api/tickets/{ticket['reference']}/replies"
        answer = self.call("POST", path, {"text": text}, version=ticket["version"])
        assert answer.status == 201, answer.body
        return dict(answer.json)


def letter(sender: str, recipient: str, subject: str, text: str, **headers: str) -> EmailMessage:
    """A customer's mail."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, recipient, subject
    mail["Message-ID"] = f"<{uuid.uuid4()}@customer.test>"
    mail["Date"] = "Mon, 02 Nov 2026 10:00:00 +0000"
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail


def form_post(url: str, **values: str) -> Answer:
    body = urllib.parse.urlencode(values).encode()
    return fetch("POST", f"{url}/", body, {"Content-Type": "application/x-www-form-urlencoded"})


def post_file(url: str, fields: Mapping[str, str], name: str, content: bytes) -> Answer:
    """An HTML form with a file, as a browser posts it (RFC 7578)."""
    boundary = uuid.uuid4().hex
    parts = [f'Content-Disposition: form-data; name="{key}"\r\n\r\n{value}'.encode() for key, value in fields.items()]
    parts.append(f'Content-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode() + content)
    body = b"".join(b"--%s\r\n%s\r\n" % (boundary.encode(), part) for part in parts) + b"--%s--\r\n" % boundary.encode()
    return fetch("POST", url, body, {"Content-Type": f"multipart/form-data; boundary={boundary}"})


def visible(entry: Mapping[str, Any]) -> str:
    """What an entry says, without quotes and signatures."""
    return "".join(part["text"] for part in entry["parts"] if part["kind"] == "reply").strip()


def _only(found: Any) -> Any:
    items = list(found)
    assert len(items) <= 1, f"expected one, found {len(items)}"
    return items[0] if items else None
