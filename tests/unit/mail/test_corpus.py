"""The mail code on real and hostile mail, where there is a corpus (see corpus_adapter)."""

import importlib.util
import json
from collections.abc import Callable

import pytest

from tests.corpus_adapter import CORPUS, everything, machine, parse, reply

pytestmark = pytest.mark.skipif(not (CORPUS / "mails.txt").exists(), reason="no mail corpus here")


def lines(name: str) -> list[str]:
    path = CORPUS / name
    return [line for line in path.read_text("utf-8").split("\n") if line] if path.exists() else []


def hostile_mails() -> dict[str, Callable[[], bytes]]:
    path = CORPUS / "hostile.py"
    spec = importlib.util.spec_from_file_location("hostile", path) if path.exists() else None
    if spec is None or spec.loader is None:
        return {}
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return dict(module.MAILS)


def assert_storable(value: object) -> None:
    text = json.dumps(value, ensure_ascii=False)
    assert "\\u0000" not in text
    text.encode()


@pytest.mark.parametrize(("name", "make"), hostile_mails().items())
def test_hostile_mail_is_survived(name, make):
    raw = make()
    assert_storable(parse(raw))
    assert_storable(everything(raw))


def test_every_real_mail_is_read():
    for name in lines("mails.txt"):
        raw = (CORPUS / name).read_bytes()
        assert_storable(parse(raw))
        assert_storable(everything(raw))


def test_ordinary_mail_is_never_taken_for_a_machine_and_bounces_hardly_ever_for_a_person():
    missed = 0
    for line in lines("bounce-gold.jsonl"):
        gold = json.loads(line)
        answer = machine((CORPUS / gold["file"]).read_bytes())["machine"]
        if gold["label"] == "ordinary":
            assert not answer, gold["file"]
        missed += gold["label"] != "ordinary" and not answer
    assert missed <= 3


def test_replies_keep_what_was_written():
    for line in lines("reply-gold.jsonl"):
        gold = json.loads(line)
        kind = "text" if gold.get("text") is not None else "html"
        assert reply(gold[kind], kind)["reply"], gold["file"]
