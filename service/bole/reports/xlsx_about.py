"""Sheets of the workbook that explain: what is scored, and where the results come from."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from bole.domain.batches import CutCost
from bole.domain.rubric import Rubric
from bole.domain.screening import Recommendation
from bole.evidence.wording import Phrases
from bole.reports.blinding import MASK
from bole.reports.breakdown import rubric_shares
from bole.reports.cut_section import cut_sentences
from bole.reports.ranking import RankedCandidate
from bole.reports.spreadsheet import Book, Cell, Column, Form
from bole.reports.wording import named

_MOST_DIGESTS = 10
"""Distinct values of one kind that are listed: engines and models differ between items only where a batch was mixed."""

_ORIGINS = ("engine", "criteria_digest", "rubric_digest", "prompt_digest", "model_digest", "sampling")


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What is known before the first candidate."""

    title: str
    as_of: datetime.date
    blind: bool
    cut: CutCost | None


@dataclass(slots=True)
class Totals:
    """What is counted while candidates pass by."""

    recommendations: Counter[Recommendation] = field(default_factory=Counter)
    duplicates: int = 0
    failures: int = 0
    origins: dict[str, dict[str, None]] = field(default_factory=lambda: {key: {} for key in _ORIGINS})

    def count(self, ranked: RankedCandidate) -> None:
        """Takes in one item; a duplicate counts as such alone."""
        screening = ranked.candidate.screening
        if screening is None:
            self.failures += 1
            return
        if ranked.candidate.duplicate_of:
            self.duplicates += 1
            return
        self.recommendations[screening.recommendation] += 1
        for key, values in self.origins.items():
            value = getattr(screening.provenance, key)
            if value and len(values) < _MOST_DIGESTS:
                values[value] = None


def write_rubric(book: Book, rubric: Rubric, words: Phrases) -> None:
    """Writes the criteria with their weights, then the thresholds, then the lines that were left out."""
    say = words.say
    columns = (
        Column(heading=say("criterion"), width=70),
        Column(heading=say("requirement"), width=16),
        Column(heading=say("gate"), width=12),
        Column(heading=say("weight_column"), width=12, form=Form.PERCENT),
        Column(heading=say("kind"), width=20),
    )
    sheet = book.sheet(say("sheet_rubric"), columns, filtered=False)
    for criterion, share in zip(rubric.criteria, rubric_shares(rubric.criteria), strict=True):
        required = named(words, "requirement", criterion.requirement)
        weight = float(share) if criterion.kind.scored else say("not_scored")
        gate = say("yes") if criterion.gate else None
        sheet.add(criterion.text, required, gate, weight, named(words, "kind", criterion.kind))
    sheet.add()
    limits = rubric.thresholds
    sheet.add(say("threshold_advance_score"), limits.advance_score)
    sheet.add(say("threshold_advance_coverage"), limits.advance_coverage)
    sheet.add(say("threshold_advance_must"), limits.advance_must_credit)
    sheet.add(say("threshold_hold_score"), limits.hold_score)
    sheet.add(say("threshold_hold_coverage"), limits.hold_coverage)
    spread = rubric.score_spread
    if spread is not None:
        told = say("score_spread_measured", points=spread.points, engine=spread.engine, count=spread.pair_count)
        sheet.add(say("score_spread"), told)
    for line in rubric.refused_criteria:
        sheet.add()
        sheet.add(line.text, say("refused_line"), None, None, named(words, "refused", line.reason))
        sheet.add(line.lawful_alternative, say("alternative"))
    sheet.close()


def write_about(book: Book, about: About, totals: Totals, words: Phrases) -> None:
    """Writes what the results rest on: date, counts, engines, digests, the cut, and that a person decides."""
    say = words.say
    columns = (Column(heading=say("sheet_about"), width=30), Column(heading="", width=110, form=Form.PROSE))
    sheet = book.sheet(say("sheet_about"), columns, filtered=False)
    sheet.add(say("a_person_decides"), say("a_person_decides_text"))
    sheet.add(say("opening"), about.title)
    sheet.add(say("date"), about.as_of)
    if about.blind:
        sheet.add(None, say("blind_notice", mask=MASK))
    for label, cell in _figures(totals, words):
        sheet.add(label, cell)
    for sentence in () if about.cut is None else cut_sentences(about.cut, words):
        sheet.add(say("cut"), sentence)
    sheet.add(say("ranking"), say("rank_explained"))
    for key, values in totals.origins.items():
        for value in values:
            sheet.add(say(key), value)
    sheet.close()


def _figures(totals: Totals, words: Phrases) -> Iterator[tuple[str, Cell]]:
    yield words.say("screened_number"), totals.recommendations.total()
    for recommendation in Recommendation:
        yield named(words, "recommendation", recommendation), totals.recommendations[recommendation]
    yield words.say("duplicates"), totals.duplicates
    yield words.say("failures"), totals.failures
