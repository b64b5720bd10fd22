"""Writes the workbook that HR filters and sorts: ranking, evidence, rubric, failures, and what it all rests on."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, BinaryIO

from bole.domain.batches import CutCost
from bole.domain.rubric import Rubric
from bole.domain.screening import Recommendation, ScreenedCandidate, Screening
from bole.evidence.wording import Phrases
from bole.reports import cell_texts
from bole.reports.blinding import blinded_one
from bole.reports.breakdown import BreakdownRow, breakdown
from bole.reports.cards import display_name
from bole.reports.ranking import RankedCandidate
from bole.reports.spreadsheet import Book, Cell, Column, Form, Link, book_at
from bole.reports.wording import advice, must_counts, named, report_words
from bole.reports.xlsx_about import About, Totals, write_about, write_rubric

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

_PLAIN_ADDRESS = re.compile(r"[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}")
"""An address that means in a link what it says: no percent signs, no headers, no second address."""

_RECOMMENDATION, _SCORE = 5, 6
"""Columns of the ranking that are coloured."""

_RANGE = ("score_low", "score_high")
"""Columns behind the score, where the rubric states its noise."""

_TINTS = {Recommendation.ADVANCE: "#E3F1E8", Recommendation.REVIEW: "#FBF0D7", Recommendation.HOLD: "#E9EBEE"}
_BAR = "#A9C8DC"


def write_xlsx(
    ranked: Iterable[RankedCandidate],
    rubric: Rubric,
    out: BinaryIO,
    *,
    title: str,
    as_of: datetime.date,
    language_code: str,
    blind: bool,
    cut: CutCost | None = None,
) -> None:
    """Writes the sheets ranking, evidence, rubric, failures and about; the same arguments give the same bytes.

    Each candidate in the ranking leads to their evidence, and back. Duplicates stand below the ranked ones without a
    rank and without evidence of their own. Failed items have a sheet of their own. No text of a resume or a posting can
    become a formula or a link; e-mail links are those of plain addresses.

    Args:
        ranked: The candidates in their order, read one at a time: memory does not grow with the texts.
        rubric: What they were screened for.
        out: Where the bytes go.
        title: Name of the opening; the title of the rubric where it is empty.
        as_of: The date that the screenings were computed for; the only date in the file.
        language_code: BCP-47; headings and words in Chinese for `zh` and its variants, else English.
        blind: Leaves names, contacts and file names out; see `blinding.blinded_one`.
        cut: What the cut of a two-stage batch cost.
    """
    words = report_words(language_code)
    totals = Totals()
    with book_at(out, created=as_of) as book:
        sheets = _Sheets(book, words, ranges=rubric.score_spread is not None)
        write_rubric(book, rubric, words)
        failures = book.sheet(words.say("sheet_failures"), _failure_columns(words))
        for one in map(blinded_one, ranked) if blind else ranked:
            totals.count(one)
            if one.candidate.screening is None:
                failures.add(*_failure_cells(one.candidate, words))
            else:
                sheets.add(one, one.candidate.screening)
        sheets.close()
        failures.close()
        opening = title or rubric.title or words.say("untitled")
        write_about(book, About(title=opening, as_of=as_of, blind=blind, cut=cut), totals, words)


class _Sheets:
    """The ranking and the evidence, which lead to each other."""

    def __init__(self, book: Book, words: Phrases, *, ranges: bool) -> None:
        self._book = book
        self._ranges = ranges
        self._words = words
        self._ranking = book.sheet(words.say("sheet_ranking"), _ranking_columns(words, ranges=ranges))
        self._evidence = book.sheet(words.say("sheet_evidence"), _evidence_columns(words))

    def add(self, ranked: RankedCandidate, screening: Screening) -> None:
        """Writes one candidate into both."""
        own_evidence = screening.criteria and not ranked.candidate.duplicate_of
        evidence = self._evidence.next_place() if own_evidence else ""
        place = self._ranking.next_place()
        self._ranking.add(*_ranking_cells(ranked, screening, evidence, self._words, ranges=self._ranges))
        if own_evidence:
            for index, row in enumerate(breakdown(screening).rows):
                self._evidence.add(*_evidence_cells(ranked, row, "" if index else place, self._words))

    def close(self) -> None:
        """Ends both and colours the ranking."""
        self._ranking.close()
        self._evidence.close()
        for page, rows in self._ranking.pages:
            if rows > 1:
                self._colour(page, rows)

    def _colour(self, page: Worksheet, rows: int) -> None:
        bar = {
            "type": "data_bar",
            "bar_color": _BAR,
            "min_type": "num",
            "min_value": 0,
            "max_type": "num",
            "max_value": 100,
        }
        page.conditional_format(1, _SCORE, rows - 1, _SCORE, bar)
        for recommendation, tint in _TINTS.items():
            tinted = {
                "type": "cell",
                "criteria": "==",
                "value": f'"{named(self._words, "recommendation", recommendation)}"',
                "format": self._book.workbook.add_format({"bg_color": tint}),
            }
            page.conditional_format(1, _RECOMMENDATION, rows - 1, _RECOMMENDATION, tinted)


def _ranking_columns(words: Phrases, *, ranges: bool) -> tuple[Column, ...]:
    say = words.say
    return (
        Column(heading=say("rank"), width=7, form=Form.NUMBER),
        Column(heading=say("tied"), width=8),
        Column(heading=say("candidate"), width=24),
        Column(heading=say("email"), width=26),
        Column(heading=say("phone"), width=17),
        Column(heading=say("recommendation"), width=18),
        Column(heading=say("score"), width=10, form=Form.NUMBER),
        *(Column(heading=say(key), width=12, form=Form.NUMBER) for key in _RANGE if ranges),
        Column(heading=say("rank_score"), width=12, form=Form.NUMBER),
        Column(heading=say("coverage"), width=11, form=Form.PERCENT),
        Column(heading=say("musts_met_number"), width=16, form=Form.NUMBER),
        Column(heading=say("musts_number"), width=12, form=Form.NUMBER),
        Column(heading=say("gates_missed"), width=24),
        Column(heading=say("best_evidence"), width=60),
        Column(heading=say("open_questions"), width=40),
        Column(heading=say("flags"), width=40),
        Column(heading=say("duplicate_of"), width=16),
        Column(heading=say("other_files"), width=24),
        Column(heading=say("read_by"), width=18),
        Column(heading=say("item_id"), width=14),
        Column(heading=say("candidate_id"), width=20),
        Column(heading=say("source"), width=32),
    )


def _ranking_cells(
    ranked: RankedCandidate, screening: Screening, evidence: str, words: Phrases, *, ranges: bool
) -> tuple[Cell, ...]:
    candidate = ranked.candidate
    name = display_name(candidate)
    met, musts = must_counts(screening)
    return (
        ranked.rank,
        words.say("tied") if ranked.tied else None,
        Link(name, evidence) if evidence else name,
        _address(candidate.contact.email),
        candidate.contact.phone,
        named(words, "recommendation", screening.recommendation),
        screening.match_score,
        *(_range(screening) if ranges else ()),
        screening.rank_score,
        screening.coverage,
        met if musts else None,
        musts or None,
        cell_texts.gates_text(screening),
        cell_texts.quote_text(screening),
        cell_texts.questions_text(screening),
        _flags(screening, words),
        candidate.duplicate_of,
        cell_texts.BETWEEN.join(candidate.same_candidate),
        _read_by(candidate, screening, words),
        candidate.item_id,
        screening.provenance.candidate_id,
        candidate.source,
    )


def _range(screening: Screening) -> tuple[Cell, Cell]:
    interval = screening.score_interval
    return (None, None) if interval is None else (interval.low, interval.high)


def _address(email: str) -> Cell:
    return Link(email, f"mailto:{email}") if _PLAIN_ADDRESS.fullmatch(email) else email


def _flags(screening: Screening, words: Phrases) -> str:
    colon = words.say("colon")
    flags = screening.red_flag_details
    return cell_texts.BETWEEN.join(f"{named(words, 'flag', flag.code)}{colon}{flag.message}" for flag in flags)


def _read_by(candidate: ScreenedCandidate, screening: Screening, words: Phrases) -> str:
    group = candidate.cut_group
    return screening.provenance.engine if group is None else named(words, "cut_group", group)


def _evidence_columns(words: Phrases) -> tuple[Column, ...]:
    say = words.say
    return (
        Column(heading=say("candidate"), width=24),
        Column(heading=say("rank"), width=7, form=Form.NUMBER),
        Column(heading=say("criterion"), width=48, form=Form.PROSE),
        Column(heading=say("requirement"), width=13),
        Column(heading=say("gate"), width=11),
        Column(heading=say("level"), width=15),
        Column(heading=say("credit"), width=9, form=Form.PERCENT),
        Column(heading=say("share"), width=9, form=Form.PERCENT),
        Column(heading=say("points"), width=9, form=Form.TENTHS),
        Column(heading=say("quote"), width=80, form=Form.PROSE),
        Column(heading=say("page_number"), width=7, form=Form.NUMBER),
        Column(heading=say("note"), width=32, form=Form.PROSE),
        Column(heading=say("item_id"), width=14),
    )


def _evidence_cells(ranked: RankedCandidate, row: BreakdownRow, place: str, words: Phrases) -> tuple[Cell, ...]:
    answer = row.assessment
    best = answer.evidence[0] if answer.evidence else None
    name = display_name(ranked.candidate)
    return (
        Link(name, place) if place else name,
        ranked.rank,
        answer.criterion.text,
        named(words, "requirement", answer.criterion.requirement),
        words.say("yes") if answer.criterion.gate else None,
        named(words, "level", answer.level),
        None if answer.credit is None else answer.credit / 100,
        None if row.share is None else float(row.share),
        None if row.tenths is None else row.tenths / 10,
        "" if best is None else best.quote,
        None if best is None else best.page_number,
        answer.note,
        ranked.candidate.item_id,
    )


def _failure_columns(words: Phrases) -> tuple[Column, ...]:
    say = words.say
    return (
        Column(heading=say("source"), width=40),
        Column(heading=say("item_id"), width=14),
        Column(heading=say("reason"), width=32),
        Column(heading=say("what_to_do"), width=90, form=Form.PROSE),
        Column(heading=say("code"), width=28),
        Column(heading=say("duplicate_of"), width=16),
    )


def _failure_cells(candidate: ScreenedCandidate, words: Phrases) -> tuple[Cell, ...]:
    failure = candidate.failure
    reason, message = ("", "") if failure is None else (failure.reason, failure.message)
    return (
        candidate.source,
        candidate.item_id,
        named(words, "failure", reason),
        advice(words, reason, message),
        reason,
        candidate.duplicate_of,
    )
