"""What is known of a metric by its name: its title, where it is shown, and which way is better."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from bole.lexicon.resources import load_mapping, mapping


class Part(StrEnum):
    """Parts of the report, in their order."""

    ACCURACY = "accuracy"
    NOISE = "noise"
    FAIRNESS = "fairness"
    OUTPUT = "output"
    SPEED = "speed"
    OTHER = "other"


class Better(StrEnum):
    """Which way a figure is better; `NEITHER` is never called better or worse."""

    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"


class Unit(StrEnum):
    """How a value is written; a share is 0..1 and is written in percent."""

    NUMBER = "number"
    SHARE = "share"
    POINTS = "points"
    SECONDS = "seconds"
    COUNT = "count"


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricWords:
    """What is known of a metric; `headline` marks the figures that are drawn."""

    metric: str
    title: str
    part: Part = Part.OTHER
    better: Better = Better.NEITHER
    unit: Unit = Unit.NUMBER
    headline: bool = False


def metric_words(metric: str) -> MetricWords:
    """Returns what is known of a metric; one that nobody has described keeps its name as its title."""
    return _table().get(metric) or MetricWords(metric=metric, title=metric.replace("_", " "))


def metric_order(metric: str) -> tuple[int, str]:
    """Returns a key that sorts metrics as the data file lists them, unlisted ones last by name."""
    names = list(_table())
    return (names.index(metric) if metric in names else len(names), metric)


@cache
def _table() -> Mapping[str, MetricWords]:
    loaded = load_mapping("bole.evaluation", "metric_words.yaml")
    return {metric: _words(metric, mapping(entry, metric, required=True)) for metric, entry in loaded.items()}


def _words(metric: str, entry: Mapping[str, object]) -> MetricWords:
    return MetricWords(
        metric=metric,
        title=str(entry["title"]),
        part=Part(str(entry.get("part", Part.OTHER))),
        better=Better(str(entry.get("better", Better.NEITHER))),
        unit=Unit(str(entry.get("unit", Unit.NUMBER))),
        headline=entry.get("headline") is True,
    )
