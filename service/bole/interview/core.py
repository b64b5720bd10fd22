"""The questions that a role fixes: the same, in the same order, for everybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bole.domain.interview import InterviewQuestion
from bole.domain.ports import InterviewBrief
from bole.domain.resume import ParsedResume
from bole.domain.rubric import Criterion, Rubric, Term
from bole.domain.screening import Evidence
from bole.interview.compose import evidence
from bole.interview.material import Material
from bole.lexicon.folding import fold
from bole.lexicon.skills import skill_table
from bole.lexicon.terms import term_matcher

_MOST_QUOTES = 2


def core_questions(brief: InterviewBrief, found: Material) -> tuple[InterviewQuestion, ...]:
    """Returns the core questions of a role: its first `plan.core`, with where this resume touches on each.

    What is asked is the same for every candidate of the role. `criterion_id` names the criterion of the brief's own
    rubric that asks for the same thing, and is empty where none does.
    """
    role = brief.role
    if role is None:
        return ()
    criteria = {one.criterion_id: one for one in role.rubric.criteria}
    return tuple(
        replace(
            question,
            question_id=f"core-{number}",
            criterion_id=_same_criterion(criteria.get(question.criterion_id), brief.rubric),
            evidence=_touching(_terms(question, criteria), found, brief.resume),
            probe=None,
        )
        for number, question in enumerate(role.core_questions[: brief.plan.core], start=1)
    )


def _terms(question: InterviewQuestion, criteria: dict[str, Criterion]) -> tuple[Term, ...]:
    """Returns what a question is about: the terms of its criterion that it names, else all of them."""
    own = criteria.get(question.criterion_id)
    if own is None:
        return ()
    said = fold(question.question)
    named = tuple(term for term in own.terms if term_matcher(term.spellings).find(said))
    return named or own.terms


def _touching(terms: Sequence[Term], found: Material, resume: ParsedResume) -> tuple[Evidence, ...]:
    matchers = [term_matcher(term.spellings) for term in terms]
    places = [place for matcher in matchers for place in matcher.find(found.folded)]
    touched = [one for one in found.statements if any(one.span.contains(place) for place in places)]
    return tuple(evidence(resume, one.span) for one in touched[:_MOST_QUOTES])


def _same_criterion(own: Criterion | None, rubric: Rubric | None) -> str:
    """Returns the criterion of a rubric that asks for what a criterion of the role does; the most alike."""
    if own is None or rubric is None:
        return ""
    wanted = _names(own)
    alike = [(_likeness(own, wanted, one), one.criterion_id) for one in rubric.criteria if one.kind is own.kind]
    best = max(alike, key=lambda pair: pair[0], default=(0.0, ""))
    return best[1] if best[0] > 0 else ""


def _likeness(own: Criterion, wanted: frozenset[str], other: Criterion) -> float:
    if own.text == other.text:
        return 2.0
    names = _names(other)
    return len(wanted & names) / len(wanted | names) if wanted and names else 0.0


def _names(criterion: Criterion) -> frozenset[str]:
    skills = ((term.name, skill_table().lookup(term.name)) for term in criterion.terms)
    return frozenset(skill.skill_id if skill else fold(name).text for name, skill in skills)
