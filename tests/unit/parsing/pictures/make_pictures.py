"""Makes pictures of text for the tests of this folder, with fonts that are installed."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from tests.requirements import require_file

LATIN_FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
HAN_FONT = Path("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc")
LINES = ("Work experience", "Backend engineer at Harbor Ltd", "Built the order service in Python")
TEXT = "\n".join(LINES)
SIZE = (640, 420)


def picture(
    lines: Iterable[str] = LINES,
    *,
    size: tuple[int, int] = SIZE,
    ink: int | tuple[int, int, int] = 0,
    font: Path = LATIN_FONT,
    points: int = 24,
) -> Image.Image:
    """Returns lines below each other on white, as `RGB`."""
    image = Image.new("RGB", size, "white")
    write(image, lines, (40, 40), ink=ink, font=font, points=points)
    return image


def write(
    image: Image.Image,
    lines: Iterable[str],
    place: tuple[int, int],
    *,
    ink: int | tuple[int, int, int] = 0,
    font: Path = LATIN_FONT,
    points: int = 24,
) -> None:
    """Writes lines below each other; `place` is the top left of the first."""
    package = "fonts-wqy-microhei" if font == HAN_FONT else "fonts-dejavu-core"
    letters = ImageFont.truetype(str(require_file(font, package)), points)
    color = (ink, ink, ink) if isinstance(ink, int) else ink
    draw = ImageDraw.Draw(image)
    for number, line in enumerate(lines):
        draw.text((place[0], place[1] + 2 * points * number), line, fill=color, font=letters)


def encoded(image: Image.Image, kind: str = "PNG", pages: Sequence[Image.Image] = (), exif: int = 1) -> bytes:
    """Returns the bytes of a picture file; `exif` is the orientation that a camera notes."""
    stream = io.BytesIO()
    notes = Image.Exif()
    notes[0x0112] = exif
    options = {"save_all": True, "append_images": list(pages)} if pages else {}
    image.save(stream, kind, **({"exif": notes} if exif != 1 else {}), **options)
    return stream.getvalue()
