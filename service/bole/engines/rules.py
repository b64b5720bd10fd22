"""The embedded engine: terms, aliases, sections and dates; deterministic, needs nothing."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from bole.domain.interview import InterviewKit
from bole.domain.ports import InterviewBrief
from bole.domain.resume import ParsedResume
from bole.domain.rubric import Criterion, JobPosting, Rubric, Term
from bole.domain.screening import Finding, Level, TermFinding
from bole.engines.engine import Origin
from bole.engines.mentions import Mention, Outline, mentions
from bole.evidence.aboutness import sought
from bole.evidence.experience_narrative import describe_experience
from bole.evidence.reading import Reading
from bole.interview.kit import write_kit
from bole.rubric.drafting import draft_rubric

NAME = "rules"
COVERED_LANGUAGES = ("zh", "en")
MOST_QUOTES = 3

_ORDER = (Level.DEMONSTRATED, Level.USED, Level.LISTED, Level.UNCLEAR, Level.ABSENT)
"""From the best answer to the worst."""


@dataclass(frozen=True, slots=True)
class RulesEngine:
    """Reads Chinese and English, also one against the other."""

    @property
    def origin(self) -> Origin:
        """`rules`, which has neither prompt nor model."""
        return Origin(engine=NAME)

    def covers(self, resume: ParsedResume) -> bool:
        """Tells whether most of the prose is Chinese or English; text too short to tell counts as covered."""
        return not resume.languages or resume.languages[0].split("-")[0] in COVERED_LANGUAGES

    def draft_rubric(self, posting: JobPosting) -> Rubric:
        """Turns a posting into criteria by its cue words."""
        return draft_rubric(posting)

    def find(self, rubric: Rubric, reading: Reading) -> tuple[Finding, ...]:
        """Answers every criterion that is not computed from the profile, in rubric order."""
        outline = Outline(reading)
        return tuple(
            _answer(criterion, outline) for criterion in rubric.criteria if not criterion.kind.answered_by_fact
        )

    def evaluate_experience(self, reading: Reading, rubric: Rubric, language_code: str, as_of: datetime.date) -> str:
        """Describes the dated entries in at most 400 code points."""
        return describe_experience(reading, rubric, language_code, as_of)

    def write_interview_kit(self, brief: InterviewBrief) -> InterviewKit:
        """Fills question templates with what the resume says."""
        return write_kit(brief, engine=NAME)


def _answer(criterion: Criterion, outline: Outline) -> Finding:
    terms = tuple(_answer_term(criterion, term, outline) for term in criterion.terms)
    best = min((term.level for term in terms), key=_ORDER.index, default=Level.ABSENT)
    quotes = tuple(dict.fromkeys(quote for term in terms if term.level is best for quote in term.quotes))
    return Finding(criterion_id=criterion.criterion_id, level=best, quotes=quotes[:MOST_QUOTES], terms=terms)


def _answer_term(criterion: Criterion, term: Term, outline: Outline) -> TermFinding:
    places = mentions(outline, term.spellings)
    if not places:
        return _inferred(criterion, term, outline)
    level = _level(places)
    quotable = [place for place in places if level in {place.level, Level.UNCLEAR}]
    text = outline.reading.text
    quotes = tuple(dict.fromkeys(place.statement.of(text) for place in quotable))
    return TermFinding(term=term.name, level=level, quotes=quotes[:MOST_QUOTES])


def _inferred(criterion: Criterion, term: Term, outline: Outline) -> TermFinding:
    """Looks for a passage that speaks of what is asked for without naming it."""
    asked = sought(criterion, term)
    passage = asked.passage(outline.reading) if asked is not None else None
    if passage is None:
        return TermFinding(term=term.name, level=Level.ABSENT, quotes=())
    return TermFinding(term=term.name, level=Level.LISTED, quotes=(passage.of(outline.reading.text),))


def _level(places: tuple[Mention, ...]) -> Level:
    """Takes the best place; a denial beside a bare listing cannot be decided."""
    best = min((place.level for place in places), key=_ORDER.index, default=Level.ABSENT)
    denied = any(place.negated for place in places)
    return Level.UNCLEAR if denied and best is Level.LISTED else best
