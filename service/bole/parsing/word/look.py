"""How a run of a DOCX looks: what decides whether a person sees it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from lxml import etree

from bole.domain.resume import HiddenTextKind
from bole.parsing.text.contrast import WHITE, Color, mixed, too_near
from bole.parsing.text.symbol_fonts import shows_pictures
from bole.parsing.word.color import Palette, highlight
from bole.parsing.word.package import attribute, child, local_name

OFF = frozenset({"0", "false", "off", "none"})
"""Values that switch a property off; anything else, also no value, switches it on."""

_SMALLEST_HALF_POINTS = 4.0
_SMALLEST_SCALE = 10
_TIGHTEST = -0.4
"""Spacing of characters over their size, from which they stand on top of each other."""
_FLATTEST = 0.25
"""Exact height of a line over the size of its characters, from which no more than a slit of them is shown."""
_FAINTEST = 0.05
_NARROWEST = 0.3
"""Width of a whole run over the size of its characters."""
_FARTHEST_LIFT = 600
"""Half-points from the line, beyond which a run is on no page."""
_RAISED = 0.65
"""Size of raised and lowered characters over that of others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunLook:
    """What decides whether a run is seen."""

    forced: HiddenTextKind | None = None
    """Why all in here is hidden, whatever its own look."""
    default_vanished: bool = False
    styles_vanish: bool = False
    """Styles of different levels toggle it: hidden text in a hidden style is shown."""
    own_vanished: bool | None = None
    color: Color | None = None
    """None for the automatic colour, which stands out from any ground."""
    alpha: float = 1.0
    pictured: bool = False
    """A picture or gradient is behind, on which any colour can be read."""
    page: Color = WHITE
    cell: Color | None = None
    paragraph: Color | None = None
    run: Color | None = None
    half_points: int = 20
    scale: int = 100
    """Width of the characters in percent."""
    spacing: int = 0
    """Twentieths of a point between characters."""
    exact_line: int = 0
    """Exact height of the lines in twentieths of a point; 0 where they are as high as their characters."""
    raised: bool = False
    fitted: int = 0
    """Width in twentieths of a point that the whole run is squeezed into; 0 where it is as wide as its letters."""
    lifted: int = 0
    """Half-points above or, negative, below the line."""
    pictures: bool = False
    """The font draws pictures in place of letters."""

    @property
    def ground(self) -> Color:
        """What is behind the run."""
        return next((one for one in (self.run, self.paragraph, self.cell) if one is not None), self.page)

    @property
    def vanished(self) -> bool:
        """True where the run or its styles say that it is not shown."""
        return self.own_vanished if self.own_vanished is not None else self.default_vanished or self.styles_vanish

    @property
    def hidden(self) -> HiddenTextKind | None:
        """Why the run is not seen; None when it is."""
        if self.forced or self.vanished:
            return self.forced or HiddenTextKind.MARKED_HIDDEN
        size = self.half_points * (_RAISED if self.raised else 1.0)
        if size <= _SMALLEST_HALF_POINTS or self.squeezed(size):
            return HiddenTextKind.SIZE
        if abs(self.lifted) > _FARTHEST_LIFT:
            return HiddenTextKind.OFF_PAGE
        if 0 < self.exact_line < _FLATTEST * size * 10:
            return HiddenTextKind.CLIPPED
        if self.alpha < _FAINTEST:
            return HiddenTextKind.TRANSPARENT
        return HiddenTextKind.COLOR if self.faint else None

    def squeezed(self, half_points: float) -> bool:
        """Tells whether letters of a size are too narrow to be told apart."""
        tight = self.spacing < _TIGHTEST * half_points * 10
        return tight or self.scale <= _SMALLEST_SCALE or 0 < self.fitted < half_points * 10 * _NARROWEST

    @property
    def faint(self) -> bool:
        """True where the colour cannot be told from the ground."""
        if self.color is None or self.pictured:
            return False
        return too_near(mixed(self.color, self.ground, self.alpha), self.ground)

    def with_properties(self, properties: etree._Element | None, palette: Palette) -> RunLook:
        """Returns the look with the properties of a run, paragraph, style or cell on top; `vanish` stays apart."""
        look = self
        for one in properties if properties is not None else ():
            change = _CHANGES.get(local_name(one))
            if change is not None:
                look = change(look, one, palette)
        return look


def vanish(properties: etree._Element | None) -> bool | None:
    """Returns whether properties say that the text is hidden; None where they say nothing."""
    mark = child(properties, "vanish")
    return None if mark is None else attribute(mark, "val") not in OFF


def switched_on(element: etree._Element | None) -> bool:
    """Tells whether a property is there and not switched off."""
    return element is not None and attribute(element, "val") not in OFF


def whole(text: str, default: int = 0) -> int:
    """Returns a whole number, also one written with decimals or as percent; `default` for anything else."""
    try:
        return round(float(text.rstrip("%")))
    except (ValueError, OverflowError):
        return default


def _color(look: RunLook, element: etree._Element, palette: Palette) -> RunLook:
    color = palette.text(element)
    return look if color == look.color and look.alpha == 1.0 else replace(look, color=color, alpha=1.0)


def _size(look: RunLook, element: etree._Element, palette: Palette) -> RunLook:  # noqa: ARG001 - one signature for all
    size = whole(attribute(element, "val"), look.half_points)
    return look if size == look.half_points else replace(look, half_points=size)


def _scale(look: RunLook, element: etree._Element, palette: Palette) -> RunLook:  # noqa: ARG001
    return replace(look, scale=whole(attribute(element, "val"), 100))


def _spacing(look: RunLook, element: etree._Element, palette: Palette) -> RunLook:  # noqa: ARG001
    """Reads the spacing of the characters of a run, or of the lines of a paragraph."""
    parent = element.getparent()
    if parent is not None and local_name(parent) == "pPr":
        line = attribute(element, "line")
        if not line:
            return look
        return replace(look, exact_line=whole(line) if attribute(element, "lineRule") == "exact" else 0)
    return replace(look, spacing=whole(attribute(element, "val")))


def _raised(look: RunLook, element: etree._Element, palette: Palette) -> RunLook:  # noqa: ARG001
    return replace(look, raised=attribute(element, "val") in {"superscript", "subscript"})


def _shading(look: RunLook, element: etree._Element, palette: Palette) -> RunLook:
    parent = element.getparent()
    level = local_name(parent) if parent is not None else ""
    painted = palette.shading(element)
    if level == "rPr":
        return replace(look, run=painted)
    return replace(look, paragraph=painted) if level == "pPr" else replace(look, cell=painted or look.cell)


def _highlight(look: RunLook, element: etree._Element, palette: Palette) -> RunLook:  # noqa: ARG001
    return replace(look, run=highlight(attribute(element, "val")) or look.run)


def _text_fill(look: RunLook, element: etree._Element, palette: Palette) -> RunLook:
    """Reads the fill of letters, which newer Word draws in place of their colour."""
    fill = palette.fill(element)
    if fill is None:
        outlined = child(element.getparent(), "textOutline", "solidFill") is not None
        return look if outlined or child(element, "noFill") is None else replace(look, alpha=0.0)
    # In drawings `alpha` is how much is seen, in runs how much is not.
    clear = any(local_name(one) == "alpha" for one in element.iter())
    return replace(look, color=fill.color, alpha=1.0 - fill.alpha if clear else 1.0)


def _fitted(look: RunLook, element: etree._Element, palette: Palette) -> RunLook:  # noqa: ARG001
    return replace(look, fitted=whole(attribute(element, "val")))


def _lifted(look: RunLook, element: etree._Element, palette: Palette) -> RunLook:  # noqa: ARG001
    return replace(look, lifted=whole(attribute(element, "val")))


def _font(look: RunLook, element: etree._Element, palette: Palette) -> RunLook:  # noqa: ARG001
    named = attribute(element, "ascii") or attribute(element, "hAnsi")
    themed = attribute(element, "asciiTheme")
    pictures = shows_pictures(named) if named and not themed else look.pictures and not themed
    return look if pictures is look.pictures else replace(look, pictures=pictures)


_CHANGES: Mapping[str, Callable[[RunLook, etree._Element, Palette], RunLook]] = {
    "color": _color,
    "sz": _size,
    "w": _scale,
    "spacing": _spacing,
    "vertAlign": _raised,
    "shd": _shading,
    "highlight": _highlight,
    "textFill": _text_fill,
    "fitText": _fitted,
    "position": _lifted,
    "rFonts": _font,
}
