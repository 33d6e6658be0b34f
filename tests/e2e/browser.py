"""A real browser at the workspace of a local run."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from infra import web
from infra.problem import Problem
from tests.e2e.local_run import LocalRun

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP, PHONE = (1440, 900), (390, 844)


@contextmanager
def browser() -> Iterator[Any]:
    """Chromium without a window. Skips the test, saying why, where there is none."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not Path(CHROMIUM).exists():
        pytest.skip("there is no Chromium: apt-get install chromium")
    with playwright.sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        try:
            yield started
        finally:
            started.close()


def built() -> None:
    """The workspace as its sources are now. Skips the test, saying why, where it cannot be built."""
    try:
        web.build()
    except Problem as problem:
        pytest.skip(f"the workspace cannot be built here: {problem}")


class Visitor:
    """An agent in front of a browser. What the page complained about is in `complaints`."""

    def __init__(self, browser: Any, desk: LocalRun, size: tuple[int, int] = DESKTOP, colours: str = "light") -> None:
        viewport = {"width": size[0], "height": size[1]}
        self.desk = desk
        self.context = browser.new_context(viewport=viewport, color_scheme=colours, locale="en-GB")
        self.context.set_default_timeout(30_000)
        self.complaints: list[str] = []
        self.page = self.new_page()

    def new_page(self) -> Any:
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._note)
        return page

    def sign_in(self, path: str = "/agent/") -> Any:
        """By keyboard alone."""
        page = self.page
        page.goto(self.desk.url + path)
        page.wait_for_selector("[name=email]:focus")
        page.keyboard.type("agent@example.com")
        page.keyboard.press("Tab")
        page.keyboard.type(self.desk.endpoints["password"])
        page.keyboard.press("Enter")
        page.wait_for_selector(".workspace")
        return page

    def open(self, reference: str) -> Any:
        page = self.sign_in(f"/agent/waiting/{reference}")
        page.wait_for_selector(".message")
        return page

    def _note(self, message: Any) -> None:
        if "Content Security Policy" in message.text:
            self.complaints.append(message.text)
