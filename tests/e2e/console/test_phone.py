"""What a hiring manager sees on a phone."""

from __future__ import annotations

from playwright.sync_api import BrowserContext

from tests.e2e.console.screenings import Screened


def test_a_phone_shows_what_is_decided_by_without_scrolling_sideways(
    context: BrowserContext, screening: Screened
) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(screening.path)
    for cells in (page.locator("[data-lines] .chip"), page.locator(".failures td"), page.locator(".ranking .why")):
        boxes = [box for cell in cells.all() if (box := cell.bounding_box())]
        assert boxes
        assert max(box["x"] + box["width"] for box in boxes) <= 390
        assert min(box["width"] for box in boxes) > 40, "words are not broken letter by letter"
