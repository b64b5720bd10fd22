"""Writes the ranking as CSV that spreadsheet programs open as it is."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from bole.domain.screening import Screening
from bole.evidence.wording import Phrases
from bole.reports import cell_texts
from bole.reports.blinding import blinded_one
from bole.reports.cells import spreadsheet_text
from bole.reports.ranking import RankedCandidate
from bole.reports.wording import musts_met, report_words

COLUMNS = (
    "rank",
    "tie",
    "name",
    "contact",
    "source",
    "score",
    "coverage",
    "recommendation",
    "musts_met",
    "gates_missed",
    "best_evidence",
    "open_questions",
    "flags",
    "error",
    "item_id",
    "candidate_id",
    "duplicate_of",
    "same_candidate",
    "rank_score",
    "cut_group",
    "score_low",
    "score_high",
)
"""`error` is filled in for failed items only: the reason, a colon, and what to do. Columns may be added at the end."""

PERSONAL_COLUMNS = ("name", "contact")

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"  # without it, Excel reads Chinese as the code page of its computer

_Cell = str | int | float


def ranking_csv(ranked: Iterable[RankedCandidate], *, blind: bool, language_code: str) -> bytes:
    """Returns the lines of `csv_lines` in one piece."""
    return b"".join(csv_lines(ranked, blind=blind, language_code=language_code))


def csv_lines(ranked: Iterable[RankedCandidate], *, blind: bool, language_code: str) -> Iterator[bytes]:
    """Yields UTF-8 with a byte order mark, lines ending in CR LF: the header, then one line a candidate.

    Codes (`ADVANCE`, `VAGUE_EXPERIENCE`) stay as they are in every language; `tie` is TRUE or FALSE, `score` and
    `rank_score` 0..100, `coverage` 0..1. Equal recommendations are ordered by `rank_score`. Scores from `score_low` to
    `score_high` say the same, both empty where the rubric states no noise. `cut_group` tells of a batch of two stages
    whether the model read the item, as one of the best or as a control. A duplicate has no rank and names in
    `duplicate_of` the item whose answer it shares. Texts cannot become formulas: see `cells.spreadsheet_text`.

    Args:
        ranked: The candidates in their order, read one at a time.
        blind: Leaves the columns `name` and `contact` out, writes `item_id` for `source` (file names are personal
            data), and masks the candidate's name inside texts.
        language_code: BCP-47 language of the words that are ours.
    """
    columns = tuple(column for column in COLUMNS if not (blind and column in PERSONAL_COLUMNS))
    words = report_words(language_code)
    yield _BYTE_ORDER_MARK + _line(columns)
    for one in map(blinded_one, ranked) if blind else ranked:
        cells = _row(one, words)
        yield _line([_safe(cells[column]) for column in columns])


def _line(cells: Iterable[_Cell]) -> bytes:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\r\n").writerow(cells)
    return buffer.getvalue().encode()


def _safe(cell: _Cell) -> _Cell:
    return spreadsheet_text(cell) if isinstance(cell, str) else cell


def _row(ranked: RankedCandidate, words: Phrases) -> dict[str, _Cell]:
    candidate = ranked.candidate
    row: dict[str, _Cell] = dict.fromkeys(COLUMNS, "")
    row["source"] = candidate.source
    row["name"] = candidate.contact.name
    row["contact"] = cell_texts.contact_text(candidate.contact)
    row["error"] = cell_texts.error_text(candidate)
    row["item_id"] = candidate.item_id
    row["candidate_id"] = cell_texts.candidate_id_of(candidate)
    row["duplicate_of"] = candidate.duplicate_of
    row["same_candidate"] = cell_texts.BETWEEN.join(candidate.same_candidate)
    row["cut_group"] = candidate.cut_group or ""
    if candidate.screening is None:
        return row
    row["rank"] = "" if ranked.rank is None else ranked.rank
    row["tie"] = "TRUE" if ranked.tied else "FALSE"
    return row | _answers(candidate.screening, words)


def _answers(screening: Screening, words: Phrases) -> dict[str, _Cell]:
    return {
        "score": "" if screening.match_score is None else screening.match_score,
        "coverage": round(screening.coverage, 3),
        "recommendation": screening.recommendation.value,
        "musts_met": musts_met(screening, words),
        "gates_missed": cell_texts.gates_text(screening),
        "best_evidence": cell_texts.quote_text(screening),
        "open_questions": cell_texts.questions_text(screening),
        "flags": cell_texts.flags_text(screening),
        "rank_score": screening.rank_score,
        "score_low": "" if screening.score_interval is None else screening.score_interval.low,
        "score_high": "" if screening.score_interval is None else screening.score_interval.high,
    }
