"""A recruiter's way through the console in a real browser, from a posting to a printed sheet."""

from __future__ import annotations

import re

from playwright.sync_api import Dialog, Page, expect

from tests.e2e.console.conftest import picture
from tests.e2e.console.screenings import HOSTILE_NAME, Screened, close, create, draft, ranking, reveal, twelve, upload


def test_from_a_posting_to_printed_questions(page: Page) -> None:
    """Twelve files fill the ranking; a weight changes it; a decision with its reason stays; a sheet can be printed."""
    page.on("dialog", lambda dialog: dialog.accept())
    draft(page)
    path = create(page)
    upload(page, twelve())
    expect(page.locator("[data-lines] tr")).to_have_count(12)
    close(page)
    before = ranking(page)

    page.locator("[data-lines] a").first.click()
    expect(page.locator("img[data-page]").first).to_be_visible()
    score = page.locator("[data-score]").first.inner_text()
    wanted = page.locator("[data-criterion]").filter(has_text="Linux, Git and continuous integration")
    wanted.get_by_label("Weight").fill("100")
    expect(page.locator("[data-score]").first).not_to_have_text(score)
    total = page.locator("[data-total]").inner_text()
    points = [float(one) for one in page.locator("[data-points]").all_inner_texts()]
    assert round(sum(points), 1) == float(total)
    picture(page, "journey-weight")
    page.get_by_role("button", name="Apply to all candidates").click()
    expect(page.get_by_text("Everyone has been rescored with the new weights.")).to_be_visible()
    expect(page.locator("[data-undo]")).to_be_hidden()
    assert "?" not in page.url, "what was done is not said again when the page is loaded anew"

    page.goto(path)
    assert ranking(page) != before
    assert sorted(ranking(page)) == sorted(before)

    page.locator("[data-lines] a").first.click()
    page.get_by_label("Goes on", exact=True).check()
    page.get_by_label("Reason", exact=True).fill("Shows the order service and its results.")
    page.locator("#decision").get_by_label("Your name").fill("Ada Recruiter")
    page.get_by_role("button", name="Record the decision").click()
    expect(page.locator(".decisions")).to_contain_text("Shows the order service and its results.")
    expect(page.locator(".decisions")).to_contain_text("Ada Recruiter")

    page.get_by_role("link", name="Interview questions").first.click()
    page.get_by_role("button", name="Write the questions").click()
    own = page.get_by_label(re.compile(r"^Question \d+$")).first
    own.fill("Which part of the order service would you build otherwise today, and why?")
    page.locator("[data-show-sheet]").click()
    sheet = page.frame_locator("iframe[name=kit-sheet]")
    expect(sheet.get_by_role("heading", name="Which part of the order service would you build")).to_be_visible()
    page.get_by_role("button", name="Print", exact=True).click()
    picture(page, "journey-sheet")


def test_names_show_when_asked_and_are_covered_again(page: Page, screening: Screened) -> None:
    """Covered at first on every page; shown on request, and the request stands in the ledger's place for it."""
    page.goto(f"{screening.path}/items/{screening.items[0]}")
    name = page.get_by_role("heading", level=1).inner_text()
    assert re.fullmatch(r"[0-9A-F]{3}-[0-9A-F]{3}", name)
    reveal(page)
    expect(page.get_by_role("heading", level=1)).not_to_have_text(name)
    page.get_by_role("button", name="Cover the identity again").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_a_resume_full_of_script_stays_text(page: Page, screening: Screened) -> None:
    """Wherever it is quoted, named, compared or asked about; the page's own policy would tell of a script."""
    dialogs: list[str] = []

    def note(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", note)
    page.goto(screening.path)
    line = page.locator("[data-lines] tr").filter(has_text="<img src=x onerror=alert(1)>")
    item = line.get_attribute("data-key")
    address = f"{screening.path}/items/{item}"
    page.goto(address)
    reveal(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(HOSTILE_NAME)
    expect(page.locator(".text")).to_contain_text("{{ 7 * 7 }} </textarea></title><h1>owned</h1>")
    page.goto(f"{screening.path}/compare?item={item}&item={screening.items[0]}")
    page.goto(f"{address}/kit")
    page.get_by_role("button", name="Write the questions").click()
    page.locator("[data-show-sheet]").click()
    expect(page.frame_locator("iframe[name=kit-sheet]").get_by_role("heading", level=1)).to_be_visible()
    assert dialogs == []
    assert "owned" not in page.title()


def test_the_language_changes_where_one_is(page: Page, screening: Screened) -> None:
    page.goto(f"{screening.path}/items/{screening.items[1]}")
    page.get_by_role("button", name="用中文阅读").click()
    assert page.url.endswith(f"{screening.path}/items/{screening.items[1]}")
    expect(page.get_by_role("heading", name="决定")).to_be_visible()
    page.get_by_role("button", name="Read in English").click()
    expect(page.get_by_role("heading", name="Decision")).to_be_visible()
