"""The folder that holds a local run's data between runs, used by one run at a time."""

import fcntl
import json
import os
import shutil
import time
from pathlib import Path
from typing import Any

from infra.problem import Problem

_MARK = "lippu-state.json"
_ENDPOINTS = "endpoints.json"
_FORMAT = 1
_PATIENCE = 15.0  # seconds for the previous run's emulator to write its state and go


class State:
    """Paths inside the folder, and the lock on it. Raises Problem when the folder cannot be used."""

    def __init__(self, folder: Path, fresh: bool = False) -> None:
        self.folder = folder.resolve()
        self._make()
        self.lock = self._locked()
        if fresh:
            self._empty()
        self._check_mark()
        (self.folder / _ENDPOINTS).unlink(missing_ok=True)  # left by a run that was killed
        for name in ("engine", "sent", "log"):
            (self.folder / name).mkdir(exist_ok=True)

    @property
    def engine(self) -> Path:
        return self.folder / "engine"

    @property
    def sent(self) -> Path:
        return self.folder / "sent"

    @property
    def logs(self) -> Path:
        return self.folder / "log"

    @property
    def provisioned(self) -> bool:
        """Whether an earlier run got as far as having a table."""
        return bool(self._mark().get("provisioned"))

    def note_provisioned(self) -> None:
        self._write_mark(provisioned=True)

    def write_endpoints(self, endpoints: dict[str, Any]) -> None:
        """For programs that have to find this run: where its doors are and who may sign in."""
        temporary = self.folder / f"{_ENDPOINTS}.new"
        temporary.write_text(json.dumps(endpoints, indent=2) + "\n", encoding="utf-8")
        temporary.replace(self.folder / _ENDPOINTS)

    def close(self) -> None:
        (self.folder / _ENDPOINTS).unlink(missing_ok=True)
        os.close(self.lock)

    def _make(self) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            probe = self.folder / ".writable"
            probe.write_text("", encoding="utf-8")
            probe.unlink()
        except OSError as error:
            raise Problem(
                f"The state folder {self.folder} cannot be written to ({error.strerror})."
                " Choose another with --state-dir, or correct its permissions.",
                2,
            ) from error

    def _locked(self) -> int:
        """The emulator inherits the descriptor: the folder stays locked until its state is written."""
        descriptor = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        patience = time.monotonic() + (_PATIENCE if self._ending() else 2.0)
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                if time.monotonic() > patience:
                    os.close(descriptor)
                    raise Problem(
                        f"Another local run is using the state folder {self.folder}. Stop it (Ctrl-C in its"
                        " terminal), or give this one a folder and ports of its own: --state-dir other.",
                        2,
                    ) from error
                time.sleep(0.1)
            else:
                return descriptor

    def _ending(self) -> bool:
        """A run removes its endpoints when it stops: then only its emulator can still hold the lock."""
        return not (self.folder / _ENDPOINTS).exists()

    def _empty(self) -> None:
        """Never empties a folder that is not a state folder, whatever --state-dir says."""
        others = [entry for entry in self.folder.iterdir() if entry.name != "lock"]
        if others and not (self.folder / _MARK).exists():
            raise Problem(
                f"FRESH=1 would empty {self.folder}, which is not a state folder of Lippu. Nothing was removed.",
                2,
            )
        for entry in others:
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry)
            else:
                entry.unlink()

    def _check_mark(self) -> None:
        mark = self._mark()
        if not mark:
            self._write_mark(provisioned=False)
        elif mark.get("format") != _FORMAT:
            raise Problem(
                f"The state folder {self.folder} was written by another version of Lippu."
                " Start with FRESH=1 to empty it, or choose another with --state-dir.",
                2,
            )

    def _mark(self) -> dict[str, Any]:
        try:
            mark = json.loads((self.folder / _MARK).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except ValueError:
            return {"format": "unreadable"}
        return mark if isinstance(mark, dict) else {"format": "unreadable"}

    def _write_mark(self, provisioned: bool) -> None:
        (self.folder / _MARK).write_text(json.dumps({"format": _FORMAT, "provisioned": provisioned}), encoding="utf-8")
