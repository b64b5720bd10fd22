"""The questions of an interview in a browser: changed without leaving the page, kept, and shown as a sheet."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.console.conftest import violations
from tests.e2e.console.screenings import Screened

TYPED = "Which part of it would you build otherwise <b>today</b>, and why?"


@pytest.fixture
def kit(page: Page, screening: Screened) -> Page:
    """The page of a kit of the best candidate, just written."""
    page.goto(f"{screening.path}/items/{screening.items[0]}/kit")
    page.get_by_role("button", name="Write the questions").click()
    expect(page.get_by_role("heading", name="Questions for this candidate")).to_be_visible()
    return page


def test_a_change_leaves_the_page_and_what_was_typed_alone(kit: Page) -> None:
    """The focus stays with the question, what happened is said, and can be undone."""
    texts = kit.locator("textarea[name=text]")
    texts.first.fill(TYPED)
    kit.evaluate("window.sameDocument = true")
    kit.locator("#down-own-1").click()
    expect(kit.locator("#down-own-1")).to_be_focused()
    expect(texts.nth(1)).to_have_value(TYPED)
    expect(kit.locator("[data-said]")).to_contain_text("It is question")

    kit.locator("#remove-own-1").click()
    expect(kit.locator("#own-1")).to_have_count(0)
    expect(kit.locator("[data-said]")).to_contain_text("was removed")
    kit.get_by_role("button", name="Undo").click()
    expect(texts.nth(1)).to_have_value(TYPED)
    expect(kit.locator("#remove-own-1")).to_be_focused()

    before = texts.nth(2).input_value()
    kit.locator("#another-own-3").click()
    expect(texts.nth(2)).not_to_have_value(before)
    expect(kit.locator("#another-own-3")).to_be_focused()
    assert kit.evaluate("window.sameDocument")


def test_a_kit_is_kept_until_it_is_discarded(kit: Page) -> None:
    """In this browser alone, and opened again as it was left."""
    kit.locator("textarea[name=text]").first.fill(TYPED)
    kit.get_by_role("link", name="Write a new kit").click()
    kit.get_by_role("button", name="Go on with it").click()
    expect(kit.locator("textarea[name=text]").first).to_have_value(TYPED)
    kit.get_by_role("link", name="Write a new kit").click()
    kit.get_by_role("button", name="Discard it").click()
    kit.reload()
    expect(kit.get_by_role("button", name="Write the questions")).to_be_visible()
    expect(kit.get_by_role("button", name="Go on with it")).to_be_hidden()


def test_the_sheet_shows_what_the_page_holds(kit: Page) -> None:
    """With a question of the person's own; one without a text is pointed out first."""
    kit.locator("#new-text").fill(TYPED)
    kit.get_by_role("button", name="Add the question").click()
    expect(kit.locator("#text-mine-1")).to_be_focused()
    kit.locator("#text-own-1").fill("")
    kit.get_by_role("button", name="Sheet to print").click()
    expect(kit.locator("#text-own-1")).to_be_focused()
    expect(kit.get_by_role("dialog")).to_be_hidden()

    kit.locator("#text-own-1").fill("What limited the order service?")
    kit.get_by_role("button", name="Sheet to print").click()
    sheet = kit.frame_locator("iframe[name=kit-sheet]")
    expect(sheet.get_by_role("heading", name=TYPED)).to_be_visible()
    kit.get_by_role("button", name="Print", exact=True).click()
    assert violations(kit) == []
    kit.get_by_role("button", name="Close").click()
    with kit.expect_download() as download:
        kit.get_by_role("button", name="Word document").click()
    assert download.value.suggested_filename.endswith(".docx")


def test_without_scripts_the_same_buttons_work(browser: Browser, console: str, screening: Screened) -> None:
    """Each loads the page anew with the change made."""
    context = browser.new_context(base_url=console, locale="en-US", java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{screening.path}/items/{screening.items[0]}/kit")
    page.get_by_role("button", name="Write the questions").click()
    page.locator("#remove-own-1").click()
    expect(page.locator("#own-2")).to_be_visible()
    expect(page.locator("#own-1")).to_have_count(0)
    context.close()
