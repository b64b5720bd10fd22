"""How a browser shows the text of an element, as far as it decides whether a person sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from lxml.html import HtmlElement

from bole.domain.resume import HiddenTextKind
from bole.parsing.text.contrast import BLACK, WHITE, Color, mixed, too_near
from bole.parsing.text.symbol_fonts import shows_pictures
from bole.parsing.web.cascade import Declared, resolved
from bole.parsing.web.css import Paint, first_paint, paint
from bole.parsing.web.place import is_for_hearing, misplaced, pixels

_SMALLEST_PIXELS = 2.7  # 2 points
_FAINTEST = 0.05
_TIGHTEST = -0.4
"""Spacing of letters over their size, from which they stand on top of each other."""
_SIZES = {
    "xx-small": 9.0, "x-small": 10.0, "small": 13.0, "medium": 16.0, "large": 18.0, "x-large": 24.0, "xx-large": 32.0,
}  # fmt: skip
_STEPS = {"smaller": 1 / 1.2, "larger": 1.2}
_BLACK_INK = Paint(BLACK)
_MENUS = frozenset({"nav", "menu", "button"})
_MENU_ROLES = frozenset({"navigation", "menu", "menubar", "tooltip", "button"})
_MEANING = _MENUS | {"dialog"}
"""Elements whose mere name says how they are shown, or how they are judged."""
_KEEPS = frozenset({"", "inherit", "unset", "revert", "revert-layer"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How text of an element is shown."""

    gone: HiddenTextKind | None = None
    """Set where the element and all inside are not shown."""
    aside: bool = False
    """A menu, a link within the page or words to be read out: hidden on many a page where nobody hides anything."""
    invisible: bool = False
    pixels: float = 16.0
    spacing: float = 0.0
    ink: Paint = _BLACK_INK
    ground: Color = WHITE
    pictured: bool = False
    """A picture or gradient is behind, or the letters have an edge or shadow of their own."""
    pictures: bool = False
    """The font draws pictures in place of letters."""
    opacity: float = 1.0
    bullets: bool = True
    row: bool = False
    """The children stand beside each other with a gap."""
    variables: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def hidden(self) -> HiddenTextKind | None:
        """Why text here is not seen; None when it is."""
        if self.gone:
            return self.gone
        if self.invisible:
            return HiddenTextKind.MARKED_HIDDEN
        if self.pixels < _SMALLEST_PIXELS or self.spacing < _TIGHTEST * self.pixels:
            return HiddenTextKind.SIZE
        if self.pictured:
            return None
        if self.ink.alpha < _FAINTEST:
            return HiddenTextKind.TRANSPARENT
        seen = mixed(self.ink.color, self.ground, self.ink.alpha * self.opacity)
        return HiddenTextKind.COLOR if too_near(seen, self.ground) else None


def look_of(element: HtmlElement, inherited: Look, applying: dict[str, str]) -> tuple[Look, Declared]:
    """Returns how text in an element is shown, from how its parent is shown and what applies to it.

    Args:
        element: The element.
        inherited: The look of its parent.
        applying: Its declarations; variables are put in.

    Returns:
        The look, and the declarations with the values of variables.
    """
    if not applying and not element.attrib and element.tag not in _MEANING:
        return (replace(inherited, row=False) if inherited.row else inherited), applying
    declared, variables = resolved(applying, inherited.variables)
    gone, row = inherited.gone or _gone(element, declared) or misplaced(declared), "flex" in declared.get("display", "")
    look = inherited
    if gone is not look.gone or row is not look.row or variables is not look.variables:
        look = replace(look, gone=gone, row=row, variables=variables)
    if not look.aside and _is_aside(element, declared):
        look = replace(look, aside=True)
    if not declared and not element.attrib:
        return look, declared
    if declared.get("visibility", "") not in _KEEPS:
        look = replace(look, invisible=declared["visibility"] in {"hidden", "collapse"})
    look = _sized(look, declared, inherited.pixels)
    look = _faded(look, declared)
    font = declared.get("font-family", "") or str(element.get("face") or "")
    if font not in _KEEPS:
        look = replace(look, pictures=shows_pictures(font.split(",")[0]))
    look = _colored(look, element, declared, inherited)
    if "none" in (declared.get("list-style", "") + declared.get("list-style-type", "")):
        look = replace(look, bullets=False)
    return look, declared


def _gone(element: HtmlElement, declared: Declared) -> HiddenTextKind | None:
    display = declared.get("display", "")
    unshown = element.get("hidden") is not None or element.get("popover") is not None
    unshown = unshown or (element.tag == "dialog" and element.get("open") is None)
    marked = display == "none" or (unshown and display in {"", "inherit", "unset"})
    marked = marked or declared.get("content-visibility") == "hidden" or declared.get("mso-hide") in {"all", "screen"}
    return HiddenTextKind.MARKED_HIDDEN if marked else None


def _is_aside(element: HtmlElement, declared: Declared) -> bool:
    if element.tag in _MENUS or (element.tag == "a" and str(element.get("href") or "").startswith("#")):
        return True
    return str(element.get("role") or "") in _MENU_ROLES or ("position" in declared and is_for_hearing(declared))


def _sized(look: Look, declared: Declared, parent: float) -> Look:
    size, spacing = declared.get("font-size", ""), declared.get("letter-spacing", "")
    if size not in _KEEPS:
        known = _SIZES.get(size) or (parent * _STEPS[size] if size in _STEPS else _relative(size, parent))
        look = replace(look, pixels=parent if known is None else known)
    if spacing not in _KEEPS:
        look = replace(look, spacing=_relative(spacing, look.pixels) or 0.0)
    return look


def _relative(value: str, parent: float) -> float | None:
    """Returns a length that may count in the size of the letters."""
    if value.endswith("em") and not value.endswith("rem"):
        factor = pixels(value.removesuffix("em") + "%", 100.0)
        return None if factor is None else factor * parent
    return pixels(value, parent)


def _faded(look: Look, declared: Declared) -> Look:
    share = pixels(declared.get("opacity", ""), 1.0)
    for one in declared.get("filter", "").split(")"):
        name, _, amount = one.strip().partition("(")
        if name == "opacity":
            share = min(pixels(amount, 1.0) or 0.0, 1.0 if share is None else share)
    if share is None:
        return look
    opacity = look.opacity * min(max(share, 0.0), 1.0)
    gone = HiddenTextKind.TRANSPARENT if opacity < _FAINTEST else None
    return replace(look, opacity=opacity, gone=look.gone or gone)


def _colored(look: Look, element: HtmlElement, declared: Declared, inherited: Look) -> Look:
    ink = _ink(element, declared)
    if ink is not None:
        look = replace(look, ink=ink)
    edge = first_paint(declared.get("text-shadow", "")) or first_paint(declared.get("text-stroke", ""))
    image = declared.get("background-image", "none") not in {"none", *_KEEPS} or bool(element.get("background"))
    fill = paint(declared.get("background-color", "") or _attribute_color(element, "bgcolor"))
    if declared.get("background-clip", "") == "text":
        # The ground is seen through the letters alone.
        return replace(look, pictured=image) if image or fill is None else replace(look, ink=fill)
    if image:
        look = replace(look, pictured=True)
    elif fill is not None and fill.alpha > _FAINTEST:
        ground = mixed(fill.color, inherited.ground, fill.alpha)
        look = replace(look, ground=ground, pictured=look.pictured and fill.alpha < 1.0)
    if edge is not None and edge.alpha > _FAINTEST and not too_near(edge.color, look.ground):
        look = replace(look, pictured=True)
    return look


def _ink(element: HtmlElement, declared: Declared) -> Paint | None:
    """Returns the colour of the letters; None where they keep that of the parent."""
    for value in (declared.get("-webkit-text-fill-color", ""), declared.get("color", "")):
        if value not in _KEEPS and value != "currentcolor":
            found = paint(value)
            return _BLACK_INK if value == "initial" else found
    if "color" in declared:
        return None
    named = _attribute_color(element, "color") or (_attribute_color(element, "text") if element.tag == "body" else "")
    return paint(named)


def _attribute_color(element: HtmlElement, name: str) -> str:
    """Returns a colour of an attribute of old HTML, where a hash may be missing."""
    value = str(element.get(name) or "").strip().lower()
    return f"#{value}" if len(value) == 6 and paint(value) is None and paint(f"#{value}") is not None else value
