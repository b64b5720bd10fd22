"""The cut of a two-stage batch: whom the model reads, and what it cost that it did not read all."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from itertools import combinations

from bole.domain.batches import CutAnswers, CutCost, TwoStage
from bole.domain.screening import CutGroup
from bole.reports.ranking import Place, place


def cut(ordered: Sequence[int], two_stage: TwoStage, batch_id: str) -> dict[int, CutGroup]:
    """Parts items: the best by the rules, controls drawn from the others, and the rest.

    Args:
        ordered: Numbers of items, best first.
        two_stage: How many are read.
        batch_id: Decides the draw, so that repeating it gives the same.
    """
    best, others = ordered[: two_stage.best_count], ordered[two_stage.best_count :]
    draw = random.Random(batch_id)  # noqa: S311  # a sample, no secret
    controls = set(draw.sample(sorted(others), min(two_stage.control_count, len(others))))
    groups = {number: CutGroup.CONTROL if number in controls else CutGroup.REST for number in others}
    return groups | dict.fromkeys(best, CutGroup.BEST)


def cut_cost(answers: CutAnswers) -> CutCost:
    """Compares what rules and model say of those whom the model read."""
    controls = [(place(rules), place(model)) for rules, model, group in answers.read if group is CutGroup.CONTROL]
    best = [place(model) for _, model, group in answers.read if group is CutGroup.BEST]
    return CutCost(
        best_count=len(best),
        control_count=len(controls),
        rest_count=answers.rest_count,
        agreement=kendall_tau_b(controls),
        overlooked_count=sum(model < max(best) for _, model in controls) if best else 0,
    )


def kendall_tau_b(pairs: Sequence[tuple[Place, Place]]) -> float | None:
    """Returns how far two orders agree, -1..1, ties taken into account.

    None with fewer than two pairs, and where one of the orders is one tie. Takes a time that grows with the square of
    the number of pairs: 0.14 seconds for a thousand.
    """
    agreeing = differing = untied_left = untied_right = 0
    for (left, right), (other_left, other_right) in combinations(pairs, 2):
        by_left = (left > other_left) - (left < other_left)
        by_right = (right > other_right) - (right < other_right)
        untied_left += by_left != 0
        untied_right += by_right != 0
        agreeing += by_left * by_right > 0
        differing += by_left * by_right < 0
    if not untied_left or not untied_right:
        return None
    return (agreeing - differing) / math.sqrt(untied_left * untied_right)
