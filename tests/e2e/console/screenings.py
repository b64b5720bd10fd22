"""What a recruiter does first, as tests repeat it: a posting becomes a screening, and files are dropped into it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from playwright.sync_api import FilePayload, Page, expect

from tests.console import EXAMPLES, POSTING_EN

RESUMES = EXAMPLES / "resumes"
TWELVE = (
    "chen_jingyi_en.txt",
    "dana_kowalczyk_frontend_en.txt",
    "daniel_obasi_en.docx",
    "keyword_list_en.txt",
    "li_mingzhe_zh.pdf",
    "marco_ferrante_en.html",
    "maya_lindgren_career_changer_en.docx",
    "nora_whitfield_en.pdf",
    "priya_raman_en.md",
    "rowan_hale_concrete_en.txt",
    "teodor_vance_two_column_en.pdf",
    "wang_ruoxi_zh.docx",
)
HOSTILE_NAME = "<img src=x onerror=alert(1)>.txt"
HOSTILE_TEXT = """<script>document.title = 'owned'; alert(1)</script> "><svg onload=alert(1)>
{{ 7 * 7 }} </textarea></title><h1>owned</h1> javascript:alert(1) mallory@example.com

Experience
2019-01 to 2025-12 Backend developer, <b onmouseover=alert(1)>Orders</b> & Sons
Built the order service with Python, Django and MySQL <img src=x onerror=alert(1)> "quoted' & <i>half open

Education
2014-09 to 2018-06 Bachelor of Computer Science, <iframe srcdoc="<script>alert(1)</script>"></iframe>

Skills
Python, Django, MySQL, Redis, Docker
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Screened:
    """A screening in English that has ended: its path, and its candidates as they rank."""

    path: str
    items: tuple[str, ...]


def draft(page: Page, posting: str = POSTING_EN) -> None:
    """Pastes a posting, and ends on the page where what is asked is edited."""
    page.goto("/screenings/new")
    page.get_by_label("Job posting", exact=True).fill(posting)
    page.get_by_role("button", name="Draft the rubric").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What to look for")
    page.wait_for_load_state()


def create(page: Page) -> str:
    """Takes the rubric as it stands, ends on the page that files are dropped on, and returns its path."""
    page.get_by_role("button", name="Continue to the resumes").click()
    expect(page.get_by_role("heading", name="Add resumes")).to_be_visible()
    page.wait_for_load_state()  # a page is seen before its scripts run, which take what is dropped
    return urlsplit(page.url).path


def upload(page: Page, files: Sequence[FilePayload]) -> None:
    """Chooses files and waits until all of them have ended and been ranked, while the page stays open."""
    page.get_by_label("Choose files").set_input_files(files)
    expect(page.locator("[data-done]")).to_have_text(str(len(files)))


def close(page: Page) -> None:
    """Says that there are no more files."""
    page.get_by_role("button", name="No more files").click()
    expect(page.locator("[data-state]")).to_have_text("Finished")


def ranking(page: Page) -> tuple[str, ...]:
    """Returns the items in the order in which the page shows them."""
    return tuple(line.get_attribute("data-key") or "" for line in page.locator("[data-lines] tr").all())


def reveal(page: Page) -> None:
    """Asks on the page of a candidate who that is."""
    page.locator("summary").filter(has_text="Show who this is").click()
    page.get_by_label("Your name").first.fill("Ada Recruiter")
    page.get_by_role("button", name="Show it and log that I looked").click()
    expect(page.get_by_role("button", name="Cover the identity again")).to_be_visible()


def payload(name: str, content: bytes) -> FilePayload:
    """Returns a file as a browser's dialog would give it."""
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def twelve() -> list[FilePayload]:
    """Returns twelve resumes of the examples."""
    return [payload(name, (RESUMES / name).read_bytes()) for name in TWELVE]


def screened(page: Page) -> Screened:
    """Screens the twelve and a hostile one, beside a file that is damaged."""
    draft(page)
    path = create(page)
    hostile = payload(HOSTILE_NAME, HOSTILE_TEXT.encode())
    upload(page, [*twelve(), hostile, payload("damaged.pdf", b"%PDF-1.7 damaged")])
    close(page)
    expect(page.locator("[data-lines] tr")).to_have_count(13)
    return Screened(path=path, items=ranking(page))
