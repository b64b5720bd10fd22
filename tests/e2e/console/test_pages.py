"""Every page for everybody: in both languages, light and dark, on a desk and on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Response, expect

from tests.e2e.console.conftest import picture, violations
from tests.e2e.console.screenings import Screened, create, draft

_ADDRESSES = {
    "screenings": "/batches",
    "new-screening": "/screenings/new",
    "screening": "{path}",
    "rescoring": "{path}/rubric",
    "candidate": "{path}/items/{first}",
    "comparison": "{path}/compare?item={first}&item={second}&item={third}",
    "kit-plan": "{path}/items/{first}/kit",
    "roles": "/roles",
    "role": "/roles/backend_engineer",
    "audit": "/audit",
    "reports": "/reports",
    "report": "/reports/report.html",
    "playground": "/playground",
    "prompt": "/playground/prompt",
    "json-api": "/api/docs",
    "no-such-page": "/no-such-page",
}
_SENT = ("rubric", "receiving", "trying", "kit")
"""Pages that follow something that was done."""


def opened(page: Page, name: str, screening: Screened) -> None:
    """Opens a page as somebody who reads English gets there."""
    if name in {"rubric", "receiving"}:
        draft(page)
        if name == "receiving":
            create(page)
    elif name == "trying":
        opened(page, "candidate", screening)
        page.get_by_label("Weight").first.fill("50")
        page.locator("summary").filter(has_text="Show who this is").click()
        expect(page.locator("[data-trying]")).to_be_visible()
    elif name == "kit":
        page.goto(_ADDRESSES["kit-plan"].format(path=screening.path, first=screening.items[0]))
        page.get_by_role("button", name="Write the questions").click()
        expect(page.locator("[data-show-sheet]")).to_be_visible()
    else:
        first, second, third = screening.items[:3]
        page.goto(_ADDRESSES[name].format(path=screening.path, first=first, second=second, third=third))


def sideways(page: Page) -> int:
    """Returns by how many pixels the page is wider than the window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@pytest.mark.parametrize("name", [*_ADDRESSES, *_SENT])
def test_a_page_serves_everybody(page: Page, screening: Screened, name: str) -> None:
    """English on a desk in light, then the same page in Chinese on a phone in the dark."""
    opened(page, name, screening)
    assert violations(page) == []
    assert sideways(page) == 0
    picture(page, f"{name}-en")

    page.get_by_role("button", name="用中文阅读").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    if name == "kit":
        page.locator("[data-kept-open]").click()
        expect(page.locator("[data-show-sheet]")).to_be_visible()
    if name != "no-such-page":
        expect(page.get_by_role("alert")).to_have_count(0)
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 390, "height": 844})
    assert violations(page) == []
    assert sideways(page) == 0
    picture(page, f"{name}-zh-phone-dark")


def test_the_keyboard_is_enough(page: Page, screening: Screened) -> None:
    """The first stop leads past the bar; two candidates are chosen and put side by side without a mouse."""
    page.goto(screening.path)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    for box in page.locator("[data-lines] input").all()[:2]:
        box.focus()
        page.keyboard.press("Space")
    page.locator("[data-compare]").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Comparison")


def test_the_first_page_is_light_and_asks_nobody_else(page: Page, console: str) -> None:
    """Scripts and styles included, it weighs less than 200 kB; all of it comes from the console."""
    answers: list[Response] = []

    def note(answer: Response) -> None:
        answers.append(answer)

    page.on("response", note)
    page.goto("/", wait_until="networkidle")
    assert sum(len(answer.body()) for answer in answers if answer.ok) < 200_000
    assert all(answer.url.startswith(console) for answer in answers)
