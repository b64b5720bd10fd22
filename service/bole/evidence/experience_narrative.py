"""Describes experience from dates and quotes alone: the narrative of the embedded engine."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from bole.domain.dates import DateRange
from bole.domain.resume import EntryKind, WorkEntry
from bole.domain.rubric import Criterion, CriterionKind, Requirement, Rubric
from bole.evidence.duration_words import day, length, period
from bole.evidence.experience import assess_experience
from bole.evidence.experience_months import months_covered
from bole.evidence.labels import criterion_label
from bole.evidence.privacy import is_impersonal
from bole.evidence.reading import Reading
from bole.evidence.wording import Phrases, phrases, unwrapped
from bole.lexicon.cues import has_outcome
from bole.lexicon.folding import fold
from bole.lexicon.sentences import sentences

MOST_CODE_POINTS = 400
"""Upper bound of a narrative."""

_LONGEST_QUOTE = 130
_LONGEST_NAME = 60
_MOST_QUOTES = 2
_PAID = frozenset({EntryKind.EMPLOYMENT})
_OTHER = frozenset({EntryKind.PROJECT, EntryKind.VOLUNTEER})


def describe_experience(reading: Reading, rubric: Rubric, language_code: str, as_of: datetime.date) -> str:
    """Returns at most `MOST_CODE_POINTS` of whole sentences: positions, length, latest role, relevance, achievements.

    It states what stands in the visible text or the rubric, and arithmetic on dates. A name, a school, age, gender and
    the like are left out, with any quote that holds one.
    """
    words = phrases("experience_narrative", language_code)
    resume = reading.resume
    dated = [entry for entry in resume.profile.work if entry.dates is not None]
    text = _totals(dated, as_of, words) if dated else _undated(resume.profile.work, words)
    for sentence in (_recent(dated, reading, words), _relevance(rubric, reading, as_of, language_code, words)):
        text = _appended(text, sentence, words)
    return _with_achievements(text, dated, reading, words)


def _totals(dated: Sequence[WorkEntry], as_of: datetime.date, words: Phrases) -> str:
    employments = [entry for entry in dated if entry.kind in _PAID]
    internships = [entry for entry in dated if entry.kind is EntryKind.INTERNSHIP]
    others = [entry for entry in dated if entry.kind in _OTHER]
    if employments:
        text = _count("employments", employments, as_of, words)
        return _appended(text, _count("internships", internships, as_of, words) if internships else "", words)
    if internships:
        return _count("only_internships", internships, as_of, words)
    return _count("only_projects", others, as_of, words)


def _undated(entries: Sequence[WorkEntry], words: Phrases) -> str:
    return words.say("undated", count=len(entries)) if entries else words.say("none")


def _count(key: str, entries: Sequence[WorkEntry], as_of: datetime.date, words: Phrases) -> str:
    ranges = _ranges(entries)
    starts = [dates.start or dates.end for dates in ranges]
    first = min((start for start in starts if start is not None), key=lambda date: date.earliest, default=None)
    return words.say(
        key,
        count=len(entries),
        first=day(first, words) if first else "",
        duration=length(months_covered(ranges, as_of), words),
    )


def _ranges(entries: Sequence[WorkEntry]) -> list[DateRange]:
    return [entry.dates for entry in entries if entry.dates is not None]


def _recent(dated: Sequence[WorkEntry], reading: Reading, words: Phrases) -> str:
    for entry in _latest_first(dated):
        role = _role(entry, reading, words)
        if role and entry.dates is not None:
            return words.say("recent", role=role, dates=period(entry.dates, words))
    return ""


def _latest_first(dated: Sequence[WorkEntry]) -> list[WorkEntry]:
    """Orders entries by kind (employment before internship before others), then from the latest."""

    def place(entry: WorkEntry) -> tuple[int, int, int, int]:
        dates = entry.dates or DateRange(start=None, end=None)
        end = dates.end or dates.start
        start = dates.start or dates.end
        return (
            (EntryKind.EMPLOYMENT, EntryKind.INTERNSHIP, EntryKind.PROJECT, EntryKind.VOLUNTEER).index(entry.kind),
            0 if dates.ongoing else 1,
            -(end.latest.index if end else 0),
            -(start.latest.index if start else 0),
        )

    return sorted(dated, key=place)


def _role(entry: WorkEntry, reading: Reading, words: Phrases) -> str:
    position = _shown(entry.position.value if entry.position else "", reading)
    organization = _shown(entry.organization.value if entry.organization else "", reading)
    if position and organization:
        return words.say("role_at", position=position, organization=organization)
    return position or organization


def _shown(name: str, reading: Reading) -> str:
    name = " ".join(name.split())
    return name if len(name) <= _LONGEST_NAME and is_impersonal(name, reading.resume.profile) else ""


def _relevance(rubric: Rubric, reading: Reading, as_of: datetime.date, language_code: str, words: Phrases) -> str:
    criterion = _years_asked_for(rubric)
    if criterion is None:
        return ""
    note = assess_experience(criterion, reading, as_of, language_code).note
    return words.say("relevant", label=criterion_label(criterion), note=note) if note else ""


def _years_asked_for(rubric: Rubric) -> Criterion | None:
    asked = [one for one in rubric.criteria if one.kind is CriterionKind.EXPERIENCE and one.min_years]
    return min(asked, key=lambda one: tuple(Requirement).index(one.requirement), default=None)


def _with_achievements(text: str, dated: Sequence[WorkEntry], reading: Reading, words: Phrases) -> str:
    quotes: list[str] = []
    best = text
    for quote in _achievements(dated, reading):
        quotes.append(words.say("quoted", text=quote))
        sentence = words.say("achievements", quotes=words.say("semicolon").join(quotes))
        longer = _appended(text, sentence, words)
        if longer == text:
            quotes.pop()
            continue
        best = longer
        if len(quotes) == _MOST_QUOTES:
            break
    return best


def _achievements(dated: Sequence[WorkEntry], reading: Reading) -> Iterator[str]:
    """Yields short statements with an outcome: the first of each entry from the latest on, then the others."""
    # Statements are judged only as they are asked for: two are enough for a narrative.
    turns = zip_longest(*(_outcomes(entry, reading) for entry in _latest_first(dated)))
    yield from (quote for turn in turns for quote in turn if quote is not None)


def _outcomes(entry: WorkEntry, reading: Reading) -> Iterator[str]:
    for highlight in entry.highlights:
        quote = _statement(unwrapped(highlight.span.of(reading.text)))
        short = len(quote) <= _LONGEST_QUOTE
        if short and has_outcome(fold(quote).text) and is_impersonal(quote, reading.resume.profile):
            yield quote


def _statement(text: str) -> str:
    """Returns a statement whole, or where it is long its first sentence: later ones need what stands before them."""
    if len(text) > _LONGEST_QUOTE:
        text = next((sentence.of(text) for sentence in sentences(text)), text)
    return text.strip(" 。.;；")


def _appended(text: str, sentence: str, words: Phrases) -> str:
    """Adds a sentence, unless the text would grow too long."""
    longer = text + words.say("sentence_gap") + sentence if sentence and text else text or sentence
    return longer if len(longer) <= MOST_CODE_POINTS else text
