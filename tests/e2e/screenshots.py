"""`make screenshots`: the pictures of docs/tour.md, of a desk with its sample tickets."""

import sys
import tempfile
from pathlib import Path
from typing import Any

from infra import web
from tests.e2e.browser import DESKTOP, PHONE, Visitor, browser
from tests.e2e.local_run import ROOT, LocalRun

IMAGES = ROOT / "docs" / "images"


def main() -> int:
    web.build(print)
    with tempfile.TemporaryDirectory() as folder, browser() as chromium:
        desk = LocalRun(Path(folder) / "state").start(EMPTY="")
        try:
            _wait_for_tickets(desk)
            _ticket(chromium, desk, "light")
            _ticket(chromium, desk, "dark")
            _phone(chromium, desk)
        finally:
            desk.stop()
    return 0


def _wait_for_tickets(desk: LocalRun) -> None:
    assert desk.process and desk.process.stdout
    for line in desk.process.stdout:
        if "sample tickets are there" in line:
            return
        if "could not all be made" in line:
            raise SystemExit("The sample tickets could not be made, so there is nothing to take pictures of.")


def _ticket(chromium: Any, desk: LocalRun, colours: str) -> None:
    visitor = Visitor(chromium, desk, DESKTOP, colours)
    page = visitor.sign_in()
    page.wait_for_selector(".row")
    for key in ("j", "j", "Enter"):
        page.keyboard.press(key)
        page.wait_for_timeout(300)
    page.wait_for_selector(".promise")
    if colours == "dark":
        page.keyboard.press("n")
        page.keyboard.type("The refund was booked this morning; the bank needs two days.")
    page.wait_for_timeout(800)
    page.screenshot(path=IMAGES / f"workspace-{colours}.png")
    visitor.context.close()


def _phone(chromium: Any, desk: LocalRun) -> None:
    visitor = Visitor(chromium, desk, PHONE)
    page = visitor.sign_in()
    page.wait_for_selector(".row")
    page.wait_for_timeout(800)
    page.screenshot(path=IMAGES / "workspace-phone.png")
    visitor.context.close()


if __name__ == "__main__":
    sys.exit(main())
