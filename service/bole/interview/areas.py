"""Areas of work that a question can go into, and which of them a passage touches."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from bole.domain.spans import Span
from bole.lexicon.folding import Folded
from bole.lexicon.index import TermIndex
from bole.lexicon.resources import load_mapping, mapping, strings

SOFTWARE = "software"
"""The track whose technical topics are FRAMEWORK, DATABASE and SYSTEM_DESIGN."""

TOPICS = {SOFTWARE: ("FRAMEWORK", "DATABASE", "SYSTEM_DESIGN"), "general": ("TOOLS", "DOMAIN", "CASE")}
"""Technical topics of each track, in the order in which they are asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """One area of work.

    Attributes:
        area_id: Stable name, snake case; key of its texts.
        track: `software` or `general`.
        topics: Technical topics that the area can serve, the best first.
        tools: Class ids of the skill table whose skills a question can call by name.
        classes: All class ids that show the area, `tools` included.
        professions: Professions whose plain statements belong here.
        words: Further words that show the area.
    """

    area_id: str
    track: str
    topics: tuple[str, ...]
    tools: tuple[str, ...]
    classes: tuple[str, ...]
    professions: tuple[str, ...]
    words: tuple[str, ...]


class AreaTable:
    """All areas, found by skill class, by profession, or by their words in text."""

    def __init__(self, areas: tuple[Area, ...]) -> None:
        """Builds the index over the words of `areas`."""
        self.areas = areas
        self.by_id = {area.area_id: area for area in areas}
        self.by_class = {class_id: area for area in reversed(areas) for class_id in area.classes}
        self.by_profession = {profession: area for area in reversed(areas) for profession in area.professions}
        self._index = TermIndex((number, area.words) for number, area in enumerate(areas) if area.words)

    def find(self, folded: Folded) -> tuple[tuple[Span, Area], ...]:
        """Returns the places in `folded.source` whose words show an area, by place."""
        return tuple((folded.span(hit.start, hit.end), self.areas[hit.number]) for hit in self._index.find(folded))

    def in_order(self, found: set[str]) -> tuple[Area, ...]:
        """Returns the areas with these ids in the order of the table."""
        return tuple(area for area in self.areas if area.area_id in found)


@lru_cache(maxsize=1)
def area_table() -> AreaTable:
    """Returns the areas of this package."""
    areas = load_mapping("bole.interview", "areas.yaml")
    return AreaTable(tuple(_area(area_id, mapping(value)) for area_id, value in areas.items()))


def _area(area_id: str, fields: dict[str, object]) -> Area:
    tools = strings(fields.get("tools"))
    return Area(
        area_id=area_id,
        track=str(fields["track"]),
        topics=strings(fields.get("topics")),
        tools=tools,
        classes=tools + strings(fields.get("concepts")),
        professions=strings(fields.get("professions")),
        words=strings(fields.get("words")),
    )
