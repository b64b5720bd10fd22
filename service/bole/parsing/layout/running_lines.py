"""Headers and footers that run through the pages of a document: kept once, so that they part no entry."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from bole.parsing.layout.lines import Line

_MARGIN = 0.1
_SAME_PLACE = 3.0
_OFTEN = 2
_MOST_A_PAGE = 4  # more of one text in a margin is a pattern
_NUMBER = re.compile(
    r"(?:^|\b(?:page|p\.|seite|página|pág\.|pagina|страница|стр\.)|第|[|·–—/-])\W*(?P<first>\d{1,3})(?!\d)"
    r"|(?<!\d)(?P<last>\d{1,3})\W*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class PageLines:
    """The lines of one page and its height in points."""

    lines: tuple[Line, ...]
    height: float


@dataclass(frozen=True, slots=True)
class _Place:
    page: int
    line: int
    area: tuple[float, float, float]
    """Top, left and right edge."""


def without_repeats(pages: Sequence[PageLines]) -> list[tuple[Line, ...]]:
    """Leaves out what stands at the same place in the margin of several pages, but for its number.

    A header stays on the first of its pages, a footer on the last. A copy of a whole page keeps its own, and so does
    what the text says more than once between the margins.
    """
    repeated: set[tuple[int, int]] = set()
    for places in _marginal(pages).values():
        for group in _groups(places):
            footer = group[0].area[0] > pages[group[0].page].height / 2
            repeated |= {(one.page, one.line) for one in (group[:-1] if footer else group[1:])}
    return [
        tuple(line for number, line in enumerate(page.lines) if (index, number) not in repeated)
        for index, page in enumerate(pages)
    ]


def _marginal(pages: Sequence[PageLines]) -> dict[str, list[_Place]]:
    """Returns the lines in the margins by what they say, the number of the page left open."""
    found: dict[str, list[_Place]] = defaultdict(list)
    seen: set[tuple[str, ...]] = set()
    inside: Counter[str] = Counter()
    for index, page in enumerate(pages):
        texts = tuple(line.text for line in page.lines)
        if texts in seen:
            continue
        seen.add(texts)
        for number, line in enumerate(page.lines):
            if line.area.bottom < _MARGIN * page.height or line.area.top > (1 - _MARGIN) * page.height:
                place = _Place(index, number, (line.area.top, line.area.left, line.area.right))
                found[_without_page_number(line.text, index + 1)].append(place)
            else:
                inside[line.text] += 1
    most = _MOST_A_PAGE * len(pages)
    return {said: places for said, places in found.items() if inside[said] < _OFTEN and len(places) <= most}


def _without_page_number(text: str, number: int) -> str:
    """Leaves the number of the page open where a line begins or ends with it, or names it as one."""
    for match in _NUMBER.finditer(text):
        start, end = match.span("first" if match.group("first") else "last")
        if int(text[start:end]) == number:
            return f"{text[:start]}#{text[end:]}"
    return text


def _groups(places: list[_Place]) -> list[list[_Place]]:
    """Gathers what stands at one height, from one edge, on different pages."""
    groups: list[list[_Place]] = []
    for place in places:
        group = next((group for group in groups if _same_place(group[-1], place)), None)
        if group is None:
            groups.append([place])
        else:
            group.append(place)
    return [group for group in groups if len(group) > 1]


def _same_place(one: _Place, other: _Place) -> bool:
    top, left, right = (abs(a - b) for a, b in zip(one.area, other.area, strict=True))
    middle = abs(sum(one.area[1:]) - sum(other.area[1:])) / 2
    return one.page != other.page and top <= _SAME_PLACE and min(left, right, middle) <= _SAME_PLACE
