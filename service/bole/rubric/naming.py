"""Builds terms: the posting's own spelling first, then every other one that counts as it."""

from __future__ import annotations

from collections.abc import Iterable

from bole.domain.rubric import Term
from bole.lexicon.folding import fold_term


def named(name: str, aliases: Iterable[str]) -> Term:
    """Returns the term `name` with its aliases, each spelling once whatever its case and width."""
    spellings = {fold_term(name): name}
    for alias in aliases:
        spellings.setdefault(fold_term(alias), alias)
    return Term(name=name, spellings=tuple(spellings.values()))
