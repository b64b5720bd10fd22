"""Tells what stands below a heading that no pattern knows, so that no demand is lost with its heading."""

from __future__ import annotations

import re

from bole.lexicon.folding import fold
from bole.lexicon.skills import skill_table
from bole.rubric.patterns import pattern

_NAME = "sections.yaml"
_WISHES = ("NICE", "PREFERRED")
_NO_DEMANDS = ("RESPONSIBILITIES", "BENEFITS", "APPLICATION", "COMPANY")
_DEMANDS = ("REQUIREMENTS", *_WISHES)
_LONGEST = 40
_MOST_WORDS = 7


def may_be_heading(text: str, *, above_list: bool = False) -> bool:
    """Tells whether a line without its bullet is short enough for a heading, and closes or is set like one.

    Args:
        text: The line.
        above_list: It has no bullet and the next line has one; then it is a heading unless it makes a demand itself.
    """
    inner = text.strip(" #*_【】[]:：")
    closed = text.rstrip(" *_").endswith((":", "：")) or text.startswith("#") or re.fullmatch("【.+】", text)
    set_apart = closed or (above_list and not _is_demand(inner) and not skill_table().find(fold(inner)))
    short = len(inner) <= _LONGEST and len(inner.split()) <= _MOST_WORDS
    return bool(set_apart) and bool(inner) and short and re.search(r"[.;!?。；！？:：]", inner) is None


def part_below(heading: str, items: tuple[str, ...], current: str) -> str:
    """Returns the name of the part that an unknown heading opens: `current` where it opens none.

    A heading above a list is one of demands unless its words say otherwise; below wishes and duties it is one of
    theirs unless it or its items sound like demands.

    Args:
        heading: The heading as written.
        items: The items of the list below it, without bullets; empty where no list follows.
        current: Name of the part that the heading stands in.
    """
    text = fold(heading.strip(" #*_【】[]:：")).text
    said = next((name for name in (*_WISHES, "asks", *_NO_DEMANDS) if _says(text, name)), "")
    if said == "asks":
        return "REQUIREMENTS"
    demands = sum(map(_is_demand, items))
    if said in _NO_DEMANDS and current in _DEMANDS and (said == "COMPANY" or demands):
        return current
    if said == "COMPANY" and items and 2 * demands >= len(items):
        return "REQUIREMENTS"
    if said or not items:
        return said or current
    if current in ("INTRO", "COMPANY") or (current in _NO_DEMANDS and demands):
        return "REQUIREMENTS"
    return current


def tells_of_duties(heading: str) -> bool:
    """Tells whether an unknown heading names duties, be it beside demands."""
    return _says(fold(heading).text, "RESPONSIBILITIES")


def is_duty(text: str) -> bool:
    """Tells whether an item below a heading for duties and demands begins like a duty."""
    return pattern(_NAME, "duty").search(fold(text).text) is not None


def _says(folded: str, name: str) -> bool:
    return pattern(_NAME, f"heading_words.{name}").search(folded) is not None


def _is_demand(text: str) -> bool:
    return pattern(_NAME, "demand").search(fold(text).text) is not None
