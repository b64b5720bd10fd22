"""Fills in what follows from the rest of a criterion."""

from __future__ import annotations

from dataclasses import replace

from bole.domain.rubric import Criterion, Term, TermGroup
from bole.lexicon.folding import fold
from bole.lexicon.skills import skill_table
from bole.rubric.naming import named
from bole.rubric.terms import all_items, combine


def completed(criterion: Criterion) -> Criterion:
    """Returns the criterion with its terms complete; completing twice changes nothing.

    A SKILL, DOMAIN or OTHER without terms takes them from its text; a term under its own name or its aliases alone
    takes all that counts as the skill, for kinds answered by level also the skills that imply it (MySQL for SQL); the
    name comes first among the spellings.
    """
    groups = criterion.term_groups
    if not groups and criterion.kind.answered_by_level:
        groups = _terms_of_text(criterion.text)
    implied = criterion.kind.answered_by_level
    return replace(
        criterion,
        term_groups=tuple(
            replace(group, terms=tuple(_with_aliases(term, implied=implied) for term in group.terms))
            for group in groups
        ),
    )


def _with_aliases(term: Term, *, implied: bool) -> Term:
    """Puts the name first among the spellings; one that the caller did not spell out brings the skill's along."""
    name = term.name.strip()
    others = dict.fromkeys(spelling for spelling in term.spellings if spelling != name)
    skill = skill_table().lookup(name)
    if skill is None or not set(others) <= set(skill.aliases):
        return Term(name=name, spellings=(name, *others))
    return named(name, skill_table().spellings(skill) if implied else skill.aliases)


def _terms_of_text(text: str) -> tuple[TermGroup, ...]:
    folded = fold(text)
    return combine(folded, all_items(folded, skill_table().find(folded)))
