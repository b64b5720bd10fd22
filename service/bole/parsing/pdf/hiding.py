"""Says why a letter that nobody sees is out of sight; for reports, since that it is unseen is known by then."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from ctypes import c_float, c_ulong, c_ushort, c_void_p
from dataclasses import dataclass, field
from functools import lru_cache

import pypdfium2.raw as pdfium
from PIL import Image, ImageDraw

from bole.domain.resume import HiddenTextKind
from bole.parsing.layout.geometry import Matrix, Rectangle
from bole.parsing.pdf.objects import PageObjects, PaintedArea, PaintedText, address, fill_color
from bole.parsing.pdf.page_characters import PageCharacters
from bole.parsing.pdf.rendering import Picture

_FILL, _INVISIBLE = 0, 3
_CUTTING_MODES = frozenset({4, 5, 6, 7})
_NEARLY_TRANSPARENT = 24
_SMALLEST_POINTS = 2.0
_NEAR = 40
_MOST_MARKS = 32
_MOST_SEGMENTS = 200
_MOST_PIXELS = 1_000
"""Of the longer side of the picture that tells what covers what."""
_MOST_PAINTED = 200_000_000
"""Pixels that are painted into it: some hundred areas of the size of a page, or any number of small ones."""
_LAYER = "OC"


@dataclass(slots=True)
class Hiding:
    """Finds reasons, letter by letter; letters of one object share most of the work."""

    characters: PageCharacters
    objects: PageObjects
    bare: Picture
    """The page without the text."""
    texts: dict[int, PaintedText] = field(default_factory=dict)
    """By address; filled when first asked, since most pages hide nothing."""
    reasons: dict[int, HiddenTextKind | None] = field(default_factory=dict)
    clips: dict[int, Rectangle | None] = field(default_factory=dict)
    last: Image.Image | None = None

    def text(self, position: int) -> PaintedText | None:
        """Returns the object that draws a letter; None for a letter that pdfium made up."""
        if not self.texts:
            self.texts = {address(one.handle): one for one in self.objects.texts}
        return self.texts.get(address(self.characters.text_object(position)))

    def unpainted(self, positions: Iterable[int]) -> list[c_void_p]:
        """Returns those text objects of some letters that paint nothing themselves: clear ones, and stencils."""
        found = {text.order: text.handle for text in map(self.text, positions) if text is not None}
        return [handle for handle in found.values() if _paints_nothing(handle)]

    def kind(self, position: int) -> HiddenTextKind:
        """Returns the likeliest reason why a letter is not seen."""
        box, page = self.characters.box(position), self.characters.geometry
        if box.right <= 0 or box.bottom <= 0 or box.left >= page.width or box.top >= page.height:
            return HiddenTextKind.OFF_PAGE
        text = self.text(position)
        if text is None:
            return HiddenTextKind.NO_INK
        if text.order not in self.reasons:
            self.reasons[text.order] = _of_object(text)
        return self.reasons[text.order] or self.of_place(text, box)

    def of_place(self, text: PaintedText, box: Rectangle) -> HiddenTextKind:
        """Returns the reason that lies in what is around a letter."""
        x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
        if text.order not in self.clips:
            self.clips[text.order] = _clip(text)
        clip = self.clips[text.order]
        if clip is not None and not clip.covers(x, y):
            return HiddenTextKind.CLIPPED
        if self.last_painted(x, y) > text.order:
            return HiddenTextKind.COVERED
        return HiddenTextKind.COLOR if self.is_like(fill_color(text.handle), box) else HiddenTextKind.NO_INK

    def last_painted(self, x: float, y: float) -> int:
        """Returns the place in the order of painting of the last area that covers a point; 0 where there is none."""
        page = self.characters.geometry
        scale = min(1.0, _MOST_PIXELS / max(1.0, page.width, page.height))
        if self.last is None:
            self.last = _last_painted(self.objects.areas, Rectangle(0.0, 0.0, page.width, page.height), scale)
        wide, high = self.last.size
        place = max(0, min(int(x * scale), wide - 1)), max(0, min(int(y * scale), high - 1))
        return int(self.last.getpixel(place))  # type: ignore[arg-type]  # one band: a number

    def blends_in(self, position: int, box: Rectangle) -> bool:
        """Tells whether a letter has the colour of what lies behind it."""
        text = self.text(position)
        return text is not None and self.is_like(fill_color(text.handle), box)

    def is_like(self, color: tuple[int, int, int, int] | None, box: Rectangle) -> bool:
        """Tells whether a colour is nearly that of the page without text."""
        image = self.bare.image
        left, top, right, bottom = self.bare.pixels(box)
        # What is off the picture would read as black.
        place = max(0, left), max(0, top), min(image.width, right), min(image.height, bottom)
        if color is None or place[0] >= place[2] or place[1] >= place[3]:
            return False
        behind = image.crop(place).resize((1, 1))
        ink = _shade(color[:3], behind.mode)
        return all(abs(one - other) <= _NEAR for one, other in zip(ink, behind.tobytes(), strict=True))


@lru_cache(maxsize=256)
def _shade(color: tuple[int, int, int], mode: str) -> bytes:
    """Returns a colour as a pixel of a picture has it."""
    return Image.new("RGB", (1, 1), color).convert(mode).tobytes()


def _last_painted(areas: Sequence[PaintedArea], page: Rectangle, scale: float) -> Image.Image:
    """Returns a picture of a page whose pixels tell which area covers them last; of very many, the last ones count."""
    left, chosen = _MOST_PAINTED, []
    for one in reversed(areas):
        shown = _shared(one.area, page)
        if shown.width > 0 and shown.height > 0:
            left -= int(shown.width * scale + 1) * int(shown.height * scale + 1)
            if left < 0:
                break
            chosen.append((shown, one.order))
    picture = Image.new("I", (int(page.right * scale) + 1, int(page.bottom * scale) + 1))
    draw = ImageDraw.Draw(picture)
    for shown, order in reversed(chosen):
        draw.rectangle([edge * scale for edge in shown], fill=order)
    return picture


def _paints_nothing(thing: c_void_p) -> bool:
    mode, color = pdfium.FPDFTextObj_GetTextRenderMode(thing), fill_color(thing)
    return mode in _CUTTING_MODES or (mode == _FILL and color is not None and color[3] <= _NEARLY_TRANSPARENT)


def _of_object(text: PaintedText) -> HiddenTextKind | None:
    """Returns the reason that lies in the object itself; None where there is none."""
    if pdfium.FPDFTextObj_GetTextRenderMode(text.handle) in _CUTTING_MODES | {_INVISIBLE}:
        return HiddenTextKind.RENDER_MODE
    if _points(text) < _SMALLEST_POINTS:
        return HiddenTextKind.SIZE
    color = fill_color(text.handle)
    if color is not None and color[3] <= _NEARLY_TRANSPARENT:
        return HiddenTextKind.TRANSPARENT
    return HiddenTextKind.HIDDEN_LAYER if _on_layer(text.handle) else None


def _points(text: PaintedText) -> float:
    """Returns the size at which text is shown: the smaller of height and four times the width of its em, in points."""
    size, own = c_float(), pdfium.FS_MATRIX()
    if not (pdfium.FPDFTextObj_GetFontSize(text.handle, size) and pdfium.FPDFPageObj_GetMatrix(text.handle, own)):
        return _SMALLEST_POINTS
    shown = text.to_shown.after(Matrix(own.a, own.b, own.c, own.d, own.e, own.f))
    wide, high = (shown.a**2 + shown.b**2) ** 0.5, (shown.c**2 + shown.d**2) ** 0.5
    return float(abs(size.value) * min(high, wide * 4))


def _on_layer(thing: c_void_p) -> bool:
    """Tells whether an object belongs to a layer that can be switched off."""
    count = min(pdfium.FPDFPageObj_CountMarks(thing), _MOST_MARKS)
    return any(_mark(pdfium.FPDFPageObj_GetMark(thing, index)) == _LAYER for index in range(count))


def _mark(mark: c_void_p) -> str:
    name, length = (c_ushort * 32)(), c_ulong()
    if not pdfium.FPDFPageObjMark_GetName(mark, name, 64, length):
        return ""
    return bytes(name)[: max(0, length.value - 2)].decode("utf-16-le", errors="replace")


def _clip(text: PaintedText) -> Rectangle | None:
    """Returns the rectangle outside of which nothing of a text is painted; None where no path clips it."""
    path = pdfium.FPDFPageObj_GetClipPath(text.handle)
    count = pdfium.FPDFClipPath_CountPaths(path) if path else 0
    shown: Rectangle | None = None
    for number in range(max(0, count)):
        segments = min(_MOST_SEGMENTS, pdfium.FPDFClipPath_CountPathSegments(path, number))
        if segments <= 0:
            continue
        found = (pdfium.FPDFClipPath_GetPathSegment(path, number, index) for index in range(segments))
        points = [_point(segment, text.to_shown) for segment in found]
        xs, ys = zip(*points, strict=True)
        around = Rectangle(min(xs), min(ys), max(xs), max(ys))
        shown = around if shown is None else _shared(shown, around)
    return shown


def _point(segment: c_void_p, to_shown: Matrix) -> tuple[float, float]:
    x, y = c_float(), c_float()
    pdfium.FPDFPathSegment_GetPoint(segment, x, y)
    return to_shown.point(x.value, y.value)


def _shared(one: Rectangle, other: Rectangle) -> Rectangle:
    left, top = max(one.left, other.left), max(one.top, other.top)
    return Rectangle(left, top, max(left, min(one.right, other.right)), max(top, min(one.bottom, other.bottom)))
