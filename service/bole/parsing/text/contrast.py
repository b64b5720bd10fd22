"""Tells whether text stands out from what is behind it."""

from __future__ import annotations

from functools import lru_cache

Color = tuple[int, int, int]
"""Red, green and blue, each 0..255."""

WHITE: Color = (255, 255, 255)
BLACK: Color = (0, 0, 0)

_TOO_NEAR = 8.0
"""CIE 1976 distance below which a person overlooks text: #EEE on white is within, #DDD and yellow are not."""
_MATRIX = ((0.4339, 0.3762, 0.1899), (0.2126, 0.7152, 0.0722), (0.0178, 0.1098, 0.8730))
"""Linear sRGB to CIE XYZ, relative to the white of D65."""


@lru_cache(maxsize=4096)
def too_near(one: Color, other: Color) -> bool:
    """Tells whether nobody could read text in one colour on the other."""
    return sum((a - b) ** 2 for a, b in zip(_lab(one), _lab(other), strict=True)) < _TOO_NEAR**2


def mixed(over: Color, under: Color, share: float) -> Color:
    """Returns what is seen of `over` drawn on `under` with an opacity of `share`, 0..1."""
    red, green, blue = (round(a * share + b * (1 - share)) for a, b in zip(over, under, strict=True))
    return red, green, blue


def hex_color(digits: str) -> Color | None:
    """Returns the colour of six hexadecimal digits; None where they are something else."""
    try:
        red, green, blue = bytes.fromhex(digits)
    except ValueError:
        return None
    return red, green, blue


def _lab(color: Color) -> tuple[float, float, float]:
    linear = [_linear(channel / 255) for channel in color]
    x, y, z = (_root(sum(part * value for part, value in zip(row, linear, strict=True))) for row in _MATRIX)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def _root(value: float) -> float:
    return float(value ** (1 / 3)) if value > 0.008856 else 7.787 * value + 16 / 116
