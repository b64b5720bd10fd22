"""The reports that stand for themselves, for people who do not see them as others do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.e2e.console.conftest import picture, violations
from tests.e2e.test_report_in_browser import evaluated, sample, side_by_side, to_applicant, to_interviewer

_SHOW_ALL = """() => {
  for (const part of document.querySelectorAll(".card, .chunk")) part.style.contentVisibility = "visible";
  for (const part of document.querySelectorAll("details")) part.open = true;
}"""
"""A browser draws what is far below only when it is near, and axe sees only what is drawn."""


@pytest.mark.parametrize(
    ("report", "language_code", "look"),
    [
        (sample, "en", ("light", 1280)),
        (sample, "zh", ("dark", 1280)),
        (sample, "zh", ("light", 390)),
        (side_by_side, "en", ("dark", 390)),
        (to_applicant, "zh", ("dark", 390)),
        (to_interviewer, "en", ("light", 390)),
        (evaluated, "en", ("light", 1280)),
    ],
)
def test_a_report_is_accessible(
    page: Page, tmp_path: Path, report: Callable[[str], str], language_code: str, look: tuple[str, int]
) -> None:
    """Nothing that axe calls serious or worse, in both languages, light and dark, on a desk and on a phone."""
    scheme, width = look
    file = tmp_path / "report.html"
    file.write_text(report(language_code), encoding="utf-8")
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of its two words
    page.set_viewport_size({"width": width, "height": 900})

    page.goto(file.as_uri())
    page.evaluate(_SHOW_ALL)

    assert violations(page) == []
    picture(page, f"report-{report.__name__}-{language_code}-{scheme}-{width}")
