"""Takes protected demands out of clauses and keeps the rest of the line."""

from __future__ import annotations

import itertools
import re

from bole.domain.rubric import RefusedCriterion
from bole.domain.spans import Span
from bole.lexicon.folding import fold
from bole.lexicon.skills import skill_table
from bole.rubric.clauses import Clause, clause_of, without_connectors
from bole.rubric.degrees import degree_mentions
from bole.rubric.patterns import pattern
from bole.rubric.protected import ProtectedTopic, protected_demands, whole_topic
from bole.rubric.sections import Part
from bole.rubric.years import year_demands

_SEPARATOR = re.compile(r"[,，、;；/|和及与且或\s]")
_ONLY_PHOTOS = frozenset({"PHOTO"})


def without_protected(clause: Clause, language: str) -> tuple[tuple[Clause, ...], tuple[RefusedCriterion, ...]]:
    """Returns what is left of a clause and what was refused.

    `35岁以下本科` keeps 本科; where nothing is left that can be asked, the clause is refused as a whole. A duty is left
    out rather than refused: it asks for nothing.

    Args:
        clause: A clause of a posting.
        language: BCP-47 code of the posting, in which the lawful alternative is worded.
    """
    topics = protected_demands(clause.folded, language)
    if clause.part is Part.RESPONSIBILITIES:
        return (() if topics else (clause,)), ()
    whole = whole_topic(clause.folded, language)
    topics = topics or ((whole,) if whole is not None else ())
    if clause.part is Part.APPLICATION:
        topics = tuple(one for one in topics if one.topic in _ONLY_PHOTOS)
    if not topics:
        return (clause,), ()
    refused = tuple(_refused(one.span.of(clause.text), one) for one in topics)
    again = [without_protected(rest, language) for rest in _rests(clause, topics) if _can_be_asked(rest)]
    kept = tuple(rest for rests, _ in again for rest in rests)
    if kept:
        # What stands beside a demand may itself read as one once that is gone.
        return kept, (*refused, *(one for _, more in again for one in more))
    first = {one.topic: one for one in reversed(topics)}
    return (), tuple(_refused(clause.text, one) for one in reversed(first.values()))


def _refused(text: str, topic: ProtectedTopic) -> RefusedCriterion:
    return RefusedCriterion(text=text.strip(), reason=topic.topic, lawful_alternative=topic.lawful_alternative)


def _rests(clause: Clause, topics: tuple[ProtectedTopic, ...]) -> tuple[Clause, ...]:
    edges = [Span(0, 0), *(one.span for one in topics), Span(len(clause.text), len(clause.text))]
    gaps = (clause.text[left.end : right.start] for left, right in itertools.pairwise(edges))
    rests = (clause_of(without_connectors(_SEPARATOR.sub("", gap[:1]) + gap[1:]), clause) for gap in gaps)
    return tuple(rest for rest in rests if rest.text)


def _can_be_asked(clause: Clause) -> bool:
    """Tells whether a remainder names something on its own: a degree, years, or an entry of the lexicon."""
    text = clause.folded.text
    if degree_mentions(text) or year_demands(text):
        return True
    return any(one.skill.kind != "SOFT_SKILL" for one in skill_table().find(fold(clause.text))) or bool(
        pattern("cues.yaml", "soft").search(text)
    )
