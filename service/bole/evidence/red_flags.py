"""Collects what a reader should look at twice; nothing of it is scored."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence

from bole.domain.documents import DocumentRole
from bole.domain.rubric import Criterion
from bole.domain.screening import RedFlag, RedFlagCode
from bole.evidence.date_flags import future_dates, overlapping_dates
from bole.evidence.experience_flags import claim_not_shown, keyword_list, vague_experience
from bole.evidence.reading import Reading
from bole.evidence.tampering_flags import hidden_text, injection_attempts, unreadable_part
from bole.evidence.wording import Phrases, phrases

_READ_LANGUAGES = frozenset({"zh", "en"})
"""Languages in which the telling of experience is judged; dates and tampering are judged in all."""

_ORDER = tuple(RedFlagCode)


def red_flags(
    readings: Sequence[Reading], as_of: datetime.date, language_code: str, criteria: Sequence[Criterion] = ()
) -> tuple[RedFlag, ...]:
    """Returns the red flags of one candidate, at most one of each code for a document, in the order of the codes.

    Args:
        readings: The documents; dates and the telling of experience are judged in resumes only.
        as_of: The day that open-ended dates run to.
        language_code: BCP-47 of the messages.
        criteria: What is asked for; their terms in metadata, alternative texts and comments count as hidden text.
    """
    words = phrases("red_flags", language_code)
    flags = [*_of_resumes(readings, as_of, words), *_of_documents(readings, words, criteria)]
    return tuple(sorted(flags, key=lambda flag: _ORDER.index(flag.code)))


def _of_resumes(readings: Sequence[Reading], as_of: datetime.date, words: Phrases) -> Iterator[RedFlag]:
    resumes = [reading for reading in readings if reading.role is DocumentRole.RESUME]
    for reading in resumes:
        yield from overlapping_dates(reading, as_of, words)
        yield from future_dates(reading, as_of, words)
    readable = [reading for reading in resumes if _is_read(reading)]
    for reading in readable:
        yield from vague_experience(reading, words)
        yield from keyword_list(reading, words)
    yield from claim_not_shown(readable, as_of, words)


def _of_documents(readings: Sequence[Reading], words: Phrases, criteria: Sequence[Criterion]) -> Iterator[RedFlag]:
    yield from unreadable_part(readings, words)
    yield from hidden_text(readings, words, criteria)
    yield from injection_attempts(readings, words)


def _is_read(reading: Reading) -> bool:
    languages = reading.resume.languages
    return not languages or languages[0].split("-")[0].lower() in _READ_LANGUAGES
