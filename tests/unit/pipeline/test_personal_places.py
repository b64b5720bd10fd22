"""Masked pages of whole documents: who the candidate is cannot be seen, and the work can."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from PIL import Image

from bole.domain.documents import Document, DocumentRole
from bole.domain.errors import BoleError, ErrorReason
from bole.parsing.limits import ParsingLimits
from bole.parsing.painter import paint
from bole.pipeline.personal_places import page_bars, parsed_with_personal
from tests.corpus.pdf_file import PAGE_HEIGHT, PAGE_WIDTH, Sheet
from tests.corpus.pdf_scans import scan_of
from tests.unit.parsing.mail.make_mails import eml

LIMITS = ParsingLimits()
LINES = (
    "Ada Lovelorn",
    "ada.lovelorn@example.com | +1 212 555 0100",
    "Work Experience",
    "Backend Engineer, Harbor Ltd   Mar 2019 - Present",
    "Built the order service in Python and Flask, used by 40,000 people a day.",
    "Skills",
    "Python, Flask, MySQL, Docker",
)
NAME, CONTACT, HEADING, WORK = (800 - 16 * line for line in (0, 1, 2, 4))
"""Base lines from the bottom of the page."""


def resume(draw: Callable[[Sheet], None] = lambda _: None, **entries: str) -> bytes:
    """Returns a resume of one page, with what `draw` adds to it."""
    sheet = Sheet(page_entries=dict(entries))
    draw(sheet)
    sheet.lines(LINES)
    return sheet.save()


def both(content: bytes, page_number: int = 1) -> tuple[Image.Image, Image.Image]:
    """Returns a page as it is and masked, a pixel a point."""
    document = Document(content=content)
    bars = page_bars(document, (), LIMITS)
    pages = [paint(document, page_number, 595, LIMITS, hidden).png for hidden in (None, bars)]
    plain, masked = (Image.open(io.BytesIO(page)).convert("L") for page in pages)
    return plain, masked


def changed(images: tuple[Image.Image, Image.Image], left: int, base: int, right: int, height: int = 9) -> float:
    """Returns the share of the pixels of a place that differ; `base` is the distance of its bottom from the page's."""
    box = (left, PAGE_HEIGHT - base - height, right, PAGE_HEIGHT - base)
    plain, masked = (image.crop(box).tobytes() for image in images)
    different = sum(abs(one - other) > 30 for one, other in zip(plain, masked, strict=True))
    return different / ((right - left) * height)


def test_name_and_contacts_are_covered_and_the_work_is_not() -> None:
    images = both(resume())

    assert changed(images, 52, NAME, 110) > 0.5
    assert changed(images, 52, CONTACT, 160) > 0.5
    assert changed(images, 50, WORK - 3, 500, height=14) == 0
    assert changed(images, 50, HEADING - 3, 500, height=14) == 0


@pytest.mark.parametrize("turns", ["90", "180", "270"])
def test_bars_lie_where_they_belong_on_turned_pages(turns: str) -> None:
    images = both(resume(Rotate=turns))
    upright = tuple(image.rotate(int(turns), expand=True) for image in images)
    if int(turns) % 180:
        upright = tuple(image.resize((PAGE_WIDTH, PAGE_HEIGHT)) for image in upright)

    assert changed((upright[0], upright[1]), 52, NAME, 110) > 0.5
    assert changed((upright[0], upright[1]), 50, WORK - 3, 500, height=14) == 0


def test_a_name_that_runs_through_the_margins_is_covered_on_each_page() -> None:
    """The text has it once."""
    sheet = Sheet()
    sheet.text(250, 20, "Ada Lovelorn 1")
    sheet.lines(LINES)
    sheet.next_page()
    sheet.text(250, 20, "Ada Lovelorn 2")
    sheet.lines(("Projects", "orderlint, open source, 2021 - 2023", "A tool in Go that checks order messages."))
    content = sheet.save()

    for page_number in (1, 2):
        assert changed(both(content, page_number), 252, 20, 310) > 0.5
    assert changed(both(content, 2), 50, NAME - 3, 500, height=14) == 0


def test_a_photo_is_covered_and_text_on_a_banner_is_not() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.picture(bytes([40, 90, 160] * 400), (20, 20), (450, 600, 100, 120))
        sheet.picture(bytes([225] * 400), (20, 20), (0, 400, PAGE_WIDTH, 60))
        sheet.text(60, 425, "Open source work")

    images = both(resume(draw))

    assert changed(images, 455, 605, 545, height=110) == 1
    assert changed(images, 60, 423, 140, height=10) == 0
    assert images[1].getpixel((400, PAGE_HEIGHT - 430)) == pytest.approx(218, abs=3)


def test_text_that_nobody_sees_needs_no_bar() -> None:
    images = both(resume(lambda sheet: sheet.text(50, 300, "Kafka Terraform Kubernetes Rust", color="1 g")))

    assert changed(images, 40, 290, 400, height=30) == 0


def test_of_a_scan_only_lines_are_shown_that_were_read_and_are_not_personal() -> None:
    sheet = Sheet()
    pixels, size = scan_of(resume(lambda sheet: sheet.box(400, 300, 100, 100, "0.5 g")))
    sheet.picture(pixels, size, (0, 0, PAGE_WIDTH, PAGE_HEIGHT))
    images = both(sheet.save())

    assert changed(images, 52, NAME, 110) > 0.5
    assert changed(images, 410, 310, 490, height=80) == 1
    assert changed(images, 60, WORK, 400, height=8) < 0.02


def test_pages_of_a_mail_are_those_of_what_is_attached() -> None:
    """The first page is the covering sentence, which has none; pages are counted as in the text."""
    content = eml(attachments=[("cv.pdf", resume()), ("more.pdf", resume(Rotate="90"))])
    images = both(content, page_number=2)

    assert changed(images, 52, NAME, 110) > 0.5
    assert changed(images, 50, WORK - 3, 500, height=14) == 0
    turned = paint(Document(content=content), 3, 595, LIMITS)
    assert (turned.width_points, turned.page_count) == (PAGE_HEIGHT, 3)
    for page_number, reason in ((1, ErrorReason.DOCUMENT_WITHOUT_PAGES), (4, ErrorReason.ARGUMENT_INVALID)):
        with pytest.raises(BoleError) as caught:
            paint(Document(content=content), page_number, 595, LIMITS)
        assert caught.value.reason is reason


def test_personal_spans_are_what_the_text_masks() -> None:
    parsed, spans = parsed_with_personal(Document(content=resume()), (), LIMITS)

    assert [span.of(parsed.text) for span in spans] == ["Ada Lovelorn", "ada.lovelorn@example.com", "+1 212 555 0100"]


def test_a_format_without_pages_has_no_bars() -> None:
    assert page_bars(Document(content="\n".join(LINES).encode()), (), LIMITS) == ()


def test_what_another_document_of_the_candidate_tells_is_covered_in_each() -> None:
    """A letter that names its writer in a quotation alone; a document that cannot be read knows nothing."""
    sheet = Sheet()
    sheet.lines(("Dear all,", '"Ada Lovelorn never ships bugs", says my manager.', "I write Python."))
    letter = Document(content=sheet.save(), role=DocumentRole.COVER_LETTER)
    candidate = (Document(content=resume()), letter, Document(content=b"%PDF-1.7 cut off"))

    parsed, alone = parsed_with_personal(letter, (letter,), LIMITS)
    _, together = parsed_with_personal(letter, candidate, LIMITS)

    assert [[one.of(parsed.text) for one in spans] for spans in (alone, together)] == [[], ["Ada Lovelorn"]]
    bars = page_bars(letter, candidate, LIMITS)
    assert page_bars(letter, (letter,), LIMITS) == ((),)
    assert len(bars[0]) == 1
