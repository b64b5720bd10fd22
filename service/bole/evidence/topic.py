"""What a document says of one term: where it is named, where it is denied, and what a quote has to do with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from bole.domain.rubric import Term
from bole.domain.spans import Span
from bole.evidence.alignment import Aligned, align
from bole.evidence.reading import Reading
from bole.lexicon.cues import merely_aware, negated
from bole.lexicon.terms import term_matcher


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """What one passage has to do with a term.

    Attributes:
        mention: The mention of the term that makes the passage one about it, None if there is none.
        denied: The passage names the term only to deny it.
        slight: The passage claims no more than acquaintance.
    """

    mention: Span | None = None
    denied: bool = False
    slight: bool = False

    @property
    def supports(self) -> bool:
        """True where the passage shows the term without denying it."""
        return self.mention is not None and not self.denied


@dataclass(frozen=True)
class Topic:
    """One term in one document; mentions are looked up once."""

    reading: Reading
    term: Term

    @cached_property
    def mentions(self) -> tuple[Span, ...]:
        """Every place that names the term, in text order."""
        return term_matcher(self.term.spellings).find(self.reading.folded)

    @cached_property
    def first_affirmed(self) -> Span | None:
        """The first place that names the term without denying it."""
        return next((mention for mention in self.mentions if not self._denied(mention)), None)

    @cached_property
    def headed_entries(self) -> tuple[Span, ...]:
        """The entries whose heading names the term."""
        return tuple(
            entry.span
            for entry in self.reading.resume.profile.work
            if any(entry.heading.contains(mention) for mention in self.mentions)
        )

    def named_in(self, passage: Span) -> Span | None:
        """Returns the first mention in a passage that does not deny the term, or None."""
        inside = (mention for mention in self.mentions if passage.contains(mention))
        return next((mention for mention in inside if not self._denied(mention)), None)

    def relation(self, passage: Span) -> Relation:
        """Tells what a passage has to do with the term: it names it, or stands in an entry whose heading does."""
        inside = [mention for mention in self.mentions if passage.contains(mention)]
        affirmed = [mention for mention in inside if not self._denied(mention)]
        if affirmed:
            weighty = next((mention for mention in affirmed if not self._slight(mention)), None)
            return Relation(mention=weighty or affirmed[0], slight=weighty is None)
        if inside:
            return Relation(mention=inside[0], denied=True)
        headed = any(entry.start <= passage.start < entry.end for entry in self.headed_entries)
        return Relation(mention=passage) if headed else Relation()

    def locate(self, quote: str) -> Aligned | None:
        """Aligns a quote; of several equal passages the one that has to do with the term."""
        found = align(quote, self.reading.folded)
        if found is None or self.relation(found.span).mention is not None:
            return found
        for entry in self.headed_entries:
            inside = align(quote, self.reading.folded, within=entry)
            if inside is not None and inside.alignment is found.alignment and entry.contains(inside.span):
                return inside
        return found

    def _denied(self, mention: Span) -> bool:
        return negated(*self.reading.folded_in(self.reading.sentence_of(mention), mention))

    def _slight(self, mention: Span) -> bool:
        return merely_aware(*self.reading.folded_in(self.reading.sentence_of(mention), mention))


def topics(reading: Reading, terms: Sequence[Term]) -> tuple[Topic, ...]:
    """Returns one topic for each term, in order."""
    return tuple(Topic(reading=reading, term=term) for term in terms)
