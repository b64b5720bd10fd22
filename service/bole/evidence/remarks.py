"""Remarks beside a criterion that decide nothing: when a skill was last used, how sure a claim of it sounds."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace

from bole.domain.dates import YearMonth
from bole.domain.resume import WorkEntry
from bole.domain.rubric import Term
from bole.domain.screening import CriterionAssessment, Level
from bole.domain.spans import Span
from bole.evidence.reading import Reading
from bole.evidence.wording import Phrases, phrases
from bole.lexicon.cues import Cue, level_cue

STALE_YEARS = 4
"""Years since the last dated use from which a skill is worth a question; they take no points."""

_MOST = 3
_SHOWN = frozenset({Level.DEMONSTRATED, Level.USED})


def remarked(
    assessment: CriterionAssessment, readings: Sequence[Reading], as_of: datetime.date, language_code: str
) -> CriterionAssessment:
    """Adds to the note of a criterion that is answered by level what a person should know of its evidence.

    Args:
        assessment: The verified answer.
        readings: The documents that it was made from.
        as_of: The date that years count back from.
        language_code: BCP-47 language of the note.
    """
    if assessment.note or not assessment.terms:
        return assessment
    words = phrases("facts", language_code)
    found = _last_uses(assessment, readings, as_of, words) or _claim(assessment, readings, words)
    return replace(assessment, note=found) if found else assessment


def is_stale(assessment: CriterionAssessment) -> bool:
    """Tells whether the note, in whichever language it was written, says that something was last used long ago."""
    catalogues = (phrases("facts", language) for language in ("zh", "en"))
    return any(words.singular["last_used"].partition("{year}")[0] in assessment.note for words in catalogues)


def _last_uses(
    assessment: CriterionAssessment, readings: Sequence[Reading], as_of: datetime.date, words: Phrases
) -> str:
    shown = {one.term for one in assessment.terms if one.level in _SHOWN}
    terms = [term for term in assessment.criterion.terms if term.name in shown]
    years = [(term, _stale_year(term, readings, as_of)) for term in terms]
    stale = [(term, year) for term, year in years if year is not None]
    if len(terms) == 1 and stale:
        return words.say("last_used", year=str(stale[0][1]))
    told = [f"{term.name} {words.say('last_used', year=str(year))}" for term, year in stale[:_MOST]]
    return words.say("semicolon").join(told)


def _stale_year(term: Term, readings: Sequence[Reading], as_of: datetime.date) -> int | None:
    """Returns the year in which the last dated entry that names a term ended, None unless that is long ago."""
    entries = [entry for reading in readings for entry in _entries(term, reading)]
    ends = [_end(entry, as_of) for entry in entries]
    last = max((end for end in ends if end is not None), default=None)
    if last is None or (as_of.year - last.year) * 12 + as_of.month - last.month < STALE_YEARS * 12:
        return None
    return last.year


def _entries(term: Term, reading: Reading) -> list[WorkEntry]:
    places = reading.mentions(term.spellings)
    dated = (entry for entry in reading.resume.profile.work if entry.dates is not None)
    return [entry for entry in dated if any(entry.span.contains(place) for place in places)]


def _end(entry: WorkEntry, as_of: datetime.date) -> YearMonth | None:
    if entry.dates is None:
        return None
    if entry.dates.ongoing:
        return YearMonth(as_of.year, as_of.month)
    end = entry.dates.end or entry.dates.start
    return end.latest if end is not None else None


def _claim(assessment: CriterionAssessment, readings: Sequence[Reading], words: Phrases) -> str:
    """Tells that a skill which is only listed is claimed as one that the person masters (精通, "expert in")."""
    if assessment.level is not Level.LISTED:
        return ""
    by_index = {reading.document_index: reading for reading in readings}
    for one in assessment.evidence:
        reading = by_index.get(one.document_index)
        if reading is not None and _sure(assessment, reading, one.span):
            return words.say("claimed_proficient")
    return ""


def _sure(assessment: CriterionAssessment, reading: Reading, quote: Span) -> bool:
    places = [place for term in assessment.criterion.terms for place in reading.mentions(term.spellings)]
    inside = [place for place in places if quote.contains(place)]
    return any(level_cue(*reading.folded_in(reading.sentence_of(one), one)) is Cue.PROFICIENT for one in inside)
