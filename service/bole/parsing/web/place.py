"""Where CSS puts an element: off the screen, clipped away, or shrunk to nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bole.domain.resume import HiddenTextKind

_NUMBER = re.compile(r"(?:calc\(\s*)?(-?\d*\.?\d+)\s*(px|pt|em|rem|%|in|cm|mm|pc|ex|ch|vw|vh|deg|rad|turn)?(?:\s*\))?")
_FUNCTION = re.compile(r"([a-z0-9]+)\(([^()]*)\)")
_PIXELS = {
    "px": 1.0, "pt": 4 / 3, "em": 16.0, "rem": 16.0, "in": 96.0, "cm": 37.8, "mm": 3.78, "pc": 16.0, "ex": 8.0,
    "ch": 8.0, "vw": 12.0, "vh": 8.0,
}  # fmt: skip
_FAR = -400.0
_FAR_MARGIN = -1500.0
"""Margins of some hundred pixels centre what stands in the middle of the window."""
_FAR_AWAY = 5000.0
_BESIDE = 800.0
"""Indent of a line that a box which cuts off what overflows does not show."""
_SLIT = 2.0
_THIN = 0.05
_DECIDING = frozenset({
    "position", "margin-left", "margin-right", "margin-top", "margin-bottom", "text-indent", "transform", "translate",
    "scale", "zoom", "overflow", "overflow-x", "overflow-y", "clip-path",
})  # fmt: skip
"""Properties without which no other here takes an element away."""
_CUTS = frozenset({"hidden", "clip", "scroll", "auto"})


def pixels(value: str, whole: float = 16.0) -> float | None:
    """Returns a length in pixels; `whole` is what a percentage is of. None where it is no length."""
    match = _NUMBER.fullmatch(value.strip())
    if match is None:
        return None
    number, unit = float(match.group(1)), match.group(2) or "px"
    if unit == "%":
        return number * whole / 100
    return number * _PIXELS[unit] if unit in _PIXELS else None


def misplaced(declared: Mapping[str, str]) -> HiddenTextKind | None:
    """Says why an element is not seen because of its place or size; None when it is."""
    if _DECIDING.isdisjoint(declared):
        return None
    if _clipped(declared):
        return HiddenTextKind.CLIPPED
    if _shrunk(declared):
        return HiddenTextKind.SIZE
    return HiddenTextKind.OFF_PAGE if _far(declared) else None


def is_for_hearing(declared: Mapping[str, str]) -> bool:
    """Tells whether an element is a dot out of the flow: how pages give words to those who have them read out."""
    sizes = [pixels(declared.get(name, "")) for name in ("width", "height")]
    dot = all(size is not None and size <= _SLIT for size in sizes)
    return dot and declared.get("position") in {"absolute", "fixed"} and _boxed_in(declared)


def _far(declared: Mapping[str, str]) -> bool:
    placed = declared.get("position", "static") not in {"static", "sticky"}
    for side, width in (("left", 1200.0), ("right", 1200.0), ("top", 800.0), ("bottom", 800.0)):
        shift = (pixels(declared.get(side, ""), width) or 0.0) if placed else 0.0
        if shift <= _FAR or shift >= _FAR_AWAY:
            return True
        if (pixels(declared.get(f"margin-{side}", ""), width) or 0.0) <= _FAR_MARGIN:
            return True
    indent = pixels(declared.get("text-indent", ""), 1200.0) or 0.0
    if indent <= _FAR or (indent >= _BESIDE and _cuts(declared)):
        return True
    moves = [*_transforms(declared, "translate"), ("translate", declared.get("translate", "").replace(" ", ","))]
    return any(_moves_far(arguments) for name, arguments in moves if name.startswith("translate"))


def _moves_far(arguments: str) -> bool:
    shifts = [pixels(one, 400.0) or 0.0 for one in arguments.split(",")]
    return any(shift <= _FAR_MARGIN / 2 or shift >= _FAR_AWAY for shift in shifts)


def _shrunk(declared: Mapping[str, str]) -> bool:
    scales = [arguments for _, arguments in _transforms(declared, "scale")]
    scales += [declared.get("scale", "").replace(" ", ","), declared.get("zoom", "")]
    matrices = [arguments.split(",") for _, arguments in _transforms(declared, "matrix")]
    scales += [",".join((one[0], one[3])) for one in matrices if len(one) == 6 and not _turned(one)]
    return any(abs(number) < _THIN for one in scales for number in _factors(one))


def _turned(matrix: list[str]) -> bool:
    return any((pixels(one) or 0.0) != 0.0 for one in matrix[1:3])


def _factors(arguments: str) -> list[float]:
    found = (pixels(one, 1.0) for one in arguments.split(",") if one.strip())
    return [one for one in found if one is not None]


def _transforms(declared: Mapping[str, str], prefix: str) -> list[tuple[str, str]]:
    found = _FUNCTION.findall(declared.get("transform", ""))
    return [(name, arguments) for name, arguments in found if name.startswith(prefix)]


def _clipped(declared: Mapping[str, str]) -> bool:
    return _boxed_in(declared) or _cut_out(declared) or _edge_on(declared)


def _boxed_in(declared: Mapping[str, str]) -> bool:
    """Tells whether what overflows a box of no size is not shown."""
    if not _cuts(declared):
        return False
    sizes = (pixels(declared.get(name, ""), 800.0) for name in ("width", "height", "max-width", "max-height"))
    return any(size is not None and size <= _SLIT for size in sizes)


def _cuts(declared: Mapping[str, str]) -> bool:
    """Tells whether what overflows the box is not shown at once."""
    return any(declared.get(name, "").split(" ")[0] in _CUTS for name in ("overflow", "overflow-x", "overflow-y"))


def _cut_out(declared: Mapping[str, str]) -> bool:
    """Tells whether nothing is left by `clip` or `clip-path`."""
    shapes = _FUNCTION.findall(declared.get("clip-path", ""))
    if declared.get("position") in {"absolute", "fixed"}:
        shapes += _FUNCTION.findall(declared.get("clip", ""))
    return any(_empty(name, arguments) for name, arguments in shapes)


def _empty(name: str, arguments: str) -> bool:
    if name == "polygon":
        return len({tuple(point.split()) for point in arguments.split(",")}) < 3
    lengths = [pixels(word, 100.0) for word in arguments.replace(",", " ").split("round")[0].split()]
    known = [one for one in lengths if one is not None]
    if not known or (len(known) < len(lengths) and name != "circle"):
        return False
    if name == "rect":
        return len(known) == 4 and (known[2] - known[0] <= 1 or known[1] - known[3] <= 1)
    if name == "inset":
        top, right = known[0], known[1 % len(known)]
        bottom, left = (known[2] if len(known) > 2 else top), (known[3] if len(known) > 3 else right)
        return "%" in arguments and (top + bottom >= 100 or left + right >= 100)
    return name in {"circle", "ellipse"} and known[0] <= 1


def _edge_on(declared: Mapping[str, str]) -> bool:
    turns = _transforms(declared, "rotatex") + _transforms(declared, "rotatey")
    return any(arguments.strip() in {"90deg", "-90deg", "270deg", "0.25turn", ".25turn"} for _, arguments in turns)
