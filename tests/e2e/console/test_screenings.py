"""What scripts add to a screening: shares that follow, files that are dropped, a ranking that keeps what was chosen."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.e2e.console.screenings import RESUMES, create, draft, payload

DROP = """([field, files]) => {
  const held = new DataTransfer();
  for (const [name, text] of files) held.items.add(new File([text], name));
  for (const kind of ["dragenter", "dragover", "drop"]) {
    field.dispatchEvent(new DragEvent(kind, { dataTransfer: held, bubbles: true, cancelable: true }));
  }
}"""


def test_criteria_come_and_go_and_shares_follow(page: Page) -> None:
    draft(page)
    shares = page.locator("[data-rows] [data-share]")
    before = shares.all_inner_texts()
    page.get_by_label("Weight").first.fill("90")
    expect(shares.first).not_to_have_text(before[0])

    page.get_by_role("button", name="Remove criterion 2").click()
    expect(page.locator("[data-row]")).to_have_count(len(before) - 1)
    page.get_by_role("button", name="Add a criterion").click()
    page.keyboard.type("Terraform")
    last = page.locator("[data-row]").last
    expect(last.locator("legend")).to_have_text(f"Criterion {len(before)}")
    last.get_by_label("Kind").select_option("Soft skill (not scored)")
    expect(last.get_by_label("Weight")).to_be_hidden()

    create(page)
    page.get_by_role("link", name="Change what counts").click()
    expect(page.locator("[data-row]").last).to_contain_text("Terraform")


def test_dropped_files_fill_the_ranking_and_leave_alone_what_was_chosen(page: Page) -> None:
    draft(page)
    create(page)
    names = ("rowan_hale_concrete_en.txt", "gus_tremaine_chef_en.txt")
    texts = [[name, (RESUMES / name).read_text(encoding="utf-8")] for name in names]
    page.evaluate(DROP, [page.locator("[data-drop]").element_handle(), [*texts, ["Thumbs.db", "x"], ["empty.txt", ""]]])
    expect(page.locator("[data-sending-text]")).to_have_text("3 of 3 files sent")
    expect(page.locator("[data-lines] tr")).to_have_count(2)
    expect(page.get_by_role("heading", name="1 file needs attention")).to_be_visible()

    boxes = page.get_by_role("checkbox", name="to compare")
    boxes.last.check()
    chosen = boxes.last.get_attribute("value")
    upload_more = payload("chen.txt", (RESUMES / "chen_jingyi_en.txt").read_bytes())
    page.get_by_label("Choose files").set_input_files([upload_more])
    expect(page.locator("[data-lines] tr")).to_have_count(3)
    assert page.locator("[name=item]:checked").get_attribute("value") == chosen
    expect(page.get_by_role("button", name="Compare (1)")).to_be_disabled()
    boxes.first.check()
    page.get_by_role("button", name="Compare (2)").click()
    assert page.url.count("item=") == 2


def test_a_file_that_does_not_arrive_is_sent_again(page: Page) -> None:
    draft(page)
    create(page)
    page.route("**/files?*", lambda route: route.fulfill(status=503, json={"message": "Busy."}), times=1)
    page.get_by_label("Choose files").set_input_files([payload("a.txt", b"x" * 20)])
    expect(page.get_by_text("Busy.")).to_be_visible()
    page.get_by_role("button", name="Try the failed files again").click()
    expect(page.get_by_text("✓ added")).to_be_visible()
