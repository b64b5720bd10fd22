"""Picture files are read whatever their format and whichever way they are turned; bad ones name their reason."""

from __future__ import annotations

import socket
import struct
import sys
import zlib
from collections.abc import Callable
from typing import NoReturn

import pytest
from PIL import Image

from bole.domain.errors import BoleError, ErrorReason
from bole.domain.measuring import Collected, Stage, listening
from bole.domain.resume import HiddenTextKind, WarningCode
from bole.parsing.limits import ParsingLimits
from bole.parsing.pictures.reader import read_picture
from bole.parsing.text.visible_text import VisibleText
from tests.requirements import require_module
from tests.unit.parsing.pictures.make_pictures import HAN_FONT, LINES, SIZE, TEXT, encoded, picture, write

LIMITS = ParsingLimits()


@pytest.fixture(autouse=True)
def _recognition() -> None:
    require_module("rapidocr", extra="ocr")


def _plain(visible: VisibleText) -> str:
    return "\n".join(line for line in visible.text.split("\n") if line)


def _png(width: int, height: int) -> bytes:
    """Returns the head of a PNG that promises a size, and next to nothing behind it."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 100)), (b"IEND", b""))
    chunks = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _transparent() -> Image.Image:
    image = Image.new("RGBA", SIZE, (0, 0, 0, 0))
    image.paste((0, 0, 0, 255), mask=picture().convert("L").point(lambda shade: 255 - shade))
    return image


def _sixteen_bits() -> Image.Image:
    shades = picture().convert("L").tobytes()
    return Image.frombytes("I;16", SIZE, b"".join(bytes((shade, shade)) for shade in shades))


FILES: dict[str, Callable[[], bytes]] = {
    "PNG": lambda: encoded(picture()),
    "JPEG in CMYK": lambda: encoded(picture().convert("CMYK"), "JPEG"),
    "WebP": lambda: encoded(picture(), "WEBP"),
    "BMP": lambda: encoded(picture(), "BMP"),
    "GIF": lambda: encoded(picture(), "GIF", pages=[Image.new("RGB", SIZE, "red")]),
    "TIFF in black and white": lambda: encoded(picture().convert("1"), "TIFF"),
    "grey": lambda: encoded(picture().convert("L")),
    "palette": lambda: encoded(picture().quantize(8)),
    "transparent": lambda: encoded(_transparent()),
    "sixteen bits": lambda: encoded(_sixteen_bits()),
    "large": lambda: encoded(picture().resize((3200, 2100)), "JPEG"),
    "dim": lambda: encoded(picture().point(lambda shade: 20 + shade // 4), "JPEG"),
    "upside down": lambda: encoded(picture().rotate(180)),
    "on its left side": lambda: encoded(picture().rotate(90, expand=True)),
    "on its right side": lambda: encoded(picture().rotate(270, expand=True)),
    "turned by the notes of the camera": lambda: encoded(picture().rotate(90, expand=True), "JPEG", exif=6),
    "askew": lambda: encoded(picture().rotate(6, expand=True, fillcolor="white", resample=Image.Resampling.BICUBIC)),
}


@pytest.mark.parametrize("name", FILES)
def test_every_kind_of_picture_is_read(name: str) -> None:
    """Three lines come out as they are, with a confidence and a warning."""
    visible = read_picture(FILES[name](), LIMITS)

    assert _plain(visible) == TEXT
    assert visible.hidden_text == ()
    assert [page.ocr_confidence is not None and page.ocr_confidence > 0.9 for page in visible.pages] == [True]
    assert [warning.code for warning in visible.warnings] == [WarningCode.TEXT_RECOGNIZED]


def test_the_same_picture_gives_the_same_result() -> None:
    """Down to the boxes; recognition is a stage of its own for who listens."""
    content, told = encoded(picture()), Collected()

    with listening(told):
        first = read_picture(content, LIMITS)

    assert first == read_picture(content, LIMITS)
    assert [which for which, _, _ in told.stages] == [Stage.OCR]


def test_chinese_and_accents_are_read() -> None:
    """The models know Chinese, Japanese, Greek and Latin letters."""
    image = picture(["个人简历　工作经历", "使用Python开发订单系统"], font=HAN_FONT)
    write(image, ["Ingénieur à Besançon, Straße, Łódź"], (40, 200))

    text = read_picture(encoded(image), LIMITS).text

    assert "工作经历" in text
    assert "使用Python开发订单系统" in text
    assert "Ingénieur à Besançon, Straße, Łódź" in text


def test_columns_are_read_one_after_the_other() -> None:
    """Lines of two columns are not joined."""
    left = [f"Skill of kind {letter}" for letter in ("one", "two", "three", "four", "five", "six")]
    right = ["Harbor Ltd built a large port", "and the cranes that serve it;", "she led the team of nine", "for years"]
    image = picture(left, size=(1200, 500))
    write(image, right, (700, 52))

    lines = _plain(read_picture(encoded(image), LIMITS)).split("\n")

    assert lines == [*left, *right]


def test_every_page_of_a_tiff_is_a_page() -> None:
    """What is beyond the limit is told."""
    pages = [picture([f"Page number {word}", "of the resume"]) for word in ("one", "two", "three")]
    content = encoded(pages[0], "TIFF", pages=pages[1:])

    visible = read_picture(content, ParsingLimits(max_ocr_pages=2))

    assert [page.span.of(visible.text).split("\n")[0] for page in visible.pages[:2]] == [
        "Page number one", "Page number two",
    ]  # fmt: skip
    assert [page.ocr_confidence is None for page in visible.pages] == [False, False, True]
    assert [warning.code for warning in visible.warnings] == [WarningCode.PAGE_UNREADABLE, WarningCode.TEXT_RECOGNIZED]
    assert visible.warnings[0].message.startswith("1 of 3 pages")
    assert visible.warnings[1].message.startswith("2 of 3 pages")


def test_a_screenshot_as_long_as_a_web_page_is_read_to_its_end() -> None:
    """It is cut between lines."""
    lines = [f"Line {number} of the resume" for number in range(30)]
    content = encoded(picture(lines, size=(480, 1600)))

    assert _plain(read_picture(content, LIMITS)) == "\n".join(lines)


def test_boxes_stand_where_the_picture_shows_the_line() -> None:
    """In points of a page that is as wide as A4 lying, for a picture that is wider than high."""
    visible = read_picture(encoded(picture(["Work experience"])), LIMITS)

    box, points = visible.lines[0].box, 842 / 640
    assert box is not None
    assert (visible.pages[0].width_points, visible.pages[0].height_points) == (842, round(420 * points, 2))
    assert box.left == pytest.approx(40 * points, abs=6)
    assert box.top == pytest.approx(45 * points, abs=6)
    assert box.bottom == pytest.approx(70 * points, abs=6)


def test_print_that_nobody_notices_is_kept_apart() -> None:
    """Nearly white letters are found where recognition sees them, and are no text in either case."""
    image = picture()
    write(image, ["expert of kubernetes"], (40, 250), ink=235)
    write(image, ["winner of prizes"], (40, 330), ink=250)

    visible = read_picture(encoded(image), LIMITS)

    assert _plain(visible) == TEXT
    assert [(found.kind, found.excerpt) for found in visible.hidden_text] == [
        (HiddenTextKind.COLOR, "expert of kubernetes")
    ]


def test_a_script_that_the_models_do_not_know_is_told() -> None:
    """What little they make of it is no text."""
    image = picture()
    write(image, ["Разработчик программного обеспечения", "Опыт работы в крупной компании"], (40, 200))

    visible = read_picture(encoded(image), LIMITS)

    assert _plain(visible) == TEXT
    assert WarningCode.PAGE_UNREADABLE in [warning.code for warning in visible.warnings]


def _many_pages() -> bytes:
    return encoded(Image.new("1", (20, 20)), "TIFF", pages=[Image.new("1", (20, 20))] * 210)


BAD: dict[str, tuple[Callable[[], bytes], ErrorReason, str]] = {
    "blank": (lambda: encoded(Image.new("RGB", (800, 1100), "white")), ErrorReason.DOCUMENT_WITHOUT_TEXT, "no text"),
    "one pixel": (lambda: encoded(Image.new("RGB", (1, 1))), ErrorReason.DOCUMENT_WITHOUT_TEXT, "no text"),
    "a drawing": (
        lambda: encoded(Image.effect_mandelbrot((400, 300), (-2, -1.5, 1, 1.5), 60)),
        ErrorReason.DOCUMENT_WITHOUT_TEXT, "no text",
    ),
    "cut off PNG": (lambda: encoded(picture())[:3000], ErrorReason.DOCUMENT_DAMAGED, "damaged"),
    "cut off JPEG": (lambda: encoded(picture(), "JPEG")[:9000], ErrorReason.DOCUMENT_DAMAGED, "damaged"),
    "cut off TIFF": (lambda: encoded(picture(), "TIFF")[:5000], ErrorReason.DOCUMENT_DAMAGED, "damaged"),
    "head only": (lambda: b"\xff\xd8\xff\xe0" + bytes(50), ErrorReason.DOCUMENT_DAMAGED, "damaged"),
    "fewer pixels than promised": (lambda: _png(500, 500), ErrorReason.DOCUMENT_DAMAGED, "damaged"),
    "more pixels than are read": (lambda: _png(9_000, 9_000), ErrorReason.DOCUMENT_TOO_LARGE, "at most 80000000"),
    "a bomb": (lambda: _png(60_000, 60_000), ErrorReason.DOCUMENT_TOO_LARGE, "pixels"),
    "too many pages": (_many_pages, ErrorReason.DOCUMENT_TOO_LONG, "211 pages"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_bad_pictures_name_their_reason(name: str) -> None:
    """The sentence says what to do."""
    make, reason, words = BAD[name]
    with pytest.raises(BoleError) as caught:
        read_picture(make(), LIMITS)

    assert caught.value.reason is reason
    assert words in caught.value.message


def test_without_the_extra_the_error_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The default install has no recognition."""
    monkeypatch.setitem(sys.modules, "rapidocr", None)

    with pytest.raises(BoleError) as caught:
        read_picture(encoded(picture()), LIMITS)

    assert caught.value.reason is ErrorReason.PART_NOT_INSTALLED
    assert "pip install 'bole-screening[ocr]'" in caught.value.message
    assert caught.value.metadata == {"part": "ocr"}


def test_the_network_is_never_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The models come with the package."""

    def refuse(*_: object) -> NoReturn:
        pytest.fail("recognition opened a connection")

    from bole.parsing.pictures import engine  # noqa: PLC0415  # its packages are an extra

    engine._engine.cache_clear()
    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)

    assert LINES[0] in read_picture(encoded(picture()), LIMITS).text
