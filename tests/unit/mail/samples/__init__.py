"""Samples of what mail programs write, and their readers. Made for these tests; nobody's real mail."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent
FORWARD_NOTE = "Can you help her?"
FORWARD_TEXT = "It does not print.\nWhat shall I do?"


class ReplySample(NamedTuple):
    """An answer as a program sends it, and what of it its writer wrote."""

    name: str
    text: str
    answer: str


class ForwardSample(NamedTuple):
    """A forward as a program sends it."""

    name: str
    subject: str
    text: str


def reply_samples() -> Iterator[ReplySample]:
    """The cases of replies.txt: the answer, and what its program put below."""
    for language, section in _sections("replies.txt", "## "):
        answer, original = (re.search(rf"^{key}: (.*)$", section, re.MULTILINE)[1] for key in ("answer", "original"))
        lines = original.split("|")
        below = {"{original}": "\n".join(lines), "{quoted}": "\n".join(f"> {line}" for line in lines)}
        for program, rest in _cases(section, "== "):
            for placeholder, text in below.items():
                rest = rest.replace(placeholder, text)
            yield ReplySample(f"{language} {program}", f"{answer}\n\n{rest}", answer)


def html_samples() -> Iterator[ReplySample]:
    """The cases of replies.html.txt."""
    for name, html in _sections("replies.html.txt", "== "):
        yield ReplySample(name, html, "It is 42.")


def conversation_samples() -> Iterator[ReplySample]:
    """The cases of conversations.txt: lines the writer wrote begin with "+", lines to fold with "-"."""
    for name, marked in _sections("conversations.txt", "== "):
        lines = [(line[:1], line[2:]) for line in marked.split("\n") if line]
        text = "".join(f"{line}\n" for _, line in lines)
        yield ReplySample(name, text, "\n".join(line for mark, line in lines if mark == "+"))


def forward_samples() -> Iterator[ForwardSample]:
    """The cases of forwards.txt."""
    quoted = "\n".join(f"> {line}" for line in FORWARD_TEXT.split("\n"))
    for name, case in _sections("forwards.txt", "== "):
        subject, _, text = case.partition("\n")
        text = text.replace("{note}", FORWARD_NOTE).replace("{text}", FORWARD_TEXT).replace("{quoted}", quoted)
        yield ForwardSample(name, subject, text)


def _sections(file: str, mark: str) -> Iterator[tuple[str, str]]:
    yield from _cases((FOLDER / file).read_text("utf-8"), mark)


def _cases(text: str, mark: str) -> Iterator[tuple[str, str]]:
    """The pieces of a text that begin with a line `<mark><name>`, without that line."""
    for piece in re.split(rf"^{re.escape(mark)}", text, flags=re.MULTILINE)[1:]:
        name, _, rest = piece.partition("\n")
        yield name.strip(), rest.rstrip("\n") + "\n"
