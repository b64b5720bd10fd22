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

    A SKILL, DOMAIN or OTHER without terms takes them from its text; a term under its own name alone takes the aliases
    of the skill table; the name comes first among the spellings.
    """
    groups = tuple(
        replace(group, terms=tuple(_with_aliases(term) for term in group.terms)) for group in criterion.term_groups
    )
    if not groups and criterion.kind.answered_by_level:
        groups = _terms_of_text(criterion.text)
    return replace(criterion, term_groups=groups)


def _with_aliases(term: Term) -> Term:
    """Puts the name first among the spellings; a name alone brings its aliases along."""
    name = term.name.strip()
    others = tuple(spelling for spelling in term.spellings if spelling != name)
    if others:
        return Term(name=name, spellings=(name, *dict.fromkeys(others)))
    skill = skill_table().lookup(name)
    return named(name, skill.aliases if skill is not None else ())


def _terms_of_text(text: str) -> tuple[TermGroup, ...]:
    folded = fold(text)
    return combine(folded, all_items(folded, skill_table().find(folded)))
