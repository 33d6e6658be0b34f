"""The size of what is uploaded: the archives of `make package` if they are there, else one put together here."""

import io
import zipfile
from importlib.metadata import distribution
from pathlib import Path

from bench.report import Line, at_most

ROOT = Path(__file__).parents[1]
LIMIT_MB = 25
MB = 1024 * 1024


def lines() -> list[Line]:
    archives = sorted((ROOT / "out").glob("*.zip"))
    if archives:
        total = sum(archive.stat().st_size for archive in archives)
        return [at_most("archives in out/", total / MB, LIMIT_MB, "MB", ", ".join(path.name for path in archives))]
    return [at_most("libraries and code, compressed", _estimate() / MB, LIMIT_MB, "MB", "no out/: run make package")]


def _estimate() -> int:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for line in (ROOT / "requirements.txt").read_text().splitlines():
            name = line.partition("==")[0].strip()
            if not name or name.startswith("#"):
                continue
            installed = distribution(name)
            for file in installed.files or ():
                path = Path(str(installed.locate_file(file)))
                if path.is_file() and "__pycache__" not in path.parts:
                    archive.write(path, str(file))
        for path in (ROOT / "chalicelib").rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                archive.write(path, str(path.relative_to(ROOT)))
    return len(target.getvalue())
