"""Reads degrees and fields of study out of demands."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from bole.domain.resume import DegreeLevel
from bole.domain.rubric import Term
from bole.lexicon.folding import Folded
from bole.lexicon.index import TermIndex
from bole.lexicon.resources import load_mapping, mapping, strings
from bole.rubric.naming import named
from bole.rubric.patterns import pattern

_NAME = "education.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class DegreeMention:
    """A degree in folded text at [start, end)."""

    start: int
    end: int
    level: DegreeLevel


def degree_mentions(folded: str) -> tuple[DegreeMention, ...]:
    """Returns the degrees that the folded text of a clause names, in order, the longest at each place."""
    found = [
        DegreeMention(start=match.start(), end=match.end(), level=level)
        for level in DegreeLevel
        for match in pattern(_NAME, f"levels.{level.name}").finditer(folded)
        if match.end() > match.start()
    ]
    found.sort(key=lambda one: (one.start, -one.end))
    kept: list[DegreeMention] = []
    for one in found:
        if not kept or (one.start >= kept[-1].end and not _goes_on(folded, kept[-1].end, one.start)):
            kept.append(one)
    return tuple(kept)


def _goes_on(folded: str, end: int, start: int) -> bool:
    """Tells whether the word "degree" only closes the name before it: `JD degree` is one degree."""
    return not folded[end:start].strip() and folded.startswith("degree", start)


def lowest_degree(folded: str) -> DegreeLevel | None:
    """Returns the lowest degree named: `Bachelor's or Master's degree` is met by a bachelor's."""
    return min((one.level for one in degree_mentions(folded)), default=None)


def names_field_of_study(folded: str) -> bool:
    """Tells whether a piece without a degree of its own says what should have been studied."""
    return pattern(_NAME, "field_piece").search(folded) is not None


def fields_of_study(folded: Folded) -> tuple[Term, ...]:
    """Returns the fields of study that a demand for a degree accepts.

    `name` is as the posting spells it. "Related fields" are no term: what counts as related is judged on the evidence.

    Args:
        folded: Folded text of a clause that names a degree or a field of study.
    """
    degrees = degree_mentions(folded.text)
    if not degrees and not names_field_of_study(folded.text):
        return ()
    terms: dict[int, Term] = {}
    for hit in _index().find(folded):
        if (
            hit.number in terms
            or any(one.start <= hit.start < one.end for one in degrees)
            or _as_duty(folded.text, hit.end)
        ):
            continue
        span = folded.span(hit.start, hit.end)
        terms[hit.number] = named(span.of(folded.source), _fields()[hit.number])
    return tuple(terms.values())


def _as_duty(folded: str, end: int) -> bool:
    """Tells whether a field is named as work done (会计工作经验) rather than as something studied."""
    return pattern(_NAME, "duty").match(folded, end) is not None


@lru_cache(maxsize=1)
def _fields() -> tuple[tuple[str, ...], ...]:
    fields = mapping(load_mapping("bole.rubric", _NAME).get("fields"), _NAME)
    return tuple(strings(names, _NAME) for names in fields.values())


@lru_cache(maxsize=1)
def _index() -> TermIndex:
    return TermIndex(enumerate(_fields()))
