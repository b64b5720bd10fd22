"""The little of CSS that decides whether text is seen: inline styles, attributes and simple style sheets."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from lxml.html import HtmlElement

from bole.domain.resume import HiddenTextKind

Declarations = dict[str, str]

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_AT_BLOCK = re.compile(r"@[^{};]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}|@[^{};]*;")
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_SIMPLE_SELECTOR = re.compile(r"^([a-z][a-z0-9]*)?((?:[.#][\w-]+)*)$", re.IGNORECASE)
_LENGTH = re.compile(r"^(-?\d*\.?\d+)\s*(px|pt|em|rem|%|in|cm|mm)?$")
_HEX = re.compile(r"^#([0-9a-f]{3,8})$")
_NUMBERS = re.compile(r"-?\d*\.?\d+%?")
_PIXELS = {"px": 1.0, "pt": 4 / 3, "rem": 16.0, "in": 96.0, "cm": 37.8, "mm": 3.78}
_NEAR_WHITE = 245
_SMALLEST_PIXELS = 2.7  # 2 points
_FAR_PIXELS = -400.0
_USED = frozenset({
    "display", "visibility", "font-size", "color", "background", "background-color", "opacity", "float",
    "left", "top", "right", "text-indent", "list-style", "list-style-type",
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How text of an element is shown."""

    gone: HiddenTextKind | None = None
    """Set where the element and all inside are not shown."""
    invisible: bool = False
    pixels: float = 16.0
    white: bool = False
    transparent: bool = False
    on_white: bool = True
    bullets: bool = True
    row: bool = False
    """The children stand beside each other with a gap."""

    @property
    def hidden(self) -> HiddenTextKind | None:
        """Why text here is not seen; None when it is."""
        if self.gone:
            return self.gone
        if self.invisible:
            return HiddenTextKind.MARKED_HIDDEN
        if self.pixels < _SMALLEST_PIXELS:
            return HiddenTextKind.SIZE
        if self.transparent:
            return HiddenTextKind.TRANSPARENT
        return HiddenTextKind.COLOR if self.white and self.on_white else None


@dataclass(frozen=True, slots=True)
class StyleSheet:
    """Rules with simple selectors, in order; others are left out, since what they match is not known."""

    rules: tuple[tuple[str, frozenset[str], str, Declarations], ...]

    def declarations(self, element: HtmlElement) -> Declarations:
        """Returns what applies to an element, its own style last."""
        found: Declarations = {}
        if self.rules:
            classes, own_id = frozenset((element.get("class") or "").split()), element.get("id") or ""
            for tag, needed, wanted_id, declared in self.rules:
                if tag in {"", element.tag} and needed <= classes and wanted_id in {"", own_id}:
                    found |= declared
        if element.get("style"):
            found |= _declared(str(element.get("style")))
        return found


def style_sheet(css: str) -> StyleSheet:
    """Reads the rules of a style sheet that concern visibility; `@media` blocks are left out."""
    rules = []
    for selectors, body in _RULE.findall(_AT_BLOCK.sub("", _COMMENT.sub("", css))):
        declared = _declared(body)
        for selector in selectors.split(",") if declared else ():
            simple = _SIMPLE_SELECTOR.match(selector.strip())
            if simple and simple.group():
                marks = re.findall(r"[.#][\w-]+", simple.group(2))
                classes = frozenset(mark[1:] for mark in marks if mark[0] == ".")
                wanted_id = next((mark[1:] for mark in marks if mark[0] == "#"), "")
                rules.append(((simple.group(1) or "").lower(), classes, wanted_id, declared))
    return StyleSheet(tuple(rules))


def look_of(element: HtmlElement, inherited: Look, declared: Declarations) -> Look:
    """Returns how text in an element is shown, from how its parent is shown and what applies to it."""
    color = declared.get("color") or element.get("color") or ""
    background = declared.get("background") or declared.get("background-color") or element.get("bgcolor") or ""
    look = replace(
        inherited, gone=inherited.gone or _gone(element, declared), row="flex" in declared.get("display", "")
    )
    if declared.get("visibility"):
        look = replace(look, invisible=declared["visibility"] in {"hidden", "collapse"})
    if declared.get("font-size"):
        look = replace(look, pixels=_pixels(declared["font-size"], inherited.pixels))
    if color and color != "inherit":
        look = replace(look, white=_is_white(color), transparent=_is_transparent(color))
    if background and not _is_transparent(background):
        look = replace(look, on_white=_is_white(background))
    if "none" in (declared.get("list-style", "") + declared.get("list-style-type", "")):
        look = replace(look, bullets=False)
    return look


def _declared(body: str) -> Declarations:
    found: Declarations = {}
    for part in body.split(";"):
        name, separator, value = part.partition(":")
        if separator and name.strip().lower() in _USED:
            found[name.strip().lower()] = value.replace("!important", "").strip().lower()
    return found


def _gone(element: HtmlElement, declared: Declarations) -> HiddenTextKind | None:
    if declared.get("display") == "none" or (element.get("hidden") is not None and "display" not in declared):
        return HiddenTextKind.MARKED_HIDDEN
    opacity = _LENGTH.match(declared.get("opacity", ""))
    if opacity and float(opacity.group(1)) < 0.05:
        return HiddenTextKind.TRANSPARENT
    far = (_pixels(declared.get(side, ""), 16.0) for side in ("left", "top", "right", "text-indent"))
    return HiddenTextKind.OFF_PAGE if any(pixels <= _FAR_PIXELS for pixels in far) else None


def _pixels(value: str, parent: float) -> float:
    match = _LENGTH.match(value)
    if not match:
        return parent
    number, unit = float(match.group(1)), match.group(2) or "px"
    if unit in {"em", "%"}:
        return number * parent / (100 if unit == "%" else 1)
    return number * _PIXELS[unit]


def _is_white(color: str) -> bool:
    color = color.strip().lower()
    shade = _HEX.match(color)
    if shade:
        digits = shade.group(1)
        channels = [digit * 2 for digit in digits[:3]] if len(digits) < 6 else [digits[i : i + 2] for i in (0, 2, 4)]
        return min(int(channel, 16) for channel in channels) >= _NEAR_WHITE
    if color.startswith("rgb"):
        values = _NUMBERS.findall(color)[:3]
        return len(values) == 3 and all(
            float(value.rstrip("%")) * (2.55 if "%" in value else 1) >= _NEAR_WHITE for value in values
        )
    return color in {"white", "snow", "ghostwhite", "floralwhite"}


def _is_transparent(color: str) -> bool:
    color = color.strip().lower()
    values = _NUMBERS.findall(color) if color.startswith(("rgba", "hsla")) else []
    return color in {"transparent", "none"} or (len(values) == 4 and float(values[3].rstrip("%")) < 0.05)
