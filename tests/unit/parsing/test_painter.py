"""Pages as pictures: sizes, turned pages, pictures, limits, and what is painted over."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from bole.domain.documents import Document
from bole.domain.errors import BoleError, ErrorReason
from bole.parsing.layout.bars import Bar, Shade
from bole.parsing.layout.geometry import Rectangle
from bole.parsing.limits import ParsingLimits
from bole.parsing.painter import PaintedPage, paint
from tests.corpus.pdf_file import Sheet
from tests.unit.parsing.make_documents import docx, draw_lines, pdf, resume_pdf

LIMITS = ParsingLimits()


def painted(
    content: bytes,
    page_number: int = 1,
    width_pixels: int = 595,
    *,
    password: str = "",
    bars: Sequence[Sequence[Bar]] | None = None,
) -> PaintedPage:
    """Paints a page."""
    return paint(Document(content=content, password=password), page_number, width_pixels, LIMITS, bars)


def image_of(page: PaintedPage) -> Image.Image:
    """Opens the picture of a page."""
    with Image.open(io.BytesIO(page.png), formats=["PNG"]) as image:
        return image.convert("RGB")


def ink(image: Image.Image, box: tuple[int, int, int, int]) -> int:
    """Returns how many pixels of a part are darker than grey."""
    return sum(image.convert("L").crop(box).point(lambda value: 255 * (value < 128)).histogram()[255:])


def is_white(image: Image.Image, place: tuple[int, int]) -> bool:
    """Tells whether a pixel is that of paper; a palette may be a shade off."""
    return ink(image.point(lambda value: 0 if value < 250 else 255), (*place, place[0] + 1, place[1] + 1)) == 0


def picture(size: tuple[int, int], form: str = "PNG", **options: object) -> bytes:
    """Returns a file of one colour with a dark upper left quarter."""
    image = Image.new("RGB", size, "white")
    image.paste((0, 0, 0), (0, 0, size[0] // 2, size[1] // 2))
    file = io.BytesIO()
    image.save(file, form, **options)
    return file.getvalue()


def test_a_page_is_painted_in_the_width_that_is_asked_for() -> None:
    page = painted(resume_pdf(page_count=3), page_number=2, width_pixels=1190)

    assert image_of(page).size == (1190, 1684)
    assert (page.width_points, page.height_points, page.page_count) == (595, 842, 3)


def test_letters_stand_where_their_boxes_say() -> None:
    image = image_of(painted(pdf(lambda canvas: canvas.drawString(50, 800, "Ada Example"))))

    assert ink(image, (50, 30, 120, 46)) > 50
    assert ink(image, (0, 60, 595, 842)) == 0


@pytest.mark.parametrize(
    ("turns", "size", "corner"),
    [
        (90, (842, 595), (700, 0, 842, 300)),
        (180, (595, 842), (300, 700, 595, 842)),
        (270, (842, 595), (0, 300, 142, 595)),
    ],
)
def test_a_turned_page_is_painted_as_it_is_shown(
    turns: int, size: tuple[int, int], corner: tuple[int, int, int, int]
) -> None:
    sheet = Sheet(page_entries={"Rotate": str(turns)})
    sheet.text(50, 800, "Ada Example")

    page = painted(sheet.save(), width_pixels=size[0])

    image = image_of(page)
    assert image.size == size
    assert [page.width_points, page.height_points] == list(size)
    assert ink(image, corner) > 50
    assert ink(image, corner) == ink(image, (0, 0, *size))


def test_a_poster_comes_smaller_than_it_was_asked_for() -> None:
    page = painted(pdf(lambda canvas: canvas.drawString(50, 800, "Ada"), size=(500, 14_000)), width_pixels=2400)

    width, height = image_of(page).size
    assert width * height <= 6_100_000
    assert width / page.width_points == pytest.approx(height / page.height_points, rel=0.01)


@pytest.mark.parametrize(("form", "mode"), [("PNG", "RGB"), ("JPEG", "RGB"), ("WEBP", "RGB"), ("BMP", "RGB")])
def test_a_picture_is_a_page_as_wide_as_a4(form: str, mode: str) -> None:
    page = painted(picture((300, 400), form), width_pixels=600)

    image = image_of(page)
    assert (image.size, image.mode) == ((600, 800), mode)
    assert (page.width_points, page.page_count) == (595, 1)
    assert page.height_points == pytest.approx(793.3, abs=0.1)
    assert ink(image, (0, 0, 290, 390)) > 0
    assert ink(image, (310, 410, 600, 800)) == 0


def test_each_page_of_a_fax_is_a_page() -> None:
    second = Image.new("RGB", (300, 400), "black")
    page = painted(picture((300, 400), "TIFF", save_all=True, append_images=[second]), page_number=2)

    assert page.page_count == 2
    assert image_of(page).getpixel((300, 700)) == pytest.approx((0, 0, 0), abs=2)


def test_nothing_beside_the_pixels_leaves_a_picture() -> None:
    notes = Image.Exif()
    notes[0x013B] = "Ada Lovelorn"
    page = painted(picture((400, 400), "JPEG", exif=notes, icc_profile=b"Ada Lovelorn", comment=b"Ada Lovelorn"))

    with Image.open(io.BytesIO(page.png)) as image:
        assert image.info == {}


def test_bars_hide_and_open_in_their_order() -> None:
    bars = (
        Bar(Shade.UNREAD, Rectangle(0, 0, 595, 842)),
        Bar(Shade.OPEN, Rectangle(40, 20, 400, 60)),
        Bar(Shade.PERSONAL, Rectangle(40, 20, 100, 60)),
        Bar(Shade.PERSONAL, Rectangle(500, 500, 400, 600)),
        Bar(Shade.PERSONAL, Rectangle(math.nan, -math.inf, math.nan, math.inf)),
    )
    image = image_of(painted(pdf(lambda canvas: canvas.drawString(50, 800, "Ada Example")), bars=[bars]))

    assert image.getpixel((60, 30)) == pytest.approx((38, 43, 51), abs=2)
    assert image.getpixel((90, 50)) == pytest.approx((38, 43, 51), abs=2)
    assert is_white(image, (300, 40))
    assert image.getpixel((450, 550)) == pytest.approx((214, 218, 224), abs=2)


def test_a_masked_page_shows_no_annotation() -> None:
    """A stamp or a note may hold a face or a name that no text tells."""

    def draw(canvas: Canvas) -> None:
        draw_lines(canvas, ["Ada Example"])
        canvas.highlightAnnotation("", (100, 100, 300, 300), QuadPoints=(100, 300, 300, 300, 100, 100, 300, 100))

    content = pdf(draw)

    assert not is_white(image_of(painted(content)), (200, 842 - 200))
    assert is_white(image_of(painted(content, bars=[()])), (200, 842 - 200))


def test_a_protected_file_is_painted_with_its_password() -> None:
    content = resume_pdf(user_key="opens")

    assert painted(content, password="opens").page_count == 1  # noqa: S106  # of a file that the test made
    with pytest.raises(BoleError) as caught:
        painted(content)
    assert caught.value.reason is ErrorReason.DOCUMENT_ENCRYPTED


NOT_PAINTED = {
    "text": (b"Ada Example\nSkills: Python", 1, ErrorReason.DOCUMENT_WITHOUT_PAGES),
    "docx": (docx("<w:p/>"), 1, ErrorReason.DOCUMENT_WITHOUT_PAGES),
    "a page too many": (resume_pdf(), 2, ErrorReason.ARGUMENT_INVALID),
    "a page too many of a picture": (picture((300, 400)), 2, ErrorReason.ARGUMENT_INVALID),
    "a torn file": (resume_pdf()[:200], 1, ErrorReason.DOCUMENT_DAMAGED),
    "a torn picture": (picture((300, 400))[:100], 1, ErrorReason.DOCUMENT_DAMAGED),
    "a huge picture": (picture((40_000, 3_000)), 1, ErrorReason.DOCUMENT_TOO_LARGE),
    "a book": (resume_pdf(page_count=201), 1, ErrorReason.DOCUMENT_TOO_LONG),
}


@pytest.mark.parametrize("case", NOT_PAINTED)
def test_what_cannot_be_painted_says_why(case: str) -> None:
    content, page_number, reason = NOT_PAINTED[case]
    with pytest.raises(BoleError) as caught:
        painted(content, page_number)
    assert caught.value.reason is reason
    assert (caught.value.field == "page_number") is (reason is ErrorReason.ARGUMENT_INVALID)


def test_a_picture_in_a_pdf_is_painted() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(Image.new("RGB", (20, 20), (200, 0, 0))), 400, 700, 100, 100)

    assert image_of(painted(pdf(draw))).getpixel((450, 842 - 750)) == pytest.approx((200, 0, 0), abs=2)
