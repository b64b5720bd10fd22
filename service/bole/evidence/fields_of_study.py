"""Which fields of study are neighbours: what a posting means by "or a related field"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from bole.evidence.cue_patterns import bordered
from bole.lexicon.folding import LATIN, fold_term
from bole.lexicon.resources import items, load_mapping

_NAME = "patterns/fields_of_study.yaml"


def takes_related(criterion_text: str) -> bool:
    """Tells whether a criterion also takes related fields (相关专业, "or a related field")."""
    return _related_cue().search(fold_term(criterion_text)) is not None


def study_groups(texts: Iterable[str]) -> frozenset[str]:
    """Returns the groups of neighbouring fields that any of the texts names."""
    folded = [fold_term(text) for text in texts]
    return frozenset(group for group, pattern in _groups().items() if any(pattern.search(text) for text in folded))


@lru_cache(maxsize=1)
def _related_cue() -> re.Pattern[str]:
    return bordered(load_mapping("bole.evidence", "patterns/fact_cues.yaml")["related_field"], "fact_cues.yaml")


@lru_cache(maxsize=1)
def _groups() -> Mapping[str, re.Pattern[str]]:
    groups = load_mapping("bole.evidence", _NAME)
    return {group: _pattern(items(spellings, _NAME, required=True)) for group, spellings in groups.items()}


def _pattern(spellings: tuple[object, ...]) -> re.Pattern[str]:
    folded = [fold_term(str(spelling)) for spelling in spellings]
    latin = "|".join(re.escape(text) for text in folded if re.match(rf"[{LATIN}]", text))
    han = "|".join(re.escape(text) for text in folded if not re.match(rf"[{LATIN}]", text))
    return re.compile(rf"(?<![{LATIN}])(?:{latin})(?:e?s|ing)?(?![{LATIN}])|{han}")
