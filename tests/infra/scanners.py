"""Scanners made by others. Each lives in a virtual environment of its own under `.tools/`, because their dependencies
do not go together with ours or with each other's.

pip-audit is not among them: it asks a database on the internet.
"""

import fcntl
import json
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

from tests.infra.templates import INFRA, ROOT, packaged

TOOLS = ROOT / ".tools"
VERSIONS = {"checkov": "3.3.30", "bandit": "1.9.4", "detect-secrets": "1.5.0"}
PATIENCE = 600

# values that look like secrets and are none
MADE_UP: Mapping[str, str] = {
    r"lippu-local-only": "the password of the sample people of the local run",
    r"test|testing|bench|local": "credentials of emulators",
    r"secre[t]": "of nobody, in an address that a field refuses",
    r"(\w+-horse|Battery-staple)-\d": "passwords of people in tests",
    r"table lippu-\w+": "what an error message must not repeat",
    r"0123456789ABCDEFGHJKMNPQRSTVWXYZ|ABCDEF\w*0123456789\+/=?": "alphabets",
    r"01JABCDEFGHJKMNPQRSTVWXYZ0": "the id of an entry",
    r"false": "a switch whose name holds the word secret",
}


class NotInstallable(Exception):
    """The scanner cannot be had here; the message says why."""


@dataclass(frozen=True, order=True)
class Finding:
    check: str
    resource: str


@cache
def waivers() -> dict[str, Any]:
    return tomllib.loads((INFRA / "waivers.toml").read_text(encoding="utf-8"))


@cache
def checkov() -> list[Finding]:
    """All that fails, waived or not."""
    with tempfile.TemporaryDirectory() as folder:
        functions = Path(folder) / "functions.json"
        functions.write_text(json.dumps(packaged()))
        files = [INFRA / "template.yaml", INFRA / "mail-in.yaml", functions]
        options = [option for file in files for option in ("--file", str(file))]
        output = _run("checkov", "--framework", "cloudformation", "--skip-download", "--output", "json", *options)
    found = json.loads(output)
    results = found["results"]
    if found["summary"]["parsing_errors"] or not results["passed_checks"]:
        raise AssertionError(f"checkov could not read the templates: {found['summary']}")
    return sorted({Finding(each["check_id"], each["resource"]) for each in results["failed_checks"]})


def waived(finding: Finding) -> bool:
    listed = [*waivers()["waiver"], *waivers()["not_yet"]]
    return finding.check in waivers()["own_keys"] or any(
        finding.check == each["check"] and fnmatchcase(finding.resource, each["resource"]) for each in listed
    )


def unused_waivers() -> list[str]:
    """Lines of the waivers that nothing falls under."""
    found = checkov()
    listed = [(check, "*") for check in waivers()["own_keys"]]
    listed += [(each["check"], each["resource"]) for each in (*waivers()["waiver"], *waivers()["not_yet"])]
    return [
        f"{check} {resource}"
        for check, resource in listed
        if not any(each.check == check and fnmatchcase(each.resource, resource) for each in found)
    ]


def bandit() -> list[str]:
    """What is grave in the product and in its tools."""
    found = json.loads(_run("bandit", "--quiet", "--recursive", "--format", "json", "chalicelib", "infra", "app.py"))
    if found["errors"] or not found["metrics"]["_totals"]["loc"]:
        raise AssertionError(f"bandit could not read the code: {found['errors']}")
    return [
        f"{each['filename']}:{each['line_number']} {each['issue_text']}"
        for each in found["results"]
        if each["issue_severity"] == "HIGH"
    ]


def secrets() -> list[str]:
    """Places in files that git keeps, or would keep, where something looks like a secret."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    made_up = [option for pattern in MADE_UP for option in ("--exclude-secrets", f"^({pattern})$")]
    there = [name for name in listed if (ROOT / name).is_file()]
    found = json.loads(_run("detect-secrets", "scan", *made_up, *there))["results"]
    return [f"{name}:{each['line_number']} {each['type']}" for name, places in found.items() for each in places]


def _run(name: str, *arguments: str) -> str:
    """Its output; what it found, it also tells by its exit status. Raises NotInstallable."""
    done = subprocess.run(
        [_program(name), *arguments], cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    if done.returncode not in (0, 1):
        raise AssertionError(f"{name} failed: {done.stderr[-2000:]}")
    return done.stdout


def _program(name: str) -> Path:
    """The scanner, installed at the first use. Several processes may ask at the same time."""
    version = VERSIONS[name]
    home = TOOLS / f"{name}-{version}"
    TOOLS.mkdir(exist_ok=True)
    with (TOOLS / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        ready = home / "ready"
        if not ready.exists():
            _install(home, f"{name}=={version}")
            ready.touch()
    return home / "bin" / name


def _install(home: Path, requirement: str) -> None:
    pip = [home / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", requirement]
    for command in ([sys.executable, "-m", "venv", "--clear", home], pip):
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
        if done.returncode:
            errors = re.findall(r"^ERROR: .*", done.stderr, re.MULTILINE) or [done.stderr[-300:]]
            raise NotInstallable(f"{requirement} cannot be installed here: {errors[-1]}")
