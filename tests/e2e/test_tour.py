"""The tour of the README, typed as it stands there, as often as one likes."""

import json
import re
import shutil
import subprocess

import pytest

from tests.e2e.local_run import PATIENCE, ROOT, LocalRun

pytestmark = pytest.mark.skipif(
    not (shutil.which("curl") and shutil.which("bash")), reason="the tour needs curl and bash"
)


def tour(desk: LocalRun) -> str:
    """All its commands, at the addresses of this run."""
    section = (
        (ROOT / "README.md").read_text(encoding="utf-8").partition("## A five-minute tour")[2].partition("\n## ")[0]
    )
    script = "".join(re.findall(r"```sh\n(.*?)```", section, re.DOTALL))
    for usual, here in (
        ("http://127.0.0.1:8000", desk.url),
        ("http://127.0.0.1:8025", desk.endpoints["sent_url"]),
        ('"127.0.0.1", 2525', f'"127.0.0.1", {desk.endpoints["smtp"]["port"]}'),
    ):
        assert usual in script
        script = script.replace(usual, here)
    return script


@pytest.mark.parametrize("time", ["first", "second"])
def test_the_tour_works_every_time(desk: LocalRun, time: str) -> None:
    ran = subprocess.run(["bash", "-eu"], input=tour(desk), capture_output=True, text=True, timeout=2 * PATIENCE)
    assert ran.returncode == 0, ran.stderr
    assert "HTTP/1.1 201" in ran.stdout
    opened = json.loads(ran.stdout[ran.stdout.rindex("\n{\n") :])
    assert opened["ticket"]["status"] == "open"
    said = [entry["parts"][0]["text"].strip() for entry in reversed(opened["entries"]) if entry["parts"]]
    assert said == ["It burns. What now?", "Please unplug it.\nHelp is on the way.", "Thank you, it is out."]
