"""Puts two to five candidates side by side, criterion by criterion."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from bole.domain.errors import BoleError, ErrorReason
from bole.domain.rubric import Criterion, Rubric
from bole.domain.screening import CriterionAssessment, Level, Screening
from bole.evidence.wording import Phrases
from bole.reports.blinding import MASK, blinded_one
from bole.reports.cards import Card, Quote, card_of, quote_of
from bole.reports.pages import page
from bole.reports.ranking import RankedCandidate
from bole.reports.wording import report_words

FEWEST = 2
MOST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonCell:
    """What one candidate shows of a criterion; `best` where the row differs and nobody in it has more credit.

    `answer` is None where the criterion was not part of the screening.
    """

    answer: CriterionAssessment | None
    quote: Quote | None
    best: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonRow:
    """A criterion, and a cell for each candidate; `differs` where the levels or credits are not all the same."""

    criterion: Criterion
    cells: tuple[ComparisonCell, ...]
    differs: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A candidate of a comparison.

    Attributes:
        card: What else is known.
        gaps: Scored criteria with less credit than a must-have needs for ADVANCE.
        unclear: Scored criteria of which nothing is known: questions, and no gaps.
    """

    card: Card
    gaps: tuple[CriterionAssessment, ...]
    unclear: tuple[CriterionAssessment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Candidates in the order in which they were named, and the criteria in that of the rubric."""

    people: tuple[Compared, ...]
    rows: tuple[ComparisonRow, ...]


def compare(candidates: Sequence[RankedCandidate], rubric: Rubric, words: Phrases, *, blind: bool) -> Comparison:
    """Puts candidates side by side.

    Args:
        candidates: 2..5 screened candidates with their places in the ranking.
        rubric: What they were screened for.
        words: The language of what is ours.
        blind: Leaves names, contacts and file names out.

    Raises:
        BoleError: ARGUMENT_INVALID for another number of candidates, the same one twice, or one without an answer.
    """
    shown = [blinded_one(one) if blind else one for one in candidates]
    screenings = _screenings(shown)
    answers = [{answer.criterion.criterion_id: answer for answer in one.criteria} for one in screenings]
    people = tuple(
        _compared(card_of(f"candidate-{number}", one, screening, words), screening)
        for number, (one, screening) in enumerate(zip(shown, screenings, strict=True), start=1)
    )
    rows = tuple(
        _row(criterion, [one.get(criterion.criterion_id) for one in answers], words) for criterion in rubric.criteria
    )
    return Comparison(people=people, rows=rows)


def comparison_page(
    candidates: Sequence[RankedCandidate],
    rubric: Rubric,
    *,
    title: str,
    as_of: datetime.date,
    language_code: str,
    blind: bool,
) -> str:
    """Returns the comparison as a self-contained page; see `compare` for the candidates and for errors.

    Args:
        candidates: Side by side from left to right.
        rubric: What they were screened for.
        title: Name of the opening; the title of the rubric where it is empty.
        as_of: The date that the screenings were computed for.
        language_code: BCP-47; Chinese for `zh` and its variants, else English.
        blind: Leaves names, contacts and file names out.
    """
    words = report_words(language_code)
    compared = compare(candidates, rubric, words, blind=blind)
    return page(
        "comparison.html.jinja",
        words,
        title=title or rubric.title or words.say("untitled"),
        as_of=as_of.isoformat(),
        mask=MASK if blind else "",
        people=compared.people,
        rows=compared.rows,
    )


def _screenings(candidates: Sequence[RankedCandidate]) -> list[Screening]:
    count = len(candidates)
    if not FEWEST <= count <= MOST:
        raise BoleError(
            ErrorReason.ARGUMENT_INVALID,
            f"{FEWEST} to {MOST} candidates can be compared side by side, and {count} were named. Name fewer or more.",
            metadata={"count": str(count), "least": str(FEWEST), "most": str(MOST)},
        )
    if len({one.candidate.item_id for one in candidates}) < count:
        raise BoleError(
            ErrorReason.ARGUMENT_INVALID, "A candidate was named twice for the comparison. Name each one once."
        )
    screenings = [one.candidate.screening for one in candidates if one.candidate.screening is not None]
    if len(screenings) < count:
        raise BoleError(
            ErrorReason.ARGUMENT_INVALID,
            "A candidate for the comparison has no result. Choose candidates who were screened.",
        )
    return screenings


def _compared(card: Card, screening: Screening) -> Compared:
    scored = [one for one in screening.criteria if one.criterion.kind.scored]
    enough = screening.thresholds.advance_must_credit
    return Compared(
        card=card,
        gaps=tuple(one for one in scored if one.credit is not None and one.credit < enough),
        unclear=tuple(one for one in scored if one.level is Level.UNCLEAR),
    )


def _row(criterion: Criterion, answers: Sequence[CriterionAssessment | None], words: Phrases) -> ComparisonRow:
    differs = len({(answer.level, answer.credit) if answer else None for answer in answers}) > 1
    earned = [answer.credit if answer and answer.credit is not None else -1 for answer in answers]
    top = max(earned)
    cells = tuple(
        ComparisonCell(answer=answer, quote=_quote(answer, words), best=differs and top > 0 and credit == top)
        for answer, credit in zip(answers, earned, strict=True)
    )
    return ComparisonRow(criterion=criterion, cells=cells, differs=differs)


def _quote(answer: CriterionAssessment | None, words: Phrases) -> Quote | None:
    if answer is None or not answer.evidence:
        return None
    return quote_of(answer.evidence[0], answer.criterion.terms, words)
