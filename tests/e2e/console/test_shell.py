"""The frame of every page in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.console.conftest import picture, violations


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_to_sign_in_is_accessible_in_both_languages(page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of its two words
    page.goto("/sign-in")
    assert violations(page) == []
    page.get_by_role("button", name="用中文阅读").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("登录")
    assert page.locator("html").get_attribute("lang") == "zh-CN"
    assert violations(page) == []
    picture(page, f"sign-in-{scheme}")


def test_dark_stays_chosen(page: Page) -> None:
    page.goto("/sign-in")
    page.get_by_role("button", name="Switch dark and light").click()
    page.reload()
    assert page.locator("html").get_attribute("data-theme") == "dark"


def test_whoever_writes_for_long_is_not_away(page: Page) -> None:
    page.clock.install()
    page.goto("/screenings/new")
    page.clock.fast_forward("00:31")
    with page.expect_request("**/session"):
        page.locator("textarea").first.fill("Backend engineer")
