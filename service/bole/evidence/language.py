"""Human languages: what is stated, certified, or shown by the resume itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bole.domain.rubric import Criterion
from bole.domain.screening import CriterionAssessment, Level
from bole.domain.spans import Span
from bole.evidence.cue_patterns import bordered
from bole.evidence.quoting import chosen, evidence_of
from bole.evidence.reading import Reading
from bole.evidence.topic import topics
from bole.evidence.wording import phrases
from bole.lexicon.cues import negated
from bole.lexicon.folding import fold_term
from bole.lexicon.resources import items, load_mapping, mapping, number

_NAME = "patterns/fact_cues.yaml"
_ORDINARY = 2
"""Rank of fluency up to which a language that is named without a level suffices."""

_HALF = 50
"""Credit of a weaker fluency than asked for."""

_BREAK = re.compile(r"[,;。!?、|]|\. ")
_OPENING, _CLOSING = "([", ")]"
_ALPHANUMERIC = re.compile(r"[a-z]{2}|[0-9]{2}")
_SCORE_REACH = 12
"""Folded characters between the name of a test and its score."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Statement:
    """A place that names the language; `rank` 1..5 of the fluency it states, None where it states none."""

    span: Span
    rank: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Score:
    """A test whose score gives a rank: (least score, rank), the best first."""

    pattern: re.Pattern[str]
    steps: tuple[tuple[float, int], ...]


def assess_language(criterion: Criterion, reading: Reading, language_code: str) -> CriterionAssessment:
    """Compares what a resume shows of a language with the fluency that the criterion asks for.

    MET where the stated fluency, a certificate or a test score suffices; a weaker one gives 50. Where no fluency is
    stated, a resume written in the language shows it; else a language named without a level is MET for everyday use and
    UNCLEAR above, and one that nothing shows is ABSENT. So a resume and its translation get the same answer as long as
    they state their languages.
    """
    demand = fold_term(criterion.text)
    asked = fluency_rank(demand) or _certified_rank(criterion.language_code, demand) or 0
    statements = sorted(_statements(criterion, reading), key=lambda one: (-(one.rank or 0), one.span))
    level, credit, note = _judge(asked, statements)
    places = [one.span for one in statements]
    if level in {Level.ABSENT, Level.UNCLEAR} and _written_in(criterion, reading):
        level, credit, note = Level.MET, 100, "language_by_prose"
        places = places or [_longest_sentence(reading)]
    return CriterionAssessment(
        criterion=criterion,
        level=level,
        credit=credit,
        evidence=chosen([[evidence_of(reading, place)] for place in places]),
        note=phrases("facts", language_code).say(note) if note else "",
    )


def fluency_rank(folded_clause: str) -> int | None:
    """Returns the fluency that a folded clause states: 5 native, 4 fluent, 3 working, 2 everyday, 1 basic."""
    return next((rank for rank, pattern in _fluency() if pattern.search(folded_clause)), None)


def _judge(asked: int, statements: Sequence[_Statement]) -> tuple[Level, int | None, str]:
    if not statements:
        return Level.ABSENT, 0, ""
    best = max((one.rank for one in statements if one.rank is not None), default=None)
    if best is None:
        if asked <= _ORDINARY:
            return Level.MET, 100, ""
        return Level.UNCLEAR, None, "language_fluency_unknown"
    if best >= asked:
        return Level.MET, 100, ""
    return Level.PARTLY_MET, _HALF, "language_weaker"


def _statements(criterion: Criterion, reading: Reading) -> Iterator[_Statement]:
    wanted = _primary(criterion.language_code)
    for entry in reading.resume.profile.languages:
        if wanted and _primary(entry.language_code) == wanted:
            span = entry.name.span
            if entry.fluency is not None:
                span = Span(min(span.start, entry.fluency.span.start), max(span.end, entry.fluency.span.end))
            span = _closed(reading.text, span)
            stated = entry.fluency.value if entry.fluency is not None else span.of(reading.text)
            yield _Statement(span=span, rank=fluency_rank(fold_term(stated)))
    for topic in topics(reading, criterion.terms):
        for mention in topic.mentions:
            if topic.named_in(mention) is not None:
                yield _around(reading, mention, wanted)
    yield from _certificates(reading, wanted)


def _around(reading: Reading, mention: Span, language: str) -> _Statement:
    """Reads the clause around a mention of the language."""
    sentence = reading.sentence_of(mention)
    folded, start, end = reading.folded_in(sentence, mention)
    before = folded[_clause_start(folded, start) : start]
    after = folded[end : _clause_end(folded, end)]
    clause = before + folded[start:end] + after
    rank = _certified_rank(language, clause) or fluency_rank(clause)
    left, _ = reading.folded.locate(sentence)
    span = reading.folded.span(left + start - len(before), left + end + len(after))
    return _Statement(span=span, rank=rank)


def _closed(text: str, span: Span) -> Span:
    """Adds the bracket that closes the one opened in a span, where it follows directly."""
    written = span.of(text)
    missing = sum(map(written.count, "([（")) > sum(map(written.count, ")]）"))
    return Span(span.start, span.end + 1) if missing and text[span.end : span.end + 1] in {")", "]", "）"} else span


def _clause_start(folded: str, mention: int) -> int:
    """Returns where the clause of a mention begins: behind the last break, and behind a bracket that stays open."""
    start = max((match.end() for match in _BREAK.finditer(folded, 0, mention)), default=0)
    closed = 0
    for index in range(mention - 1, start - 1, -1):
        closed += (folded[index] in _CLOSING) - (folded[index] in _OPENING)
        if closed < 0:
            return index + 1
    return start if closed == 0 else folded.rfind(")", start, mention) + 1


def _clause_end(folded: str, mention: int) -> int:
    """Returns where it ends: a pair of brackets stays whole, and one that never closes stays outside."""
    opened: list[int] = []
    for index in range(mention, len(folded)):
        if folded[index] in _OPENING:
            opened.append(index)
        elif folded[index] in _CLOSING:
            if not opened:
                return index
            opened.pop()
        elif not opened and _BREAK.match(folded, index):
            return index
    return opened[0] if opened else len(folded)


def _certificates(reading: Reading, language: str) -> Iterator[_Statement]:
    """Finds certificates and test scores that show the language by their name."""
    for rank, start, end in _certified(language, reading.folded.text):
        span = reading.folded.span(start, end)
        if not negated(*reading.folded_in(reading.sentence_of(span), span)):
            yield _Statement(span=span, rank=rank)


def _certified(language: str, folded: str) -> Iterator[tuple[int, int, int]]:
    """Yields rank, start and end of each certificate and score in a folded text."""
    for rank, pattern in _certificate_patterns().get(language, ()):
        for match in pattern.finditer(folded):
            if _whole(folded, *match.span()):
                yield rank, *match.span()
    for score in _scores().get(language, ()):
        for match in score.pattern.finditer(folded):
            reached = _reached(score, match.group("score"))
            if reached is not None and _whole(folded, *match.span()):
                yield reached, *match.span()


def _whole(folded: str, start: int, end: int) -> bool:
    """Tells whether [start, end) neither begins nor ends inside a Latin word or a number."""
    return not any(
        0 < index < len(folded) and _ALPHANUMERIC.fullmatch(folded, index - 1, index + 1) for index in (start, end)
    )


def _written_in(criterion: Criterion, reading: Reading) -> bool:
    languages = reading.resume.languages
    return (
        bool(languages)
        and bool(criterion.language_code)
        and _primary(languages[0]) == _primary(criterion.language_code)
    )


def _longest_sentence(reading: Reading) -> Span:
    """Returns what shows best that the resume is written in its language."""
    whole = Span(0, len(reading.text))
    return max(reading.sentences, key=lambda one: (one.end - one.start, -one.start), default=whole)


def _certified_rank(language_code: str, folded: str) -> int | None:
    """Returns the best rank that the certificates and scores in a folded text show."""
    return max((rank for rank, _, _ in _certified(_primary(language_code), folded)), default=None)


def _reached(score: _Score, stated: str) -> int | None:
    return next((rank for least, rank in score.steps if float(stated) >= least), None)


def _primary(language_code: str) -> str:
    return language_code.lower().split("-")[0]


@lru_cache(maxsize=1)
def _fluency() -> tuple[tuple[int, re.Pattern[str]], ...]:
    rows = (items(row, _NAME) for row in items(load_mapping("bole.evidence", _NAME)["fluency"], _NAME, required=True))
    return tuple((int(number(rank, _NAME)), bordered(pattern, _NAME)) for rank, pattern in rows)


@lru_cache(maxsize=1)
def _certificate_patterns() -> Mapping[str, tuple[tuple[int, re.Pattern[str]], ...]]:
    table = mapping(load_mapping("bole.evidence", _NAME)["language_certificates"], _NAME, required=True)
    levels = {language: mapping(ranks, _NAME, required=True) for language, ranks in table.items()}
    return {
        language: tuple((int(rank), bordered(pattern, _NAME)) for rank, pattern in ranks.items())
        for language, ranks in levels.items()
    }


@lru_cache(maxsize=1)
def _scores() -> Mapping[str, tuple[_Score, ...]]:
    table: dict[str, tuple[_Score, ...]] = {}
    for row in items(load_mapping("bole.evidence", _NAME)["language_scores"], _NAME, required=True):
        fields = mapping(row, _NAME)
        steps = (items(step, _NAME) for step in items(fields["steps"], _NAME, required=True))
        score = _Score(
            pattern=re.compile(
                rf"(?:{fields['test']})[^0-9\n]{{0,{_SCORE_REACH}}}(?P<score>[0-9]{{1,3}}(?:\.[0-9])?)(?![0-9])"
            ),
            steps=tuple((number(least, _NAME), int(number(rank, _NAME))) for least, rank in steps),
        )
        language = str(fields["language"])
        table[language] = (*table.get(language, ()), score)
    return table
