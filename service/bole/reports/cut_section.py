"""Says in plain words what the cut of a two-stage batch cost."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from bole.domain.batches import CutCost, TwoStage
from bole.evidence.wording import Phrases

TELLING_CONTROLS = 30
"""Controls below which the figures are a hint."""

_STRONG = 0.7
_SOME = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class CutSection:
    """What a report tells of the cut.

    Attributes:
        best_count: Candidates that the rules put first and the model read.
        rest_count: Candidates that have the answer of the rules.
        cost: What the control group showed.
    """

    best_count: int
    rest_count: int
    cost: CutCost


def cut_section(two_stage: TwoStage, cost: CutCost, candidate_count: int) -> CutSection:
    """Returns the section for a batch with `candidate_count` answers, duplicates not among them."""
    best = min(two_stage.best_count, candidate_count)
    rest = max(candidate_count - best - cost.control_count, 0)
    return CutSection(best_count=best, rest_count=rest, cost=cost)


def cut_sentences(section: CutSection, words: Phrases) -> tuple[str, ...]:
    """Returns the section as sentences: what was done, how far the orders agree, and who may have been overlooked."""
    return tuple(_sentences(section, words))


def _sentences(section: CutSection, words: Phrases) -> Iterator[str]:
    controls = section.cost.control_count
    yield words.say("cut_what", best=section.best_count, controls=controls, rest=section.rest_count)
    if controls:
        yield _agreement(section.cost.agreement, words)
        yield from _overlooked(section, words)
        if controls < TELLING_CONTROLS:
            yield words.say("cut_few", count=TELLING_CONTROLS)
    if section.rest_count:
        yield words.say("cut_ranks")


def _agreement(agreement: float | None, words: Phrases) -> str:
    if agreement is None:
        return words.say("cut_agreement_unknown")
    degree = "strong" if agreement >= _STRONG else "some" if agreement >= _SOME else "none"
    return words.say("cut_agreement", how=words.say(f"cut_agreement_{degree}"), tau=f"{agreement:.2f}")


def _overlooked(section: CutSection, words: Phrases) -> Iterator[str]:
    controls, overlooked = section.cost.control_count, section.cost.overlooked_count
    if overlooked:
        yield words.say("cut_overlooked", controls=controls, count=overlooked)
    else:
        yield words.say("cut_nobody_overlooked", controls=controls)
    if section.rest_count:
        low, high = _interval(overlooked, controls)
        rest = section.rest_count
        yield words.say("cut_estimate", rest=rest, low=math.floor(low * rest), high=math.ceil(high * rest))


def _interval(found: int, drawn: int) -> tuple[float, float]:
    """Returns where the share lies in all, 0..1, by the score interval of Wilson at 95%."""
    z = 1.96
    share = found / drawn
    middle = share + z * z / (2 * drawn)
    half = z * math.sqrt(share * (1 - share) / drawn + z * z / (4 * drawn * drawn))
    whole = 1 + z * z / drawn
    return max((middle - half) / whole, 0.0), min((middle + half) / whole, 1.0)
