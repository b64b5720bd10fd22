"""Builds terms: the posting's own spelling first, then every other one that counts as it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bole.domain.rubric import Term
from bole.lexicon.folding import HAN, fold_term
from bole.lexicon.skills import SkillMention, skill_table

_LATIN_THEN_HAN = re.compile(rf"([^{HAN}]*[^{HAN}\s])\s*[{HAN}]+")


def named(name: str, aliases: Iterable[str]) -> Term:
    """Returns the term `name` with its aliases, each spelling once whatever its case and width."""
    spellings = {fold_term(name): name}
    for alias in aliases:
        spellings.setdefault(fold_term(alias), alias)
    return Term(name=name, spellings=tuple(spellings.values()))


def spelled(mention: SkillMention, source: str) -> str:
    """Returns how a posting spells a skill, without a general noun behind a Latin name (Flask框架 names Flask).

    Args:
        mention: A skill found in `source`.
        source: The text that the span of the mention counts in.
    """
    name = mention.span.of(source)
    match = _LATIN_THEN_HAN.fullmatch(name)
    if match is not None and skill_table().lookup(match.group(1)) is mention.skill:
        return match.group(1)
    return name
