"""Where a resume names a term, and what level that place supports."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from bole.domain.resume import WorkEntry
from bole.domain.screening import Level
from bole.domain.spans import Span
from bole.evidence.reading import Reading
from bole.lexicon.cues import has_outcome, merely_aware, negated, own_action
from bole.lexicon.terms import TermMatcher

MOST_SKILLS_IN_A_STATEMENT = 6
"""A sentence that names more skill terms than this is a list (design, section 2)."""

_LONGEST_STATEMENT = 300
"""Bullets up to this many code points are read as one statement; longer ones sentence by sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One place that names a term: the level it supports, and the statement to quote.

    `negated` places deny the term; their level is ABSENT.
    """

    level: Level
    statement: Span
    negated: bool = False


@dataclass(frozen=True)
class Outline:
    """A reading prepared for looking up terms: what more is needed of it, found when first needed."""

    reading: Reading

    @cached_property
    def skill_starts(self) -> tuple[int, ...]:
        """Where the text names any skill of the lexicon, in ascending order."""
        return tuple(mention.span.start for mention in self.reading.skill_mentions)

    @cached_property
    def acting_entries(self) -> frozenset[Span]:
        """Dated entries in which the candidate does something."""
        return frozenset(
            entry.span
            for entry in self.reading.resume.profile.work
            if entry.dates is not None and self._acts_in(entry.span)
        )

    def fold_of(self, span: Span) -> str:
        """Returns the folded text of a span."""
        start, end = self.reading.folded.locate(span)
        return self.reading.folded.text[start:end]

    def entry_at(self, span: Span) -> WorkEntry | None:
        """Returns the innermost dated entry that holds the span."""
        holders = [
            entry for entry in self.reading.resume.profile.work if entry.dates is not None and entry.span.contains(span)
        ]
        return min(holders, key=lambda entry: entry.span.end - entry.span.start, default=None)

    def skill_count(self, span: Span) -> int:
        """Counts the skill terms that the span names."""
        return sum(1 for start in self.skill_starts if span.start <= start < span.end)

    def statement_of(self, mention: Span, entry: WorkEntry | None) -> Span:
        """Returns the bullet or the sentence that holds a mention."""
        for highlight in entry.highlights if entry is not None else ():
            if highlight.span.contains(mention) and highlight.span.end - highlight.span.start <= _LONGEST_STATEMENT:
                return highlight.span
        return self.reading.sentence_of(mention)

    def _acts_in(self, span: Span) -> bool:
        return any(own_action(self.fold_of(one)) for one in self.reading.sentences if span.overlaps(one))


def mentions(outline: Outline, matcher: TermMatcher) -> tuple[Mention, ...]:
    """Finds every place that names the term, in text order."""
    return tuple(_classify(outline, span) for span in matcher.find(outline.reading.folded))


def _classify(outline: Outline, span: Span) -> Mention:
    sentence = outline.reading.sentence_of(span)
    said = outline.reading.folded_in(sentence, span)
    if negated(*said):
        return Mention(level=Level.ABSENT, statement=sentence, negated=True)
    entry = outline.entry_at(span)
    statement = outline.statement_of(span, entry)
    if merely_aware(*said) or entry is None:
        return Mention(level=Level.LISTED, statement=statement)
    return Mention(level=_level_in_entry(outline, entry, statement, span), statement=statement)


def _level_in_entry(outline: Outline, entry: WorkEntry, statement: Span, span: Span) -> Level:
    if outline.skill_count(statement) > MOST_SKILLS_IN_A_STATEMENT or entry.span not in outline.acting_entries:
        return Level.LISTED
    said = outline.reading.folded_in(statement, span)
    # A bullet may tell of several people's work: the clause that names the term decides whose it was.
    acts = own_action(*said) and not entry.heading.contains(span)
    return Level.DEMONSTRATED if acts and has_outcome(said[0]) else Level.USED
