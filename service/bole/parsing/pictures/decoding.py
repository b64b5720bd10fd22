"""Opens picture files: sizes are checked before anything is unpacked, and what comes out is upright, small and RGB."""

from __future__ import annotations

import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

from PIL import Image

from bole.domain.errors import BoleError, ErrorReason
from bole.parsing.limits import ParsingLimits
from bole.parsing.pictures.recogniser import reading_size

_FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "GIF", "TIFF")
_PAGED = frozenset({"TIFF"})
"""Other formats hold one picture, or moving ones of which the first is looked at."""
_SEE_THROUGH = frozenset({"LA", "PA", "RGBA", "RGBa"})
_WHITE_OF_8_BITS, _WHITE_OF_16_BITS = 255, 65_535
_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What brings a picture upright, by the orientation that EXIF names."""
_DAMAGE = (
    ArithmeticError, EOFError, LookupError, OSError, SyntaxError, TypeError, ValueError, struct.error,
    zlib.error,
)  # fmt: skip
"""What Pillow raises for files that are not what they say."""


def pages_of(content: bytes, limits: ParsingLimits) -> Iterator[Image.Image]:
    """Yields the pages of a picture file, one for most formats: upright, on white, `RGB`, no larger than can be read.

    Raises:
        BoleError: DOCUMENT_DAMAGED, DOCUMENT_TOO_LARGE or DOCUMENT_TOO_LONG.
    """
    image, count = _opened(content, limits)
    for index in range(count):
        yield _page(image, index, limits)


def page_of(content: bytes, index: int, limits: ParsingLimits) -> tuple[Image.Image | None, int]:
    """Returns one page as `pages_of` yields it, counted from 0, and how many there are; None where it is not there.

    Raises:
        BoleError: As `pages_of`.
    """
    image, count = _opened(content, limits)
    return _page(image, index, limits) if index < count else None, count


def _opened(content: bytes, limits: ParsingLimits) -> tuple[Image.Image, int]:
    with _told():
        image = Image.open(BytesIO(content), formats=_FORMATS)
        count = int(getattr(image, "n_frames", 1)) if image.format in _PAGED else 1
    if count > limits.max_pages:
        raise _too_long(count, limits)
    return image, count


def _page(image: Image.Image, index: int, limits: ParsingLimits) -> Image.Image:
    with _told():
        image.seek(index)
        if image.width * image.height > limits.max_pixels:
            raise _too_large(image.size, limits)
        return _readable(image)


@contextmanager
def _told() -> Iterator[None]:
    """Turns what Pillow says of a file into an error that says what to do."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of odd files; those that matter end in an error
            yield
    except Image.DecompressionBombError:
        raise BoleError(ErrorReason.DOCUMENT_TOO_LARGE, "The picture has too many pixels. Send it smaller.") from None
    except _DAMAGE:
        raise BoleError(
            ErrorReason.DOCUMENT_DAMAGED,
            "The picture is damaged: it cannot be opened, or its end is missing. Save or photograph it again.",
        ) from None


def _readable(image: Image.Image) -> Image.Image:
    scale = min(1.0, reading_size(*image.size))
    size = max(1, round(image.width * scale)), max(1, round(image.height * scale))
    if scale < 1:
        image.draft("RGB", size)  # JPEG can be unpacked at a half, a quarter or an eighth of its size
    image.load()
    small = _eight_bits(image)
    if small.size != size:
        small = small.resize(size, Image.Resampling.BOX, reducing_gap=2.0)
    turn = _TURNS.get(_orientation(image))
    return _on_white(small if turn is None else small.transpose(turn))


def _eight_bits(image: Image.Image) -> Image.Image:
    """Returns a picture as `L`, `RGB` or `RGBA`."""
    if image.mode in _SEE_THROUGH or "transparency" in image.info:
        return image.convert("RGBA")
    if image.mode == "F" or image.mode.startswith("I"):
        return _shallow(image)
    return image.convert("L" if image.mode in {"1", "L"} else "RGB")


def _shallow(image: Image.Image) -> Image.Image:
    """Brings 16 bits and more to 8 as a viewer does; faint print stays faint."""
    extrema = image.getextrema()
    lightest = extrema[1] if isinstance(extrema[1], int | float) else _WHITE_OF_16_BITS
    if image.mode == "F" and lightest <= 1:
        factor = 255.0
    else:
        factor = 1.0 if lightest <= _WHITE_OF_8_BITS else _WHITE_OF_8_BITS / max(lightest, _WHITE_OF_16_BITS)
    return image.point(lambda value: value * factor + 0.0).convert("L")


def _orientation(image: Image.Image) -> int:
    """Returns how a camera was held, as its notes in the file say."""
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except _DAMAGE:  # notes that cannot be read take nothing from the picture
        return 1


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode != "RGBA":
        return image.convert("RGB")
    white = Image.new("RGB", image.size, "white")
    white.paste(image, mask=image.getchannel("A"))
    return white


def _too_large(size: tuple[int, int], limits: ParsingLimits) -> BoleError:
    width, height = size
    return BoleError(
        ErrorReason.DOCUMENT_TOO_LARGE,
        f"The picture has {width} x {height} pixels; at most {limits.max_pixels} in all are read. Send it smaller.",
        metadata={"width": str(width), "height": str(height), "max_pixel_count": str(limits.max_pixels)},
    )


def _too_long(count: int, limits: ParsingLimits) -> BoleError:
    return BoleError(
        ErrorReason.DOCUMENT_TOO_LONG,
        f"The picture has {count} pages; at most {limits.max_pages} are read. Send only the pages of the resume.",
        metadata={"page_count": str(count), "max_page_count": str(limits.max_pages)},
    )
