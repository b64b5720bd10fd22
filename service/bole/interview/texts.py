"""The wording of questions in one language: openers, asks, points, anchors, reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from bole.domain.interview import RatingAnchors
from bole.lexicon.resources import items, load_mapping, mapping, strings

FLAG_TOPIC = "WORK_HISTORY"
"""Topic of questions on what a reader should look at twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """The sentence of a question that asks, with slots.

    Attributes:
        ask_id: Names the ask within its language; an ask stands in a kit once.
        text: The sentence; slots `{tool}`, `{gap}` and `{other}`.
        focus: What it looks at, as a short noun phrase.
        needs: What the quoted statement must offer, see `material.yaml`.
        topic: Technical topic it is meant for, empty for the first topic of its area.
    """

    ask_id: str
    text: str
    focus: str
    needs: tuple[str, ...]
    topic: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaText:
    """What a good answer in one area holds; `noun` stands for `{tool}` where the statement names none."""

    name: str
    noun: str
    points: tuple[str, ...]
    follow_ups: tuple[str, ...]
    asks: tuple[Ask, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicText:
    """A place in the plan: its competency, its length in minutes, and asks that fit any statement."""

    competency: str
    minutes: int
    points: tuple[str, ...]
    follow_ups: tuple[str, ...]
    asks: tuple[Ask, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GapText:
    """Questions on what the role asks and the resume does not show, skills or facts; `asks` by sort of gap."""

    minutes: int
    points: tuple[str, ...]
    follow_ups: tuple[str, ...]
    anchors: RatingAnchors
    asks: Mapping[str, tuple[Ask, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagText:
    """Questions on what a reader should look at twice."""

    competency: str
    minutes: int
    points: tuple[str, ...]
    follow_ups: tuple[str, ...]
    anchors: RatingAnchors
    asks: tuple[Ask, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """All wording of one language (`zh` or `en`)."""

    language: str
    join: str
    openers: Mapping[str, tuple[str, ...]]
    topics: Mapping[str, TopicText]
    areas: Mapping[str, AreaText]
    gap: GapText
    listed: GapText
    fact: GapText
    flags: Mapping[str, FlagText]
    anchors: Mapping[str, RatingAnchors]
    reasons: Mapping[str, str]
    own_points: Mapping[str, str]

    def gap_guide(self, sort: str) -> GapText:
        """Returns the wording for a sort of gap: a skill that is missing or only named, or a fact."""
        return next(one for one in (self.listed, self.fact, self.gap) if sort in one.asks)

    @property
    def asks(self) -> tuple[Ask, ...]:
        """All asks, by whatever they are for."""
        gaps = (self.gap, self.listed, self.fact)
        groups = [*(asks for one in gaps for asks in one.asks.values()), *(one.asks for one in self.areas.values())]
        groups += [*(one.asks for one in self.topics.values()), *(one.asks for one in self.flags.values())]
        return tuple(ask for group in groups for ask in group)


@lru_cache(maxsize=2)
def texts(language: str) -> Texts:
    """Returns the wording of a language.

    Args:
        language: `zh` or `en`.
    """
    fields = load_mapping("bole.interview", f"templates.{language}.yaml")
    knowledge = load_mapping("bole.interview", f"knowledge.{language}.yaml")
    return Texts(
        language=language,
        join=str(fields["join"]),
        openers={home: strings(value) for home, value in mapping(fields["openers"]).items()},
        topics={topic: _topic(topic, mapping(value)) for topic, value in mapping(fields["topics"]).items()},
        areas={area_id: _area(area_id, mapping(value)) for area_id, value in knowledge.items()},
        gap=_gap(mapping(fields["gap"])),
        listed=_gap(mapping(fields["listed"])),
        fact=_gap(mapping(fields["fact"])),
        flags={code: _flag(code, mapping(value)) for code, value in mapping(fields["flags"]).items()},
        anchors={kind: _anchors(mapping(value)) for kind, value in mapping(fields["anchors"]).items()},
        reasons={key: str(value) for key, value in mapping(fields["reasons"]).items()},
        own_points={key: str(value) for key, value in mapping(fields["own_points"]).items()},
    )


def _topic(topic: str, fields: dict[str, object]) -> TopicText:
    return TopicText(
        competency=str(fields["competency"]),
        minutes=int(str(fields["minutes"])),
        points=strings(fields.get("points")),
        follow_ups=strings(fields.get("follow_ups")),
        asks=_asks(topic, fields.get("asks")),
    )


def _area(area_id: str, fields: dict[str, object]) -> AreaText:
    return AreaText(
        name=str(fields["name"]),
        noun=str(fields["noun"]),
        points=strings(fields.get("points")),
        follow_ups=strings(fields.get("follow_ups")),
        asks=_asks(area_id, fields.get("asks")),
    )


def _gap(fields: dict[str, object]) -> GapText:
    return GapText(
        minutes=int(str(fields["minutes"])),
        points=strings(fields.get("points")),
        follow_ups=strings(fields.get("follow_ups")),
        anchors=_anchors(mapping(fields["anchors"])),
        asks={sort: _asks(f"gap.{sort}", value) for sort, value in mapping(fields["asks"]).items()},
    )


def _flag(code: str, fields: dict[str, object]) -> FlagText:
    return FlagText(
        competency=str(fields["competency"]),
        minutes=int(str(fields["minutes"])),
        points=strings(fields.get("points")),
        follow_ups=strings(fields.get("follow_ups")),
        anchors=_anchors(mapping(fields["anchors"])),
        asks=_asks(f"flag.{code}", fields.get("asks")),
    )


def _asks(owner: str, value: object) -> tuple[Ask, ...]:
    return tuple(_ask(f"{owner}.{number}", mapping(item)) for number, item in enumerate(items(value)))


def _ask(ask_id: str, fields: dict[str, object]) -> Ask:
    return Ask(
        ask_id=ask_id,
        text=str(fields["ask"]),
        focus=str(fields["focus"]),
        needs=strings(fields.get("needs")),
        topic=str(fields.get("topic", "")),
    )


def _anchors(fields: dict[str, object]) -> RatingAnchors:
    return RatingAnchors(low=str(fields["low"]), medium=str(fields["medium"]), high=str(fields["high"]))
