"""What a person has edited is still there after a look at another page, and after the page is loaded anew."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.e2e.console.screenings import Screened, create, draft


def test_an_edited_rubric_comes_back(page: Page) -> None:
    draft(page)
    page.get_by_label("What is asked").first.fill("Knows about zebras")
    page.get_by_role("button", name="Remove criterion 2").click()
    count = page.locator("[data-row]").count()
    page.reload()
    expect(page.get_by_label("What is asked").first).to_have_value("Knows about zebras")
    create(page)
    page.go_back()
    expect(page.get_by_label("What is asked").first).to_have_value("Knows about zebras")
    expect(page.locator("[data-row]")).to_have_count(count)
    page.get_by_role("button", name="Continue to the resumes").click()
    expect(page.get_by_role("heading", name="Add resumes")).to_be_visible()


def test_a_kit_that_was_begun_comes_back(page: Page, screening: Screened) -> None:
    page.goto(f"{screening.path}/items/{screening.items[0]}/kit")
    page.get_by_role("button", name="Write the questions").click()
    own = page.locator("textarea.kit-text").first
    own.fill("What about zebras?")
    page.get_by_role("link", name="Screenings").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Screenings")
    page.go_back()
    page.get_by_role("button", name="Go on with it").click()
    expect(own).to_have_value("What about zebras?")
