"""One candidate in a real browser: quotes and criteria find each other, and the score adds up as it changes."""

from __future__ import annotations

from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.console.screenings import Screened


@pytest.fixture
def candidate(page: Page, screening: Screened) -> Page:
    """The page of the first candidate whose resume has pages."""
    for item in screening.items:
        page.goto(f"{screening.path}/items/{item}")
        if page.locator("img[data-page]").count():
            break
    return page


def test_a_quote_leads_to_its_line_on_the_page_and_the_line_back(candidate: Page) -> None:
    criterion = candidate.locator("li[data-criterion]").filter(has=candidate.locator(".quote")).last
    criterion.locator(".quote").first.click()

    line = candidate.locator(".line.chosen").first
    expect(line).to_be_in_viewport()
    assert candidate.locator("img[data-page]").first.evaluate("image => image.naturalWidth") > 0
    line.focus()
    candidate.keyboard.press("Enter")
    expect(candidate.locator("li[data-criterion]:focus")).to_be_in_viewport()


def test_the_points_add_up_to_the_score_whatever_is_weighed(candidate: Page) -> None:
    score = candidate.locator("#score [data-score]")
    before = score.inner_text()
    listed = candidate.locator("li[data-criterion]").filter(has_text="Listed only").first
    listed.get_by_label("Weight", exact=False).fill("100")
    expect(candidate.get_by_role("status")).to_contain_text("nothing is saved yet")

    points = [Decimal(text) for text in candidate.locator("[data-points]").all_inner_texts()]
    total = Decimal(candidate.locator("[data-total]").inner_text())
    assert sum(points) == total
    assert score.inner_text() not in {before, ""}
    assert abs(total - Decimal(score.inner_text())) <= Decimal("0.5")
