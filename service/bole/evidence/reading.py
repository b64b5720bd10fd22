"""A document made ready for every check: folded and cut into sentences once."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from functools import cached_property

from bole.domain.documents import DocumentRole
from bole.domain.resume import Box, ParsedResume, TextLine, WarningCode
from bole.domain.spans import Span
from bole.lexicon.folding import Folded, fold
from bole.lexicon.sentences import sentence_at, sentences
from bole.lexicon.skills import SkillMention, skill_table
from bole.lexicon.terms import term_matcher


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One document of a candidate.

    Attributes:
        resume: What a person sees of it; all spans are code points of `resume.text`.
        folded: The same text, folded.
        sentences: Sentences and clauses of the text, in order.
        lines: The lines of the text, by their place in it.
        document_index: Place of the document in the request, from 0.
        role: What the document is to the candidate.
        repeated: Lines that repeat the posting (`copies.compared`); what they name is not shown by them.
    """

    resume: ParsedResume
    folded: Folded
    sentences: tuple[Span, ...]
    lines: tuple[TextLine, ...]
    document_index: int
    role: DocumentRole
    repeated: tuple[Span, ...] = ()
    _mentions: dict[tuple[str, ...], tuple[Span, ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def mentions(self, spellings: tuple[str, ...]) -> tuple[Span, ...]:
        """Returns every place that names a term, in text order; the text is searched once for each term."""
        found = self._mentions.get(spellings)
        if found is None:
            found = self._mentions[spellings] = term_matcher(spellings).find(self.folded)
        return found

    @cached_property
    def skill_mentions(self) -> tuple[SkillMention, ...]:
        """Every skill of the lexicon that the text names; looked up when first needed."""
        return skill_table().find(self.folded)

    @property
    def text(self) -> str:
        """The visible text."""
        return self.resume.text

    @property
    def incomplete(self) -> bool:
        """True where a part of the document could not be read, so that what is missing may stand there."""
        return any(warning.code is WarningCode.PAGE_UNREADABLE for warning in self.resume.warnings)

    def repeats(self, span: Span) -> bool:
        """Tells whether a span stands in a line that repeats the posting."""
        return any(line.overlaps(span) for line in self.repeated)

    def sentence_of(self, span: Span) -> Span:
        """Returns the sentence in which `span` begins, stretched to hold all of it (a term broken over lines)."""
        sentence = sentence_at(self.sentences, span.start)
        if sentence is None:
            return span
        return Span(min(sentence.start, span.start), max(sentence.end, span.end))

    def folded_in(self, outer: Span, inner: Span) -> tuple[str, int, int]:
        """Returns the folded text of `outer` and the folded range [start, end) of `inner` counted from its beginning.

        Args:
            outer: A span that holds `inner`, such as its sentence.
            inner: The span that the cue words are looked up for.
        """
        left, right = self.folded.locate(outer)
        start, end = self.folded.locate(inner)
        return self.folded.text[left:right], start - left, end - left

    def page_number(self, span: Span) -> int:
        """Returns the 1-based number of the page on which `span` begins; 1 where the document knows no pages."""
        pages = self.resume.pages
        index = bisect_right(pages, span.start, key=lambda page: page.span.start) - 1
        return pages[index].number if index >= 0 else 1

    def boxes(self, span: Span) -> tuple[Box, ...]:
        """Returns the boxes of the lines that `span` touches on the page where it begins, in text order."""
        page_number = self.page_number(span)
        first = bisect_right(self.lines, span.start, key=lambda line: line.span.end)
        last = bisect_left(self.lines, span.end, key=lambda line: line.span.start)
        touched = (line for line in self.lines[first:last] if line.page_number == page_number)
        return tuple(line.box for line in touched if line.box is not None)


def read(resume: ParsedResume, index: int = 0, role: DocumentRole = DocumentRole.RESUME) -> Reading:
    """Makes a document ready for checks; the only place where its text is folded for them.

    Args:
        resume: The parsed document.
        index: Its place in the request, from 0.
        role: What it is to the candidate.
    """
    return Reading(
        resume=resume,
        folded=fold(resume.text),
        sentences=sentences(resume.text),
        lines=tuple(sorted(resume.lines, key=lambda line: line.span)),
        document_index=index,
        role=role,
    )
