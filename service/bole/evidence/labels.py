"""Short names of criteria for prose."""

from __future__ import annotations

from collections.abc import Sequence

from bole.domain.rubric import Criterion
from bole.evidence.wording import Phrases, clipped

LABEL_LIMIT = 60
"""Most code points of a criterion that a sentence quotes."""

_MOST_LABELS = 3


def criterion_label(criterion: Criterion, limit: int = LABEL_LIMIT) -> str:
    """Returns a criterion as the posting words it, shortened to at most `limit` code points."""
    return clipped(criterion.text.strip().rstrip("。.;；,，、"), limit)


def quoted_labels(criteria: Sequence[Criterion], words: Phrases) -> str:
    """Returns criteria as quoted prose: the first three, then how many more."""
    named = [words.say("quoted", text=criterion_label(criterion)) for criterion in criteria[:_MOST_LABELS]]
    rest = len(criteria) - len(named)
    return words.listed([*named, words.say("more", count=rest)] if rest else named)


def percent(share: float) -> str:
    """Writes a share (0..1) as a percentage with at most one decimal."""
    return f"{share * 100:.1f}".removesuffix(".0") + "%"
