"""Reads the table of `assertions.md`."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.infra.templates import ROOT

TABLE = Path(__file__).with_name("assertions.md")


@dataclass(frozen=True)
class Row:
    """`tests` are file and function; `not_yet` is empty when nothing is left to do."""

    number: int
    rule: str
    tests: tuple[tuple[Path, str], ...]
    not_yet: str


@cache
def listed() -> list[Row]:
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if re.match(r"\| \d", line)]
    return [_row(line) for line in lines]


def _row(line: str) -> Row:
    number, rule, tests, not_yet = (cell.strip() for cell in line.strip("|").split("|"))
    return Row(int(number), rule, tuple(map(_test, re.findall(r"`([^`]*)`", tests))), not_yet)


def _test(named: str) -> tuple[Path, str]:
    file, _, function = named.partition("::")
    return (ROOT / file if "/" in file else TABLE.parent / file), function
