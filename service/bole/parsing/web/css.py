"""The syntax of CSS, through tinycss2: rules, declarations and colours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import tinycss2
import tinycss2.color4

from bole.domain.errors import BoleError, ErrorReason
from bole.parsing.text.contrast import Color

_SCREEN_PIXELS = 1200.0
"""Width of the window that a page is taken to be looked at in."""
_WIDTH = re.compile(r"\(\s*(min|max)-(?:device-)?width\s*:\s*(\d*\.?\d+)\s*(px|r?em)?\s*\)")
_OTHER_MEDIA = re.compile(r"^(?:only\s+)?(?:print|speech|aural|tty|braille|embossed|projection|handheld|tv)\b")
_NOT = re.compile(r"^not\s+")
_NEVER = re.compile(r"prefers-color-scheme\s*:\s*dark|prefers-reduced-motion\s*:\s*reduce|forced-colors\s*:\s*active")
_GROUPS = frozenset({"supports", "layer", "container", "scope", "starting-style"})
_LENGTH = re.compile(r"(?<![\w.#-])(?:\d*\.?\d+(?:px|pt|em|rem|%|in|cm|mm|pc|ex|ch|vw|vh)|0)(?![\w.%])")
_SIZE_WORDS = re.compile(r"\b(?:xx-small|x-small|small|medium|large|x-large|xx-large|smaller|larger)\b")
_IMAGE = re.compile(r"\b(?:url|[a-z-]*gradient|image-set|element|paint)\(")
_LONGEST_SELECTORS = 5_000
_BRACKET = re.compile(r"[()\[\]{}]")
_DEEPEST = 32
_LONGEST = 1_000
"""Characters of a value that are looked at."""
_DIGITS = re.compile("[0-9]{400,}")
"""Numbers that Python does not read; whatever they measure, it is as good as endless."""
_FUNCTION = re.compile(r"[a-z-]+\([^()]*(?:\([^()]*\)[^()]*)*\)|#[0-9a-f]+|[a-z]+")


@dataclass(frozen=True, slots=True)
class Declaration:
    """One declaration; `name` and `value` are lower case."""

    name: str
    value: str
    important: bool = False


@dataclass(frozen=True, slots=True)
class Paint:
    """A colour and how much of it covers what is behind, 0..1."""

    color: Color
    alpha: float = 1.0


def rules(css: str) -> Iterator[tuple[str, tuple[Declaration, ...]]]:
    """Returns the selectors and declarations that apply on a screen, in order.

    Raises:
        BoleError: DOCUMENT_TOO_LONG when rules in rules select more than anyone writes.
    """
    for node in tinycss2.parse_stylesheet(_DIGITS.sub("9", css), skip_comments=True, skip_whitespace=True):
        yield from _applying(node)


@lru_cache(maxsize=4096)
def declarations(text: str) -> tuple[Declaration, ...]:
    """Reads the declarations of a rule or of a `style` attribute; shorthands that matter become their parts."""
    return _declared(tinycss2.parse_blocks_contents(_DIGITS.sub("9", text), skip_comments=True, skip_whitespace=True))


@lru_cache(maxsize=4096)
def paint(value: str) -> Paint | None:
    """Reads a colour; None where the value is none, or one that only a browser knows."""
    parsed = tinycss2.color4.parse_color(value)
    if parsed is None or isinstance(parsed, str):
        return None
    try:
        red, green, blue = parsed.to("srgb").coordinates
    except NotImplementedError:  # spaces whose first number is the lightness
        lightness = float(parsed.coordinates[0] or 0.0)
        red = green = blue = lightness / (100.0 if lightness > 1.0 else 1.0)
    channels = [round(min(max(float(channel or 0.0), 0.0), 1.0) * 255) for channel in (red, green, blue)]
    return Paint((channels[0], channels[1], channels[2]), float(parsed.alpha if parsed.alpha is not None else 1.0))


def is_too_deep(text: str) -> bool:
    """Tells whether brackets are nested deeper than anyone writes them, which takes minutes to read."""
    depth = 0
    for bracket in _BRACKET.findall(text):
        depth = depth + 1 if bracket in "([{" else max(depth - 1, 0)
        if depth > _DEEPEST:
            return True
    return False


def overloaded() -> BoleError:
    """Returns the error for style sheets that would take minutes."""
    return BoleError(
        ErrorReason.DOCUMENT_TOO_LONG,
        "The HTML holds far more style rules than a page needs. Save it as PDF and send that.",
    )


def first_paint(value: str) -> Paint | None:
    """Returns the first colour among the words of a value, such as that of a shadow."""
    return next((found for word in _FUNCTION.findall(value) if (found := paint(word)) is not None), None)


def _applying(node: object) -> Iterator[tuple[str, tuple[Declaration, ...]]]:
    kind = str(getattr(node, "type", ""))
    content = getattr(node, "content", None)
    if content is None:
        return
    prelude = tinycss2.serialize(getattr(node, "prelude", ()))
    if kind == "qualified-rule":
        nodes = tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True)
        yield prelude, _declared(nodes)
        for inner in nodes:
            yield from ((_within(prelude, selectors), declared) for selectors, declared in _applying(inner))
    elif kind == "at-rule":
        keyword = str(getattr(node, "lower_at_keyword", ""))
        if (keyword == "media" and _on_screen(prelude)) or keyword in _GROUPS:
            for inner in tinycss2.parse_rule_list(content, skip_comments=True, skip_whitespace=True):
                yield from _applying(inner)


def _within(outer: str, inner: str) -> str:
    """Returns the selectors of a rule that stands in another one; `&` is what the outer rule selects.

    Raises:
        BoleError: DOCUMENT_TOO_LONG; they may double at every step.
    """
    around = f":is({outer.strip()})"
    if len(inner) + max(inner.count("&"), 1) * len(around) > _LONGEST_SELECTORS:
        raise overloaded()
    return inner.replace("&", around) if "&" in inner else f"{around} {inner}"


def _on_screen(query: str) -> bool:
    """Tells whether one of the media queries of a rule holds in a window on a screen."""
    return any(_holds(part.strip()) for part in query.lower().split(","))


def _holds(query: str) -> bool:
    denied = _NOT.match(query) is not None
    query = _NOT.sub("", query)
    holds = _OTHER_MEDIA.match(query) is None and _NEVER.search(query) is None
    for side, number, unit in _WIDTH.findall(query):
        pixels = float(number) * (16.0 if unit.endswith("em") else 1.0)
        holds = holds and (pixels <= _SCREEN_PIXELS if side == "min" else pixels >= _SCREEN_PIXELS)
    return holds is not denied


def _declared(nodes: object) -> tuple[Declaration, ...]:
    found: list[Declaration] = []
    for node in nodes if isinstance(nodes, list) else ():
        if getattr(node, "type", "") == "declaration":
            value = tinycss2.serialize(node.value).strip().lower()[:_LONGEST]
            found += expanded(str(node.lower_name), value, important=bool(node.important))
    return tuple(found)


def expanded(name: str, value: str, *, important: bool = False) -> Iterator[Declaration]:
    """Returns the parts of a shorthand, or the declaration alone; one with variables waits for their values."""
    if "var(" in value:
        yield Declaration(name, value, important)
    elif name == "font":
        size = _LENGTH.search(value) or _SIZE_WORDS.search(value)
        yield Declaration("font-size", size.group() if size else "medium", important)
        yield Declaration("font-family", value[size.end() :].split(" ", 1)[-1] if size else "", important)
    elif name == "background":
        image = _IMAGE.search(value)
        color = first_paint(_IMAGE.sub("(", value)) if image is None else None
        shown = next((word for word in _FUNCTION.findall(value) if paint(word) is not None), "transparent")
        yield Declaration("background-color", shown if image is None and color else "transparent", important)
        yield Declaration("background-image", value if image else "none", important)
        if "text" in value.split():
            yield Declaration("background-clip", "text", important)
    elif name in {"margin", "inset"}:
        top, right, bottom, left = _four_sides(value)
        prefix = "margin-" if name == "margin" else ""
        for side, given in (("top", top), ("right", right), ("bottom", bottom), ("left", left)):
            yield Declaration(prefix + side, given, important)
    else:
        yield Declaration(
            name.removeprefix("-webkit-") if name != "-webkit-text-fill-color" else name, value, important
        )


def _four_sides(value: str) -> tuple[str, str, str, str]:
    given = value.split() or [""]
    top = given[0]
    right = given[1] if len(given) > 1 else top
    bottom = given[2] if len(given) > 2 else top
    return top, right, bottom, given[3] if len(given) > 3 else right
