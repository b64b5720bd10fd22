"""Joins criteria that ask for the same."""

from __future__ import annotations

from dataclasses import replace

from bole.domain.rubric import Criterion, CriterionKind, Requirement
from bole.lexicon.folding import fold_term

_TIERS = tuple(Requirement)


def merged(found: list[tuple[int, Criterion]]) -> list[tuple[int, Criterion]]:
    """Joins criteria that ask for the same; the higher tier wins, with its wording, at the earlier place.

    Args:
        found: Criteria with their place in the posting, in order.
    """
    kept: dict[tuple[object, ...], tuple[int, Criterion]] = {}
    for place, criterion in found:
        key = _key(criterion)
        known = kept.get(key)
        kept[key] = (place, criterion) if known is None else (known[0], _join(known[1], criterion))
    return _without_repeated_years(list(kept.values()))


def _key(criterion: Criterion) -> tuple[object, ...]:
    terms = frozenset(min(fold_term(spelling) for spelling in term.spellings) for term in criterion.terms)
    if criterion.kind is CriterionKind.LANGUAGE:
        return (criterion.kind, criterion.language_code)
    same_text = fold_term(criterion.text) if not terms and not criterion.min_degree else ""
    return (criterion.kind, terms, criterion.min_years, criterion.max_years, criterion.min_degree, same_text)


def _join(first: Criterion, second: Criterion) -> Criterion:
    lower = _TIERS.index(second.requirement) < _TIERS.index(first.requirement)
    winner = second if lower else first
    return replace(winner, gate=first.gate or second.gate)


def _without_repeated_years(found: list[tuple[int, Criterion]]) -> list[tuple[int, Criterion]]:
    """Drops years without a field where the same years are asked for in a field."""
    named = {
        (one.min_years, one.max_years) for _, one in found if one.kind is CriterionKind.EXPERIENCE and one.term_groups
    }
    return [
        (place, one)
        for place, one in found
        if one.kind is not CriterionKind.EXPERIENCE or one.term_groups or (one.min_years, one.max_years) not in named
    ]
