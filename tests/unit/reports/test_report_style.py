"""Colours of the report that everybody can read."""

import re
from importlib.resources import files

import pytest

STYLE = files("bole.reports").joinpath("report.css").read_text(encoding="utf-8")
BLOCKS = re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)[:2]
PAIRS = [
    ("ink", "paper"),
    ("ink", "surface"),
    ("ink", "mark"),
    ("soft", "paper"),
    ("soft", "surface"),
    ("accent", "paper"),
    ("accent", "surface"),
    *[(word, "good-tint") for word in ("ink", "soft", "look", "wait")],
    *[(word, f"{word}-tint") for word in ("good", "look", "wait")],
    *[(word, "surface") for word in ("good", "look", "wait", "bad")],
]


def luminance(colour: str) -> float:
    """Returns the relative luminance of `#rrggbb` as WCAG 2 defines it, 0..1."""
    parts = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(("text", "ground"), PAIRS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(text: str, ground: str, scheme: str) -> None:
    """WCAG AA asks for a contrast of 4.5 in either colour scheme."""
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", BLOCKS[scheme == "dark"]))

    dark, light = sorted((luminance(colours[text]), luminance(colours[ground])))

    assert (light + 0.05) / (dark + 0.05) >= 4.5
