"""Fills a fresh desk in the background, once: its promises, three weeks of tickets, and what was set aside."""

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import replace
from pathlib import Path
from typing import Any

from chalicelib.settings import Settings
from infra.local.seed import customers, progress, views
from infra.local.seed.desk import SeedDesk, longest_ago
from infra.local.seed.people import OWNER
from infra.local.seed.plans import stories
from infra.local.seed.policies import STANDARD, URGENT, schedules
from infra.local.seed.prepared import prepare
from infra.local.seed.quarantine import set_aside
from infra.local.seed.stage import Stage
from infra.local.seed.writing import begin_writing

NOTE_EVERY = 10
ON_THE_FORM = ("technical", "billing", "product-information")

_log = logging.getLogger(__name__)


class Seeding:
    """A thread that tells the stories. Nothing happens for a folder that has its stories, or was begun without."""

    def __init__(self, folder: Path, wanted: bool, say: Callable[[str, str], None]) -> None:
        self._folder, self._say = folder, say
        begun = progress.read(folder)
        self._needed = not begun.finished if begun else wanted
        self._references: Set[str] = frozenset()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="seeding", daemon=True)

    @property
    def under_way(self) -> bool:
        return self._needed

    def start(self) -> None:
        if self._needed:
            self._say("seed", "three weeks of sample tickets are being made; use the desk meanwhile")
            self._thread.start()

    def stop(self) -> None:
        """At the end of the story that is being told; the next run goes on behind it."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    def paused_meanwhile(self, invoke: Callable[[dict[str, Any]], object]) -> Callable[[dict[str, Any]], object]:
        """The sweep, which would find the past of an unfinished story overdue, waits until all are told."""
        return lambda event: None if self.under_way else invoke(event)

    def others(self, records: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        """Records of the table's stream that are not about new tickets of the stories."""
        return [record for record in records if _reference(record) not in self._references]

    def _run(self) -> None:
        started = time.monotonic()
        try:
            told = self._tell()
            if told is not None:
                seconds = time.monotonic() - started
                self._say("seed", f"{told} sample tickets are there ({seconds:.0f} seconds); EMPTY=1 starts without")
        except Exception:
            _log.exception("the sample desk could not be made")
            self._say("seed", "the sample tickets could not all be made; the log says why")
        if not self._stopping.is_set():
            self._needed = False

    def _tell(self) -> int | None:
        """How many stories there are; None if it was stopped before the last."""
        state = progress.begin(self._folder)
        now = state.began
        desk = SeedDesk(Settings.from_env(), longest_ago(now))
        self._references = desk.numbered_ids.references
        told = stories(now)
        if not state.told:
            configure(desk, now.year)
        for story in told[state.told :]:
            if self._stopping.is_set():
                return None
            self._play(Stage(desk, story, now), story.number)
            state = state.further(story.number + 1)
            if state.told % NOTE_EVERY == 0:
                progress.write(self._folder, state)
        set_aside(desk, now)
        begin_writing(desk, now)
        customers.introduce(desk, desk.directory.load().agents[OWNER], now)
        progress.write(self._folder, progress.Progress(now, len(told), finished=True))
        return len(told)

    def _play(self, stage: Stage, number: int) -> None:
        """A story that fails, perhaps because somebody works on its ticket already, does not end the others."""
        try:
            stage.play()
        except Exception:
            _log.exception("story %d was not told to its end", number)
            self._say("seed", "one sample ticket is incomplete; the log says why")


def configure(desk: SeedDesk, year: int) -> None:
    """The sample desk's promises, prepared texts and views, as its people would set them up."""
    owner = desk.directory.load().agents[OWNER]
    for setting in (*schedules(year), URGENT, STANDARD, *customers.SETTINGS):
        desk.configuration.save(owner, setting, None)
    support = desk.directory.load().departments["support"]
    if support.form_categories != ON_THE_FORM:
        desk.configuration.save(owner, replace(support, form_categories=ON_THE_FORM), support.version)
    desk.directory_cache.forget()
    prepare(desk)
    views.save(desk)


def _reference(record: Mapping[str, Any]) -> str:
    return str(record["dynamodb"]["Keys"]["pk"].get("S", "")).rpartition("#")[2]
