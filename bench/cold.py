"""Cold starts: processor time of fresh processes, as multiples of `python -c pass`.

Milliseconds do not carry over to another machine, ratios nearly do. Each round runs every case between two bare
interpreters and divides by those; the median of the rounds is taken, so that other work on the machine counts little.
"""

import resource
import statistics
import subprocess
import sys
from pathlib import Path

from bench.environment import VARIABLES
from bench.report import Line, at_most

ROOT = Path(__file__).parents[1]
ROUNDS = 15
BARE = "pass"
API = "import app"
STOCK = """
import chalice.app
from aws_lambda_powertools.logging import Logger
from pynamodb.connection import Connection
Logger(service="stock")
Connection(region="eu-west-1").client
"""
# each function with its use case and the clients that its first event makes
FUNCTIONS = {
    "ingest_mail": "import app; d = app.desk(); d.receive_mail; d.slow_lane; d.raw_mail._s3",
    "send_mail": "import app; d = app.desk(); d.send_mail; d.mailer._ses",
    "mail_feedback": "import app; app.desk().mail_feedback",
    "fan_out": "import app; d = app.desk(); d.fan_out; d.outbound_queue._sqs",
    "derive": "import app; app.desk().derive",
    "tick": "import app; app.desk().tick",
}
API_LIMIT = 20


def lines() -> list[Line]:
    cases = {"boto3": "import boto3", "stock": STOCK, "api": API} | FUNCTIONS
    for code in cases.values():
        _seconds(code)  # writes byte code and warms the disk cache
    ratios: dict[str, list[float]] = {name: [] for name in cases}
    for _ in range(ROUNDS):
        for name, code in cases.items():
            before, spent, after = _seconds(BARE), _seconds(code), _seconds(BARE)
            ratios[name].append(2 * spent / (before + after))
    median = {name: statistics.median(values) for name, values in ratios.items()}
    spread = f"{min(ratios['api']):.1f} to {max(ratios['api']):.1f}"
    return [
        Line("import boto3, for comparison", f"{median['boto3']:.1f} x pass"),
        Line("Chalice, Logger and a stock PynamoDB client, for comparison", f"{median['stock']:.1f} x pass"),
        at_most("API function with its client", median["api"], API_LIMIT, "x pass", spread),
        *(Line(f"function {name}", f"{median[name]:.1f} x pass") for name in FUNCTIONS),
    ]


def bare_milliseconds() -> float:
    """Processor time of an interpreter that does nothing."""
    return 1000 * statistics.median(_seconds(BARE) for _ in range(ROUNDS))


def _seconds(code: str) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT, env=VARIABLES)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
