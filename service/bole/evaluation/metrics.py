"""How well an order of documents agrees with grades; places that are tied count with the mean over their orders.

An order is a list of groups, best first; a group holds the grades of the documents that are tied.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any, TypeVar

K = TypeVar("K", bound=Hashable)

Groups = Sequence[Sequence[float]]


def ranked(scores: Mapping[K, Any], grades: Mapping[K, float]) -> list[list[float]]:
    """Returns the grades in order of the scores, highest first; what has no grade is left out."""
    groups: dict[Any, list[float]] = {}
    for key, grade in grades.items():
        groups.setdefault(scores[key], []).append(grade)
    return [groups[score] for score in sorted(groups, reverse=True)]


def ndcg(groups: Groups, places: int) -> float | None:
    """Returns the normalised discounted gain of the first `places`, 0..1; the gain of a grade is 2^grade - 1.

    None where no grade is above 0.
    """
    ideal = _gain([[grade] for grade in sorted((one for group in groups for one in group), reverse=True)], places)
    return _gain(groups, places) / ideal if ideal > 0 else None


def _gain(groups: Groups, places: int) -> float:
    total, place = 0.0, 0
    for group in groups:
        within = range(place, min(place + len(group), places))
        gain = sum(2**grade - 1 for grade in group) / len(group)
        total += gain * sum(1 / math.log2(one + 2) for one in within)
        place += len(group)
    return total


def average_precision(groups: Groups, relevant_from: float) -> float | None:
    """Returns the mean precision at the places of relevant documents, 0..1; None where there is none."""
    total, place, before = 0.0, 0, 0
    for group in groups:
        relevant = _count(group, relevant_from)
        size = len(group)
        for one in range(size):
            # Of the documents above it in its own group, those that are relevant, given that it is.
            above = one * (relevant - 1) / (size - 1) if size > 1 else 0.0
            total += relevant / size * (before + 1 + above) / (place + one + 1)
        place, before = place + size, before + relevant
    return total / before if before else None


def auc(groups: Groups, relevant_from: float) -> float | None:
    """Returns how often a relevant document stands before another one, 0..1; a tie counts half.

    None where all or none are relevant.
    """
    won, relevant, others = 0.0, 0, 0
    for group in groups:
        here = _count(group, relevant_from)
        missed = len(group) - here
        won += missed * (relevant + here / 2)
        relevant, others = relevant + here, others + missed
    return won / (relevant * others) if relevant and others else None


def kendall_tau(groups: Groups) -> float | None:
    """Returns tau-b between order and grades, -1..1; 0 where all are tied.

    None where all grades are the same: then no order agrees better than another.
    """
    pairs = agreeing = graded_apart = ranked_apart = 0
    flat = [(place, grade) for place, group in enumerate(groups) for grade in group]
    for number, (place, grade) in enumerate(flat):
        for other_place, other in flat[number + 1 :]:
            pairs += 1
            graded_apart += grade != other
            ranked_apart += place != other_place
            if place != other_place and grade != other:
                agreeing += 1 if grade > other else -1
    if not graded_apart:
        return None
    return agreeing / math.sqrt(graded_apart * ranked_apart) if ranked_apart else 0.0


def _count(group: Sequence[float], relevant_from: float) -> int:
    return sum(grade >= relevant_from for grade in group)


def rank_metrics(relevant_from: float) -> dict[str, Callable[[Groups], float | None]]:
    """Returns the metrics of an order by name, as figures call them."""
    return {
        "ndcg@10": lambda groups: ndcg(groups, 10),
        "map": lambda groups: average_precision(groups, relevant_from),
        "auc": lambda groups: auc(groups, relevant_from),
        "kendall_tau": kendall_tau,
    }
