"""The engine `encoder`: a sentence-embedding model finds passages that say what is asked in other words.

What `rules` finds by spelling stays; a passage that the model finds can only raise an answer, as far as the evidence
check allows: a passage that does not name the term shows it as LISTED at most.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bole.domain.ports import PassageMatcher
from bole.domain.resume import ParsedResume
from bole.domain.rubric import Criterion, Rubric, Term
from bole.domain.screening import Finding, Level, Method, TermFinding
from bole.domain.spans import Span
from bole.engines.engine import Finder, Origin
from bole.engines.mentions import Outline
from bole.engines.passages import Passage, passages
from bole.engines.rules import MOST_QUOTES, RulesEngine
from bole.evidence.levels import rank
from bole.evidence.reading import Reading
from bole.evidence.topic import Topic
from bole.lexicon.cues import has_outcome, merely_aware, own_action

NAME = "encoder"


@dataclass(frozen=True, slots=True, kw_only=True)
class EncoderEngine:
    """A `Finder` that reads what `rules` reads, and the languages of its model."""

    matcher: PassageMatcher
    spelled: Finder = field(default_factory=RulesEngine)

    @property
    def origin(self) -> Origin:
        """`encoder`, with the digest of its model."""
        return Origin(engine=NAME, model_digest=self.matcher.digest)

    def covers(self, resume: ParsedResume) -> bool:
        """Tells whether the model or `rules` reads most of the prose; text too short to tell counts as covered."""
        return self.spelled.covers(resume) or _language(resume) in self.matcher.languages

    def find(self, rubric: Rubric, reading: Reading) -> tuple[Finding, ...]:
        """Answers every criterion that is not computed from the profile, in rubric order.

        Raises:
            BoleError: MODEL_CONTRACT_MISMATCH where the model cannot be used.
        """
        found = self.spelled.find(rubric, reading)
        if not self._reads(rubric, reading.resume):
            return found
        criteria = {one.criterion_id: one for one in rubric.criteria if one.kind.answered_by_level}
        asked = {query: None for one in criteria.values() for query in _queries(one)}
        outline = Outline(reading)
        given = passages(outline)
        rows = self.matcher.likeness(tuple(asked), tuple(one.text for one in given))
        alike = {query: self._alike(row, given) for query, row in zip(asked, rows, strict=True)}
        return tuple(
            _raised(one, criteria[one.criterion_id], outline, alike) if one.criterion_id in criteria else one
            for one in found
        )

    def evaluate_experience(self, reading: Reading, rubric: Rubric, language_code: str, as_of: datetime.date) -> str:
        """Describes the dated entries in at most 400 code points."""
        return self.spelled.evaluate_experience(reading, rubric, language_code, as_of)

    def _reads(self, rubric: Rubric, resume: ParsedResume) -> bool:
        """Tells whether the model reads both sides; an empty language counts as one that it reads."""
        languages = {rubric.language_code.split("-")[0].lower(), _language(resume)} - {""}
        return languages <= set(self.matcher.languages)

    def _alike(self, row: Sequence[float], given: Sequence[Passage]) -> tuple[Passage, ...]:
        """Returns the passages that are alike enough, the most alike first, those alike in the same way in order."""
        near = [(-likeness, place) for place, likeness in enumerate(row) if likeness >= self.matcher.threshold]
        return tuple(given[place] for _, place in sorted(near))


def _language(resume: ParsedResume) -> str:
    return resume.languages[0].split("-")[0].lower() if resume.languages else ""


def _queries(criterion: Criterion) -> tuple[str, ...]:
    return tuple(term.name for term in criterion.terms) or (criterion.text,)


def _raised(finding: Finding, criterion: Criterion, outline: Outline, alike: dict[str, tuple[Passage, ...]]) -> Finding:
    """Returns a finding with the better of its own answer and what the passages show."""
    if not criterion.terms:
        level, quotes = _shown(alike[criterion.text], outline, None)
        return replace(finding, level=level, quotes=quotes) if rank(level) < rank(finding.level) else finding
    told = {one.term: one for one in finding.terms}
    terms = tuple(
        _raised_term(told.get(term.name, TermFinding(term=term.name, level=Level.ABSENT)), term, outline, alike)
        for term in criterion.terms
    )
    if terms == finding.terms:
        return finding
    level = min((one.level for one in terms), key=rank)
    quotes = tuple(dict.fromkeys(quote for one in terms if one.level is level for quote in one.quotes))
    derived = level is not finding.level and level is Level.LISTED
    return replace(
        finding,
        level=level,
        quotes=quotes[:MOST_QUOTES],
        terms=terms,
        method=Method.DERIVE if derived else finding.method,
    )


def _raised_term(own: TermFinding, term: Term, outline: Outline, alike: dict[str, tuple[Passage, ...]]) -> TermFinding:
    if own.level is Level.UNCLEAR or (own.level is Level.ABSENT and own.quotes):
        return own  # the text denies the term, which no passage beside it outweighs
    level, quotes = _shown(alike[term.name], outline, Topic(reading=outline.reading, term=term))
    return replace(own, level=level, quotes=quotes) if rank(level) < rank(own.level) else own


def _shown(near: Sequence[Passage], outline: Outline, topic: Topic | None) -> tuple[Level, tuple[str, ...]]:
    """Returns the best level that passages show of a term, or of a criterion without terms, and what to quote."""
    levels = [_level(one.span, outline, topic) for one in near]
    best = min(levels, key=rank, default=Level.ABSENT)
    quoted = [one.span.of(outline.reading.text) for one, level in zip(near, levels, strict=True) if level is best]
    return best, tuple(quoted[:MOST_QUOTES])


def _level(passage: Span, outline: Outline, topic: Topic | None) -> Level:
    """Takes what a passage says was done, in a dated entry; a term has to be named by it or by the entry's heading."""
    folded = outline.fold_of(passage)
    end = (folded, len(folded), len(folded))
    relation = None if topic is None else topic.relation(passage)
    on_topic = relation is None or (relation.supports and not relation.slight)
    if outline.entry_at(passage) is None or not on_topic or merely_aware(*end) or not own_action(folded):
        return Level.LISTED
    return Level.DEMONSTRATED if topic is not None and has_outcome(folded) else Level.USED
