"""A real browser, and a console for it to open."""

from __future__ import annotations

import re
from asyncio import AbstractEventLoop
from asyncio.events import _get_running_loop, _set_running_loop
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.console import console_process
from tests.e2e.console.screenings import Screened, screened
from tests.e2e.test_report_in_browser import side_by_side
from tests.requirements import require_program

PICTURES = Path(__file__).resolve().parents[3] / "out" / "screenshots"
"""What a run leaves to look at."""
_SERIOUS = {"serious", "critical"}
_PATIENCE_MS = 20_000
"""On a busy machine a page takes its time; whatever never comes still fails."""
_FIND = """async () => (await axe.run({resultTypes: ["violations"]})).violations
  .map(({id, impact, nodes}) => ({id, impact, places: nodes.slice(0, 3).map(({target}) => String(target))}))"""
_LOOPS: dict[Browser, AbstractEventLoop | None] = {}
"""The loop that Playwright keeps running between its calls, by browser."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, without a window."""
    expect.set_options(timeout=_PATIENCE_MS)
    path = require_program("chromium", "chromium-browser", "google-chrome", package="chromium")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage"])
        _LOOPS[launched] = _get_running_loop()
        with _running(None):
            yield launched
        launched.close()


@pytest.fixture(autouse=True)
def _browser_runs(request: pytest.FixtureRequest) -> Iterator[None]:
    """Has the loop of the browser run while a test drives it."""
    with _running(_LOOPS.get(request.getfixturevalue("browser")) if "browser" in request.fixturenames else None):
        yield


@contextmanager
def _running(loop: AbstractEventLoop | None) -> Iterator[None]:
    """Has a loop run, or none: that of the browser would else run on, in the way of tests that are coroutines."""
    before = _get_running_loop()
    _set_running_loop(loop)
    try:
        yield
    finally:
        _set_running_loop(before)


@pytest.fixture(scope="session")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a console that the browser tests of a process share; what a test makes there is its own."""
    folder = tmp_path_factory.mktemp("console")
    (folder / "reports").mkdir()
    (folder / "reports" / "report.html").write_text(side_by_side("en"), encoding="utf-8")
    with console_process(folder, BOLE_WEB_REPORTS=str(folder / "reports")) as address:
        yield address


@pytest.fixture(scope="session")
def screening(browser: Browser, console: str) -> Screened:
    """A screening that has ended, for tests that look at it and change nothing."""
    with _running(_LOOPS[browser]):
        page = browser.new_page(base_url=console, locale="en-US")
        made = screened(page)
        page.close()
    return made


@pytest.fixture
def context(browser: Browser, console: str) -> Iterator[BrowserContext]:
    """A fresh browser profile in English, on a desktop."""
    made = browser.new_context(base_url=console, locale="en-US", viewport={"width": 1280, "height": 860})
    made.set_default_timeout(_PATIENCE_MS)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A tab; whatever a page's scripts throw, or its policy blocks, fails the test."""
    faults: list[str] = []
    opened = context.new_page()
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    yield opened
    unexpected = [fault for fault in faults if not re.search(r"status of (4|5)\d\d", fault)]
    assert not unexpected, unexpected


def picture(page: Page, name: str) -> None:
    """Keeps a picture of the whole page."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png", full_page=True)


def violations(page: Page) -> list[str]:
    """Returns what axe finds on the page that is serious or worse: the rule, and the first elements at fault."""
    page.evaluate(Axe().axe_script)
    return [f"{one['id']}: {one['places']}" for one in page.evaluate(_FIND) if one["impact"] in _SERIOUS]
