"""What a document says of one term: where it is named, where it is denied, and what a quote has to do with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from bole.domain.rubric import Criterion, Term
from bole.domain.spans import Span
from bole.evidence.aboutness import Sought, sought
from bole.evidence.alignment import Aligned, align
from bole.evidence.reading import Reading
from bole.lexicon.cues import Cue, level_cue, merely_aware, negated


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """What one passage has to do with a term.

    Attributes:
        mention: The mention of the term that makes the passage one about it, None if there is none.
        denied: The passage names the term only to deny it.
        slight: The passage claims no more than acquaintance, or repeats the posting.
        inferred: The passage does not name the term, but speaks of what the criterion asks for.
    """

    mention: Span | None = None
    denied: bool = False
    slight: bool = False
    inferred: bool = False

    @property
    def supports(self) -> bool:
        """True where the passage shows the term without denying it."""
        return self.mention is not None and not self.denied


@dataclass(frozen=True)
class Topic:
    """One term in one document."""

    reading: Reading
    term: Term
    sought: Sought | None = None
    """What speaks of the criterion where the term is not named."""

    @property
    def mentions(self) -> tuple[Span, ...]:
        """Every place that names the term, in text order."""
        return self.reading.mentions(self.term.spellings)

    @cached_property
    def first_affirmed(self) -> Span | None:
        """The first place that names the term without denying it."""
        return next((mention for mention in self.mentions if not self._denied(mention)), None)

    @property
    def only_denied(self) -> bool:
        """True where the text names the term and every place denies it."""
        return bool(self.mentions) and self.first_affirmed is None

    @cached_property
    def headed_entries(self) -> tuple[Span, ...]:
        """The entries whose heading names the term."""
        return tuple(entry.span for entry in self.reading.resume.profile.work if self._mentions_in(entry.heading))

    def named_in(self, passage: Span) -> Span | None:
        """Returns the first mention in a passage that does not deny the term, or None."""
        return next((mention for mention in self._mentions_in(passage) if not self._denied(mention)), None)

    def relation(self, passage: Span) -> Relation:
        """Tells what a passage has to do with the term: it names it, or stands in an entry whose heading does."""
        inside = self._mentions_in(passage)
        slight: Span | None = None
        for mention in inside:
            cue = self._cue(mention)
            aware = cue is Cue.AWARE and self._merely_aware(mention)
            if cue is not Cue.NEGATED and not aware and not self.reading.repeats(mention):
                return Relation(mention=mention)
            if cue is not Cue.NEGATED:
                slight = slight or mention
        if slight is not None:
            return Relation(mention=slight, slight=True)
        if inside:
            return Relation(mention=inside[0], denied=True)
        headed = any(entry.start <= passage.start < entry.end for entry in self.headed_entries)
        if headed:
            return Relation(mention=passage, slight=self.reading.repeats(passage))
        return self._inferred(passage)

    def _inferred(self, passage: Span) -> Relation:
        words = self.sought.within(self.reading, passage) if self.sought is not None else None
        if words is None or self.mentions or self._denied(words):
            return Relation()
        return Relation(mention=words, slight=True, inferred=True)

    def locate(self, quote: str) -> tuple[Aligned, Relation] | None:
        """Aligns a quote; of several equal passages the one that has to do with the term."""
        found = align(quote, self.reading.folded)
        if found is None:
            return None
        relation = self.relation(found.span)
        if relation.mention is not None:
            return found, relation
        for entry in self.headed_entries:
            inside = align(quote, self.reading.folded, within=entry)
            if inside is not None and inside.alignment is found.alignment and entry.contains(inside.span):
                return inside, self.relation(inside.span)
        return found, relation

    def _mentions_in(self, passage: Span) -> list[Span]:
        return [mention for mention in self.mentions if passage.contains(mention)]

    def _cue(self, mention: Span) -> Cue | None:
        return level_cue(*self.reading.folded_in(self.reading.sentence_of(mention), mention))

    def _merely_aware(self, mention: Span) -> bool:
        return merely_aware(*self.reading.folded_in(self.reading.sentence_of(mention), mention))

    def _denied(self, mention: Span) -> bool:
        return negated(*self.reading.folded_in(self.reading.sentence_of(mention), mention))


def topics(reading: Reading, terms: Sequence[Term]) -> tuple[Topic, ...]:
    """Returns one topic for each term, in order."""
    return tuple(Topic(reading=reading, term=term) for term in terms)


def topics_of(reading: Reading, criterion: Criterion) -> tuple[Topic, ...]:
    """Returns one topic for each term of a criterion that is answered by level: also told by what is not named."""
    return tuple(Topic(reading=reading, term=term, sought=sought(criterion, term)) for term in criterion.terms)
