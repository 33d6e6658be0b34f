"""Mails handed over in bulk, and what became of each: found by its Message-ID over the API, and in the sent mail."""

import base64
import json
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from typing import Any

import boto3

from chalicelib.domain.signing import Keyring
from chalicelib.mail.thread import reply_address
from tests.e2e.local_run import Agent, LocalRun, Sent, fetch
from tests.e2e.samples import SUPPORT, Sample

PATIENCE = 90.0  # seconds for some dozens of mails on a machine that does other things as well
AT_ONCE = 6
OVER = {"sent", "suppressed", "failed", "unknown"}


@dataclass
class PostOffice:
    """`delivered` are all mails that were handed over, each once however often.

    The desk may have had other visitors before: what it sent to them does not count here.
    """

    desk: LocalRun
    agent: Agent
    admin: Agent
    delivered: dict[str, Sample] = field(default_factory=dict)
    references: set[str] = field(default_factory=set)
    tickets: dict[str, dict[str, Any]] = field(default_factory=dict)
    rows: list[dict[str, Any]] = field(default_factory=list)
    sent_before: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        self.sent_before = frozenset(path.stem for path in (self.desk.folder / "sent").glob("*.json"))

    def deliver(self, samples: Iterable[Sample]) -> None:
        """Hand over mails and wait until each is somewhere."""
        samples = list(samples)
        self.delivered |= {sample.name: sample for sample in samples}
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(self._hand_over, samples))
        self._wait(lambda: all(self.places(sample) for sample in samples), "every mail is somewhere")

    def settle(self) -> None:
        """Wait until no mail of the desk is under way."""
        self._wait(lambda: all(mail["state"] in OVER for mail in self.deliveries()), "every mail was sent")

    def look(self) -> None:
        """Read all tickets and what was set aside."""
        self.references |= {row["reference"] for row in self._pages("/api/tickets?order=newest", "tickets")}
        with ThreadPoolExecutor(AT_ONCE) as pool:
            self.tickets = dict(zip(self.references, pool.map(self.admin.read, self.references), strict=True))
        self.rows = list(self._pages("/api/quarantine?state=waiting", "mails"))

    def places(self, sample: Sample) -> list[str]:
        """Where a mail is: references of tickets that hold it, and ids of rows that set it aside."""
        inside = [reference for reference, entry in self.entries() if _is_of(entry, sample)]
        return inside + [row["id"] for row in self._rows(sample)]

    def message(self, sample: Sample) -> tuple[dict[str, Any], dict[str, Any]]:
        """The ticket with its timeline, and the entry of a mail. Fails unless there is exactly one."""
        found = [(self.tickets[reference], entry) for reference, entry in self.entries() if _is_of(entry, sample)]
        assert len(found) == 1, (sample.name, len(found), self.places(sample))
        return found[0]

    def row(self, sample: Sample) -> dict[str, Any]:
        """The row of a mail that was set aside. Fails unless there is exactly one."""
        (found,) = self._rows(sample)
        return found

    def entries(self) -> Iterable[tuple[str, dict[str, Any]]]:
        return ((reference, entry) for reference, opened in self.tickets.items() for entry in opened["entries"])

    def deliveries(self) -> list[dict[str, Any]]:
        """Every mail that the desk says it has written."""
        return [mail for _, entry in self.entries() for mail in entry["deliveries"]]

    def sent(self) -> list[tuple[str, Sent]]:
        """Every mail that went out with its one recipient, oldest first."""
        found = []
        for described in sorted((self.desk.folder / "sent").glob("*.json")):
            if described.stem in self.sent_before:
                continue
            (recipient,) = json.loads(described.read_text())["recipients"]
            content = described.with_suffix(".eml").read_bytes()
            mail = Sent(described.stem, content, message_from_bytes(content, policy=policy.default))
            found.append((recipient, mail))
        return found

    def reply_to(self, recipient: str, says: str) -> Sent:
        """The one mail to somebody that says this."""
        (found,) = [mail for to, mail in self.sent() if to == recipient and says in mail.words]
        return found

    def written_to(self) -> Counter[str]:
        return Counter(recipient for recipient, _ in self.sent())

    def content(self, reference: str, entry: Mapping[str, Any], file: Mapping[str, Any]) -> bytes:
        """A file by the link that the desk gives for it."""
        path = f"/api/tickets/{reference}/entries/{entry['id']}/attachments/{file['id']}"
        link = self.agent.call("GET", path)
        assert link.status == 200, link.body
        answer = fetch("GET", link.json["url"])
        assert answer.status == 200
        return answer.body

    def agents_address(self, reference: str, email: str) -> str:
        """Where an agent answers by mail. The desk tells it in notices, the first of which takes hours to come."""
        parameter = self.desk.endpoints["variables"]["LIPPU_KEYS_PARAMETER"]
        stored = self._aws("ssm").get_parameter(Name=parameter, WithDecryption=True)["Parameter"]["Value"]
        ring = Keyring({int(version): base64.b64decode(secret) for version, secret in json.loads(stored).items()})
        return reply_address(SUPPORT, reference.replace("-", ""), email, ring, for_agent=True)

    def originals(self) -> list[bytes]:
        """The raw mails that are kept."""
        s3, bucket = self._aws("s3"), self.desk.endpoints["variables"]["LIPPU_RAW_BUCKET"]
        pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix="inbound/")
        keys = [each["Key"] for page in pages for each in page.get("Contents", ())]
        return [s3.get_object(Bucket=bucket, Key=key)["Body"].read() for key in keys]

    def _aws(self, service: str) -> Any:
        anybody = {"aws_access_key_id": "test", "aws_secret_access_key": "test", "region_name": "eu-west-1"}
        return boto3.client(service, endpoint_url=self.desk.endpoints["aws_url"], **anybody)

    def _rows(self, sample: Sample) -> list[dict[str, Any]]:
        return [row for row in self.rows if row["subject"] == (sample.subject or sample.name)]

    def _hand_over(self, sample: Sample) -> None:
        self.desk.mail_in(sample.raw, sample.source, *sample.recipients, greeting=sample.greeting)

    def _wait(self, is_so: Any, what: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            self.look()
            if is_so():
                return
            time.sleep(0.5)
        missing = [name for name, sample in self.delivered.items() if not self.places(sample)]
        raise AssertionError(f"did not happen: {what}; missing: {missing}")

    def _pages(self, path: str, name: str) -> Iterable[dict[str, Any]]:
        cursor = ""
        while True:
            answer = self.admin.call("GET", f"{path}&limit=100{cursor}")
            assert answer.status == 200, answer.body
            yield from answer.json[name]
            if answer.json["next"] is None:
                return
            cursor = f"&cursor={answer.json['next']}"


def _is_of(entry: Mapping[str, Any], sample: Sample) -> bool:
    """Whether this entry is that mail. One without a Message-ID, or forwarded, is known by its sender."""
    mail = entry["mail"]
    if mail is None:
        return False
    if not mail["message_id"]:
        return bool(entry["author"]["name"] == (sample.person or sample.address))
    return bool(mail["message_id"] == sample.message_id)
