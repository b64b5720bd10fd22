"""Lines of a document that repeat the posting: they say what is asked for, not what somebody did or holds."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby

from bole.domain.resume import SectionKind
from bole.domain.rubric import Criterion, CriterionKind
from bole.domain.screening import CriterionAssessment, Evidence, Level
from bole.domain.spans import Span
from bole.evidence.cue_patterns import pattern
from bole.evidence.levels import CREDIT, combine, rank
from bole.evidence.reading import Reading, read
from bole.evidence.wording import phrases
from bole.lexicon.folding import HAN, LATIN, fold

SHORTEST = 3.0
"""Words (a Han character counts half) from which a line can repeat a criterion on its own."""

LONG = 6.0
"""The same from which no two people write the same line by chance."""

SEVERAL = 3
"""Lines that together are a copy although each could be chance."""

_COVERED = 0.8
"""Share of a line that criteria make up where it repeats them, and share of a criterion that a shortened line keeps."""

_TOKEN = re.compile(rf"[{LATIN}0-9][{LATIN}0-9+#]*|[{HAN}]")
_HAN = re.compile(rf"[{HAN}]")
_NAMED_ALIKE = frozenset({CriterionKind.SOFT_SKILL})
"""Kinds whose wording is everybody's: that a resume repeats it says nothing."""

_LISTS = frozenset({SectionKind.SKILLS, SectionKind.CERTIFICATES, SectionKind.LANGUAGES, SectionKind.EDUCATION})
"""Where resumes name things one by one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """A criterion, its place in the rubric from 0, and its wording: words with a blank at both ends."""

    place: int
    criterion: Criterion
    words: str

    def names(self) -> list[str]:
        """Returns the spellings of what it names, as words, the longest first."""
        spellings = {_words(fold(spelling).text) for term in self.criterion.terms for spelling in term.spellings}
        return sorted((name for name in spellings if name.strip()), key=lambda name: (-len(name), name))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """A line of the document.

    Attributes:
        span: Where it stands.
        place: Place in the rubric of the first criterion that it repeats.
        kinds: Kinds of the criteria that it repeats, empty where it says something of its own.
        size: How many words it has.
        beyond: How many of them are more than the names of what is asked for.
        asks: It asks rather than tells.
    """

    span: Span
    place: int = 0
    kinds: frozenset[CriterionKind] = frozenset()
    size: float = 0.0
    beyond: float = 0.0
    asks: bool = False

    @property
    def phrased(self) -> bool:
        """True where the line is more than the name of a thing, which anybody would write the same way."""
        return bool(self.kinds) and (self.asks or (self.size >= SHORTEST and self.beyond >= 1))

    @property
    def certain(self) -> bool:
        """True where the line alone is a copy."""
        return bool(self.kinds) and (self.asks or (self.size >= LONG and self.beyond >= SHORTEST))


def compared(reading: Reading, criteria: Sequence[Criterion]) -> Reading:
    """Returns the reading with the lines marked that repeat the posting."""
    repeated = repeated_lines(reading, criteria)
    return replace(reading, repeated=repeated) if repeated else reading


def repeated_lines(reading: Reading, criteria: Sequence[Criterion]) -> tuple[Span, ...]:
    """Finds the lines that repeat criteria word for word, in text order; list marks and punctuation aside.

    A line counts where it asks rather than tells ("mandatory", 优先) or is long; where at least `SEVERAL` lines of the
    document repeat more than the name of a thing; and in a row of at least `SEVERAL` that asks, or that mixes kinds of
    criteria as postings do (outside of lists of skills and the like, in their order). A certificate or a skill that a
    resume names as the posting does is no copy.
    """
    asked = [_asked(place, one) for place, one in enumerate(criteria) if one.kind not in _NAMED_ALIKE]
    asked.sort(key=lambda one: (-len(one.words), one.words))
    vocabulary = frozenset(word for one in asked for word in one.words.split())
    compared_lines = (_compare(span, reading, asked, vocabulary) for span in _lines(reading))
    lines = [line for line in compared_lines if line is not None]
    phrased = [line for line in lines if line.phrased]
    found = {line.span for line in phrased if line.certain or len(phrased) >= SEVERAL}
    runs = (tuple(run) for repeats, run in groupby(lines, key=lambda line: bool(line.kinds)) if repeats)
    found.update(line.span for run in runs if _is_posting(run, reading) for line in run)
    return tuple(sorted(found))


def assess_beside_repeated(
    readings: Sequence[Reading], assess: Callable[[Sequence[Reading]], CriterionAssessment], language_code: str
) -> CriterionAssessment:
    """Answers a criterion that is computed from the profile so that no repeated line can meet it.

    Args:
        readings: The documents.
        assess: Answers the criterion from some documents.
        language_code: BCP-47 of the note.

    Returns:
        What the documents show without the repeated lines; what only those say is UNCLEAR, for a person to ask about.
    """
    stated = assess(readings)
    if not any(reading.repeated for reading in readings) or stated.level not in {Level.MET, Level.PARTLY_MET}:
        return stated
    shown = assess([without_repeated(reading) for reading in readings])
    shown = replace(shown, evidence=tuple(_as_written(one, readings) for one in shown.evidence))
    if rank(shown.level) <= rank(stated.level) or stated.criterion.kind is CriterionKind.EXPERIENCE:
        return shown
    note = phrases("facts", language_code).say("repeats_posting")
    if stated.terms and shown.terms:
        return _by_terms(stated, shown, note)
    return replace(stated, level=Level.UNCLEAR, credit=None, note=note)


def without_repeated(reading: Reading) -> Reading:
    """Returns the document as if the repeated lines were blank; spans stay what they are."""
    if not reading.repeated:
        return reading
    text = reading.text
    for span in reading.repeated:
        text = f"{text[: span.start]}{' ' * (span.end - span.start)}{text[span.end :]}"
    profile = reading.resume.profile
    own = replace(
        profile,
        education=tuple(one for one in profile.education if not reading.repeats(one.span)),
        languages=tuple(one for one in profile.languages if not reading.repeats(one.name.span)),
        certificates=tuple(one for one in profile.certificates if not reading.repeats(one.name.span)),
    )
    return read(replace(reading.resume, text=text, profile=own), reading.document_index, reading.role)


def _by_terms(stated: CriterionAssessment, shown: CriterionAssessment, note: str) -> CriterionAssessment:
    levels = [
        own.level if rank(own.level) <= rank(claimed.level) else Level.UNCLEAR
        for own, claimed in zip(shown.terms, stated.terms, strict=True)
    ]
    level, credit = combine(stated.criterion.term_groups, levels)
    terms = tuple(
        replace(claimed, level=own, credit=CREDIT.get(own)) for claimed, own in zip(stated.terms, levels, strict=True)
    )
    evidence = stated.evidence if level is Level.UNCLEAR else shown.evidence
    return replace(stated, level=level, credit=credit, terms=terms, evidence=evidence, note=note)


def _as_written(evidence: Evidence, readings: Sequence[Reading]) -> Evidence:
    """Quotes the document itself, where the checks saw blanks."""
    (reading,) = (one for one in readings if one.document_index == evidence.document_index)
    return replace(evidence, quote=evidence.span.of(reading.text))


def _lines(reading: Reading) -> list[Span]:
    """Returns the lines, and the statements of more than one line, in text order."""
    statements = (one.span for entry in reading.resume.profile.work for one in entry.highlights)
    longer = (span for span in statements if "\n" in span.of(reading.text))
    return sorted({*(line.span for line in reading.lines), *longer})


def _asked(place: int, criterion: Criterion) -> _Asked:
    return _Asked(place=place, criterion=criterion, words=_words_of(criterion.text))


@lru_cache(maxsize=1024)
def _words_of(criterion_text: str) -> str:
    return _words(fold(criterion_text).text)


def _compare(span: Span, reading: Reading, asked: Sequence[_Asked], vocabulary: frozenset[str]) -> _Line | None:
    """Compares a line with the criteria, whose words are the `vocabulary`; None for one without words."""
    start, end = reading.folded.locate(span)
    text = reading.folded.text[start:end]
    words = _words(text)
    size = _size(words)
    if not size:
        return None
    strange = " ".join(word for word in words.split() if word not in vocabulary)
    if 2 * _size(strange) > size:
        # Most lines: what most of them say is in no criterion.
        return _Line(span=span)
    repeated, rest = [], words
    for one in asked:
        if one.words in rest:
            repeated.append(one)
            rest = rest.replace(one.words, "  ")
        elif (words in one.words and size >= _COVERED * _size(one.words)) or _alike(words, one.words, size):
            return _line(span, text, words, [one])
    if _size(rest) > max(1.0, (1 - _COVERED) * size) or _size(rest) * 2 > size:
        return _Line(span=span)
    return _line(span, text, words, repeated)


def _alike(words: str, asked: str, size: float) -> bool:
    """Tells whether a long line has nearly the words of a criterion, such as without an article."""
    if size < LONG or abs(len(words) - len(asked)) > (1 - _COVERED) * len(asked):
        return False
    left, right = set(words.split()), set(asked.split())
    return len(left & right) >= _COVERED * max(len(left), len(right))


def _line(span: Span, text: str, words: str, repeated: Sequence[_Asked]) -> _Line:
    rest = words
    for one in repeated:
        for name in one.names():
            rest = rest.replace(name, "  ")
    beyond = _words(pattern("copies", "plain").sub(" ", rest.replace(" ", "") if _HAN.search(rest) else rest))
    return _Line(
        span=span,
        place=min(one.place for one in repeated),
        kinds=frozenset(one.criterion.kind for one in repeated),
        size=_size(words),
        beyond=_size(beyond),
        asks=pattern("copies", "asking").search(text) is not None,
    )


def _is_posting(run: Sequence[_Line], reading: Reading) -> bool:
    """Tells whether lines in a row that repeat criteria are a piece of the posting rather than a list of one's own."""
    if len(run) < SEVERAL:
        return False
    if any(line.asks for line in run):
        return True
    mixed = len({kind for line in run for kind in line.kinds}) > 1
    places = [line.place for line in run]
    lists = [section.span for section in reading.resume.sections if section.kind in _LISTS]
    listed = any(span.contains(line.span) for line in run for span in lists)
    return mixed and ((not listed and places == sorted(places)) or sum(line.phrased for line in run) > 1)


def _words(text: str) -> str:
    return f" {' '.join(_TOKEN.findall(text))} "


def _size(words: str) -> float:
    tokens = words.split()
    han = sum(1 for token in tokens if _HAN.match(token))
    return len(tokens) - han / 2
