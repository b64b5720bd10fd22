"""The playground in a real browser: its script answers in place, and a model's absence is said."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.console import EXAMPLES, POSTING_EN
from tests.e2e.console.conftest import picture, violations


def test_a_prompt_is_shown_in_place_and_taken_along(page: Page) -> None:
    page.goto("/playground/prompt")
    page.get_by_label("Job posting").fill(POSTING_EN)
    page.get_by_role("button", name="Show the prompt").click()
    expect(page.get_by_label("Resume")).to_be_focused()  # the browser itself asks for the file

    page.get_by_label("Resume").set_input_files(EXAMPLES / "resumes" / "zhang_wei_zh.txt")
    page.get_by_role("button", name="Show the prompt").click()
    expect(page.get_by_text("The configured engine is rules")).to_be_visible()
    expect(page.get_by_role("listitem").get_by_text("日均请求百万级")).to_be_visible()
    assert page.get_by_label("Resume").evaluate("field => field.files.length") == 1
    assert violations(page) == []
    picture(page, "prompt-shown")

    page.get_by_role("button", name="Change it and ask the model").click()
    expect(page.get_by_role("heading", name="Answer")).to_be_visible()
    assert "<resume>" in page.get_by_label("Prompt", exact=True).input_value()


def test_faults_come_and_go_without_leaving_the_page(page: Page) -> None:
    page.goto("/playground")
    page.get_by_label("Prompt", exact=True).fill("Hello")
    page.locator("form[data-answers]").evaluate("form => { form.noValidate = true; }")
    page.get_by_label("Temperature").fill("9")
    page.get_by_role("button", name="Ask").click()
    expect(page.get_by_label("Temperature")).to_be_focused()
    expect(page.locator("#temperature-fault")).to_have_text("Enter a number from 0 to 2.")
    assert violations(page) == []

    page.get_by_label("Temperature").fill("1")
    page.get_by_role("button", name="Ask").click()
    expect(page.get_by_text("This service screens without one")).to_be_visible()
    expect(page.locator("#temperature-fault")).to_have_count(0)
    expect(page.get_by_label("Prompt", exact=True)).to_have_value("Hello")
    assert violations(page) == []
