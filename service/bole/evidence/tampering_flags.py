"""Red flags of documents that try to steer the screening, and of parts that nobody could read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bole.domain.rubric import Criterion
from bole.domain.screening import RedFlag, RedFlagCode, Severity
from bole.evidence.quoting import evidence_of
from bole.evidence.reading import Reading
from bole.evidence.wording import Phrases
from bole.lexicon.folding import fold
from bole.lexicon.injection import injections
from bole.lexicon.sentences import sentences
from bole.lexicon.terms import term_matcher

_MOST_EVIDENCE = 4


def hidden_text(readings: Sequence[Reading], words: Phrases, criteria: Sequence[Criterion] = ()) -> Iterator[RedFlag]:
    """Flags text that a person cannot see; the message says how many passages, never what they say.

    Args:
        readings: The documents.
        words: The wording.
        criteria: What is asked for; what a file carries beside its pages counts where it names a term of it.
    """
    count = sum(len(reading.resume.hidden_text) + _asked_for(reading, criteria) for reading in readings)
    if count:
        yield RedFlag(
            code=RedFlagCode.HIDDEN_TEXT,
            message=words.say("HIDDEN_TEXT", count=count),
            severity=Severity.SERIOUS,
        )


def injection_attempts(readings: Sequence[Reading], words: Phrases) -> Iterator[RedFlag]:
    """Flags visible and hidden text that addresses the screening; only visible passages are quoted."""
    visible = [(reading, span) for reading in readings for span in injections(reading.folded, reading.sentences)]
    hidden = sum(
        1
        for reading in readings
        for passage in reading.resume.hidden_text
        if injections(fold(passage.excerpt), sentences(passage.excerpt), in_sight=False)
    )
    if visible or hidden:
        yield RedFlag(
            code=RedFlagCode.INJECTION_ATTEMPT,
            message=words.say("INJECTION_ATTEMPT", count=len(visible) + hidden),
            severity=Severity.SERIOUS,
            evidence=tuple(evidence_of(reading, span) for reading, span in visible[:_MOST_EVIDENCE]),
        )


def unreadable_part(readings: Sequence[Reading], words: Phrases) -> Iterator[RedFlag]:
    """Flags pages that could not be read."""
    if any(reading.incomplete for reading in readings):
        yield RedFlag(code=RedFlagCode.UNREADABLE_PART, message=words.say("UNREADABLE_PART"), severity=Severity.WARNING)


def _asked_for(reading: Reading, criteria: Sequence[Criterion]) -> int:
    """Counts the passages beside the pages that name what the criteria ask for."""
    unread = [fold(passage.excerpt) for passage in reading.resume.unread]
    matchers = [term_matcher(term.spellings) for criterion in criteria for term in criterion.terms] if unread else []
    return sum(any(matcher.ranges(text) for matcher in matchers) for text in unread)
