"""Every page for everybody: in both languages, light and dark, on a desk and on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.console.conftest import picture, violations
from tests.e2e.console.screenings import Screened, draft

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
    "playground": "/playground",
    "prompt": "/playground/prompt",
    "json-api": "/api/docs",
    "no-such-page": "/no-such-page",
}
_SENT = ("rubric", "kit")
"""Pages that follow a form."""


def opened(page: Page, name: str, screening: Screened) -> None:
    """Opens a page as somebody who reads English gets there."""
    if name == "rubric":
        draft(page)
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
