"""Degrees and fields of study."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from bole.domain.dates import YearMonth
from bole.domain.resume import DegreeLevel, EducationEntry, SectionKind
from bole.domain.rubric import Criterion
from bole.domain.screening import CriterionAssessment, Level
from bole.domain.spans import Span
from bole.evidence.cue_patterns import pattern
from bole.evidence.fields_of_study import study_groups, takes_related
from bole.evidence.levels import rank
from bole.evidence.quoting import evidence_of
from bole.evidence.reading import Reading
from bole.evidence.topic import Topic, topics
from bole.evidence.wording import Phrases, phrases

_MARKS = " -*•·()0123456789.:/"
"""What stands before the words of a line below a course."""

_PART = 50
"""Credit of a degree one step below, and of another field of study; both together halve twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Verdict:
    """What one course of study is worth: `credit` None where it cannot be told; `notes` are keys of the catalogue."""

    credit: int | None
    notes: tuple[str, ...] = ()
    entry: EducationEntry

    @property
    def level(self) -> Level:
        if self.credit is None:
            return Level.UNCLEAR
        return Level.MET if self.credit == 100 else Level.PARTLY_MET if self.credit else Level.ABSENT


def assess_education(
    criterion: Criterion, reading: Reading, as_of: datetime.date, language_code: str
) -> CriterionAssessment:
    """Compares the courses of study with the degree and the fields asked for; the best one counts.

    A degree at or above the one asked for is MET, in progress too, one step below 50, lower ABSENT. Where the criterion
    names fields, another one halves the credit; a criterion that takes related fields (相关专业) takes every field of
    the same group, and one of no known group is UNCLEAR. A course without a stated degree, or without a stated field
    where one is asked for, is UNCLEAR, so is one that was left (肄业, "not completed") although its degree would count,
    and so is an education section without a readable entry. A resume that says nothing of education is ABSENT: there is
    nothing that touches the criterion (design, section 2).
    """
    words = phrases("facts", language_code)
    about = topics(reading, criterion.terms)
    verdicts = [_verdict(criterion, about, reading, entry, as_of) for entry in reading.resume.profile.education]
    if not verdicts:
        return _without_entries(criterion, reading, words)
    verdict = min(verdicts, key=_worst_last)
    return CriterionAssessment(
        criterion=criterion,
        level=verdict.level,
        credit=verdict.credit,
        evidence=(evidence_of(reading, _stated(verdict.entry)),),
        note=_note(criterion, verdict, words),
    )


def _worst_last(verdict: _Verdict) -> tuple[int, int, int, int]:
    """Orders by level and credit, a finished course before one that needs a note, then by degree."""
    return rank(verdict.level), -(verdict.credit or 0), len(verdict.notes), -(verdict.entry.level or 0)


def required_degree(criterion: Criterion) -> DegreeLevel | None:
    """Returns the degree that a criterion asks for, None where any will do or its name is unknown."""
    return DegreeLevel.__members__.get(criterion.min_degree.strip().upper())


def _verdict(
    criterion: Criterion, about: Sequence[Topic], reading: Reading, entry: EducationEntry, as_of: datetime.date
) -> _Verdict:
    degree, degree_notes = _degree_credit(required_degree(criterion), entry, as_of)
    if degree == 0:
        return _Verdict(credit=0, notes=degree_notes, entry=entry)
    if _abandoned(entry, reading):
        return _Verdict(credit=None, notes=("degree_abandoned",), entry=entry)
    field, field_notes = _field_credit(criterion, about, reading, entry)
    credit = None if degree is None or field is None else degree * field // 100
    return _Verdict(credit=credit, notes=(*degree_notes, *field_notes), entry=entry)


def _degree_credit(
    required: DegreeLevel | None, entry: EducationEntry, as_of: datetime.date
) -> tuple[int | None, tuple[str, ...]]:
    notes = ("degree_in_progress",) if _in_progress(entry, as_of) else ()
    if required is None:
        return 100, notes
    if entry.level is None:
        return None, ("degree_unknown",)
    if entry.level >= required:
        return 100, notes
    return (_PART if entry.level == required - 1 else 0), notes


def _in_progress(entry: EducationEntry, as_of: datetime.date) -> bool:
    if entry.in_progress or entry.dates is None:
        return entry.in_progress
    end = entry.dates.end
    return entry.dates.ongoing or (end is not None and end.earliest > YearMonth(as_of.year, as_of.month))


def _abandoned(entry: EducationEntry, reading: Reading) -> bool:
    """Tells whether the line of a course, or the beginning of a line below it, says that it was left."""
    cue = pattern("fact_cues", "abandoned")
    own = reading.sentence_of(_stated(entry))
    for sentence in reading.sentences:
        if sentence.overlaps(own) or sentence.overlaps(entry.span):
            start, end = reading.folded.locate(sentence)
            line = reading.folded.text[start:end]
            if cue.search(line) if sentence.overlaps(own) else cue.match(line.lstrip(_MARKS)):
                return True
    return False


def _field_credit(
    criterion: Criterion, about: Sequence[Topic], reading: Reading, entry: EducationEntry
) -> tuple[int | None, tuple[str, ...]]:
    if not about:
        return 100, ()
    where = _stated(entry) if entry.area is not None else entry.span
    if any(topic.named_in(where) is not None for topic in about):
        return 100, ()
    if entry.area is None:
        return None, ("field_unknown",)
    if not takes_related(criterion.text):
        return _PART, ("field_other",)
    own = study_groups([entry.area.span.of(reading.text), entry.area.value])
    wanted = study_groups(spelling for term in criterion.terms for spelling in term.spellings)
    if not own or not wanted:
        return None, ("field_unclear",)
    return (100, ()) if own & wanted else (_PART, ("field_other",))


def _without_entries(criterion: Criterion, reading: Reading, words: Phrases) -> CriterionAssessment:
    for section in reading.resume.sections:
        start = section.heading.end if section.heading is not None else section.span.start
        if section.kind is SectionKind.EDUCATION and reading.text[start : section.span.end].strip():
            return CriterionAssessment(
                criterion=criterion,
                level=Level.UNCLEAR,
                credit=None,
                evidence=(evidence_of(reading, section.span),),
                note=words.say("degree_unknown"),
            )
    return CriterionAssessment(criterion=criterion, level=Level.ABSENT, credit=0, note=words.say("education_missing"))


def _stated(entry: EducationEntry) -> Span:
    """Returns the words on degree and field alone: name and age may stand beside them, and decide nothing."""
    spans = [fact.span for fact in (entry.degree, entry.area) if fact is not None]
    if not spans:
        return entry.span
    return Span(min(span.start for span in spans), max(span.end for span in spans))


def _note(criterion: Criterion, verdict: _Verdict, words: Phrases) -> str:
    own, required = verdict.entry.level, required_degree(criterion)
    parts: list[str] = []
    if own is not None:
        degree = words.say(f"degree_{own.name}")
        if required is not None and own < required:
            degree = words.say("degree_of", degree=degree, required=words.say(f"degree_{required.name}"))
        parts.append(degree)
    parts.extend(words.say(key) for key in verdict.notes)
    return words.say("semicolon").join(parts)
