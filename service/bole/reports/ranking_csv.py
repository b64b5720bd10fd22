"""Writes the ranking as CSV that spreadsheet programs open as it is."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from bole.domain.screening import ScreenedCandidate, Screening
from bole.evidence.recommendation import missed_gates
from bole.evidence.wording import Phrases
from bole.reports.best_evidence import best_evidence
from bole.reports.blinding import blinded
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
)
"""`error` is filled in for failed items only: the reason, a colon, and what to do."""

PERSONAL_COLUMNS = ("name", "contact")

_UTF8_WITH_MARK = "utf-8-sig"  # without the mark, Excel reads Chinese as the code page of its computer
_BETWEEN = " | "

_Cell = str | int | float


def ranking_csv(ranked: Sequence[RankedCandidate], *, blind: bool, language_code: str) -> bytes:
    """Returns UTF-8 with a byte order mark, lines ending in CR LF, one line a candidate and failed items last.

    Codes (`ADVANCE`, `VAGUE_EXPERIENCE`) stay as they are in every language; `tie` is TRUE or FALSE, `score` 0..100,
    `coverage` 0..1. Texts cannot become formulas: see `cells.spreadsheet_text`.

    Args:
        ranked: The candidates in their order.
        blind: Leaves the columns `name` and `contact` out, writes `item_id` for `source` (file names are personal
            data), and masks the candidate's name inside texts.
        language_code: BCP-47 language of the words that are ours.
    """
    columns = tuple(column for column in COLUMNS if not (blind and column in PERSONAL_COLUMNS))
    buffer = io.StringIO(newline="")
    writer = csv.DictWriter(buffer, columns, extrasaction="ignore", lineterminator="\r\n")
    writer.writeheader()
    words = report_words(language_code)
    for one in blinded(ranked) if blind else ranked:
        writer.writerow({column: _safe(cell) for column, cell in _row(one, words).items()})
    return buffer.getvalue().encode(_UTF8_WITH_MARK)


def _safe(cell: _Cell) -> _Cell:
    return spreadsheet_text(cell) if isinstance(cell, str) else cell


def _row(ranked: RankedCandidate, words: Phrases) -> dict[str, _Cell]:
    candidate = ranked.candidate
    row: dict[str, _Cell] = dict.fromkeys(COLUMNS, "")
    row["source"] = candidate.source
    row["name"] = candidate.contact.name
    row["contact"] = _BETWEEN.join(text for text in (candidate.contact.email, candidate.contact.phone) if text)
    if candidate.screening is None:
        row["error"] = _error(candidate)
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
        "gates_missed": _BETWEEN.join(one.criterion.text for one in missed_gates(screening.criteria)),
        "best_evidence": _quote(screening),
        "open_questions": _BETWEEN.join(question.question for question in screening.open_questions),
        "flags": _BETWEEN.join(_flags(screening)),
    }


def _quote(screening: Screening) -> str:
    best = best_evidence(screening)
    return "" if best is None else f"{best.assessment.criterion.text}: {best.evidence.quote}"


def _flags(screening: Screening) -> Iterator[str]:
    for flag in screening.red_flag_details:
        yield f"{flag.code.value}: {flag.message}"


def _error(candidate: ScreenedCandidate) -> str:
    failure = candidate.failure
    return "" if failure is None else f"{failure.reason}: {failure.message}"
