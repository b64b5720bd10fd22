"""Says in plain words what the cut of a two-stage batch cost."""

from __future__ import annotations

import math
from collections.abc import Iterator

from bole.domain.batches import CutCost
from bole.evidence.wording import Phrases

TELLING_CONTROLS = 30
"""Controls below which the figures are a hint."""

_STRONG = 0.7
_SOME = 0.3


def cut_sentences(cost: CutCost, words: Phrases) -> tuple[str, ...]:
    """Returns the section as sentences: what was done, how far the orders agree, and who may have been overlooked."""
    return tuple(_sentences(cost, words))


def _sentences(cost: CutCost, words: Phrases) -> Iterator[str]:
    controls = cost.control_count
    yield words.say("cut_what", best=cost.best_count, controls=controls, rest=cost.rest_count)
    if controls:
        yield _agreement(cost.agreement, words)
        yield from _overlooked(cost, words) if cost.best_count else ()
        if controls < TELLING_CONTROLS:
            yield words.say("cut_few", count=TELLING_CONTROLS)
    if cost.rest_count:
        yield words.say("cut_ranks")


def _agreement(agreement: float | None, words: Phrases) -> str:
    if agreement is None:
        return words.say("cut_agreement_unknown")
    degree = "strong" if agreement >= _STRONG else "some" if agreement >= _SOME else "none"
    return words.say("cut_agreement", how=words.say(f"cut_agreement_{degree}"), tau=f"{agreement:.2f}")


def _overlooked(cost: CutCost, words: Phrases) -> Iterator[str]:
    controls, overlooked, rest = cost.control_count, cost.overlooked_count, cost.rest_count
    if overlooked:
        yield words.say("cut_overlooked", controls=controls, count=overlooked)
    else:
        yield words.say("cut_nobody_overlooked", controls=controls)
    if rest:
        low, high = _interval(overlooked, controls)
        yield words.say("cut_estimate", rest=rest, low=math.floor(low * rest), high=math.ceil(high * rest))


def _interval(found: int, drawn: int) -> tuple[float, float]:
    """Returns where the share lies in all, 0..1, by the score interval of Wilson at 95%."""
    z = 1.96
    share = found / drawn
    middle = share + z * z / (2 * drawn)
    half = z * math.sqrt(share * (1 - share) / drawn + z * z / (4 * drawn * drawn))
    whole = 1 + z * z / drawn
    return max((middle - half) / whole, 0.0), min((middle + half) / whole, 1.0)
