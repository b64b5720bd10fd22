"""Criteria that are computed from the profile rather than answered by an engine."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace

from bole.domain.documents import DocumentRole
from bole.domain.rubric import Criterion, CriterionKind
from bole.domain.screening import CriterionAssessment, Level
from bole.evidence.certification import assess_certification
from bole.evidence.education import assess_education
from bole.evidence.experience import assess_experience
from bole.evidence.language import assess_language
from bole.evidence.levels import rank
from bole.evidence.reading import Reading
from bole.evidence.wording import phrases


def assess_fact(
    criterion: Criterion, reading: Reading, as_of: datetime.date, language_code: str
) -> CriterionAssessment:
    """Answers an EXPERIENCE, EDUCATION, CERTIFICATION or LANGUAGE criterion from one document.

    The rules of each kind stand with its function. Where a page could not be read, what is not met is UNCLEAR; what a
    cover letter alone states is UNCLEAR too.

    Args:
        criterion: The criterion.
        reading: The document.
        as_of: Date of the request, up to which experience counts.
        language_code: BCP-47 language of the note.

    Raises:
        ValueError: The criterion is of a kind that is not computed from the profile.
    """
    assessment = _assess(criterion, reading, as_of, language_code)
    words = phrases("facts", language_code)
    if reading.incomplete and assessment.level in {Level.ABSENT, Level.PARTLY_MET}:
        return _opened(assessment, words.say("incomplete"), words.say("semicolon"))
    if reading.role is DocumentRole.COVER_LETTER and assessment.level in {Level.MET, Level.PARTLY_MET}:
        return _opened(assessment, words.say("only_in_cover_letter"), words.say("semicolon"))
    return assessment


def assess_fact_in_documents(
    criterion: Criterion, readings: Sequence[Reading], as_of: datetime.date, language_code: str
) -> CriterionAssessment:
    """Answers from the document that shows most; of equal ones the first. Needs at least one document."""
    answers = [assess_fact(criterion, reading, as_of, language_code) for reading in readings]
    return min(answers, key=lambda one: (rank(one.level), -(one.credit or 0)))


def _assess(criterion: Criterion, reading: Reading, as_of: datetime.date, language_code: str) -> CriterionAssessment:
    match criterion.kind:
        case CriterionKind.EXPERIENCE:
            return assess_experience(criterion, reading, as_of, language_code)
        case CriterionKind.EDUCATION:
            return assess_education(criterion, reading, as_of, language_code)
        case CriterionKind.CERTIFICATION:
            return assess_certification(criterion, reading, language_code)
        case CriterionKind.LANGUAGE:
            return assess_language(criterion, reading, language_code)
        case _:
            raise ValueError(f"a criterion of kind {criterion.kind} is no fact; verify an engine's finding instead")


def _opened(assessment: CriterionAssessment, reason: str, separator: str) -> CriterionAssessment:
    """Leaves a criterion open, with the reason beside what was found."""
    note = separator.join(part for part in (assessment.note, reason) if part)
    return replace(assessment, level=Level.UNCLEAR, credit=None, note=note)
