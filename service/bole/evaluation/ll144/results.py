"""Reads what candidates were answered: results.jsonl, a ranking as CSV, a Parquet export, or the folder of a run."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from bole.domain.errors import BoleError, ErrorReason
from bole.evaluation.text_lines import text_lines

_LINES_FILE = "results.jsonl"
_PARQUET = ("item_id", "candidate_id", "match_score", "rank_score", "recommendation", "duplicate_of")


class Key(StrEnum):
    """What results and demographics are joined by."""

    CANDIDATE = "candidate_id"
    ITEM = "item_id"


class Score(StrEnum):
    """Which number counts as the score of the tool."""

    MATCH = "match_score"
    RANK = "rank_score"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What the audit needs of one answer; scores are 0..100, None where nothing is known or the item failed."""

    item_id: str
    candidate_id: str
    match_score: int | None
    rank_score: int | None
    advance: bool

    def score(self, kind: Score) -> int | None:
        """Returns the number that counts."""
        return self.match_score if kind is Score.MATCH else self.rank_score


def read_results(path: Path) -> tuple[Answered, ...]:
    """Reads answers in the order of the file; duplicates that an export marks are left out.

    Raises:
        BoleError: SOURCE_NOT_FOUND, SOURCE_UNREADABLE, PART_NOT_INSTALLED for Parquet without pyarrow;
            ARGUMENT_INVALID where a line does not fit or there is none.
    """
    if path.is_dir():
        path /= _LINES_FILE
    if path.suffix == ".parquet":
        found = tuple(_from_row(number, row) for number, row in enumerate(_parquet(path), 1) if not _is_copy(row))
    elif path.suffix == ".csv":
        rows = csv_rows(path, ("score", "recommendation", Key.ITEM, Key.CANDIDATE))
        found = tuple(_from_row(number, _as_exported(row)) for number, row in rows if not _is_copy(row))
    else:
        found = tuple(_from_line(number, line) for number, line in enumerate(text_lines(path), 1) if line.strip())
    if not found:
        raise invalid("The results hold no line. Name the results.jsonl of `bole screen`, or an export of a batch.")
    return found


def csv_rows(path: Path, columns: Iterable[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yields the rows of a CSV with a header, with the numbers of their lines.

    Raises:
        BoleError: A column is missing, or the file is no CSV in UTF-8.
    """
    reader = csv.DictReader(text_lines(path), strict=True)
    try:
        missing = [str(one) for one in columns if one not in (reader.fieldnames or ())]
        if missing:
            raise invalid(f"The table names no column {missing[0]} in its first line.")
        for row in reader:
            if None in row or None in row.values():
                raise invalid(f"Line {reader.line_num} has not as many fields as the first line.")
            yield reader.line_num, row
    except csv.Error as error:
        raise invalid(f"Line {reader.line_num} is no line of a CSV.") from error


def invalid(message: str) -> BoleError:
    """Returns the error for a file that does not fit; nothing of what stands in it belongs in the message."""
    return BoleError(ErrorReason.ARGUMENT_INVALID, message)


def _from_line(number: int, line: str) -> Answered:
    try:
        item = json.loads(line)
        screening = item.get("screening") or {}
        row = dict(screening) | {
            Key.ITEM: item[Key.ITEM],
            Key.CANDIDATE: screening.get("provenance", {}).get(Key.CANDIDATE, ""),
        }
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise invalid(f"Line {number} of the results is no answer of `bole screen`.") from error
    return _from_row(number, row)


def _as_exported(row: Mapping[str, str]) -> dict[str, str]:
    return dict(row) | {Score.MATCH: row["score"], Score.RANK: row.get(Score.RANK, "")}


def _from_row(number: int, row: Mapping[str, Any]) -> Answered:
    try:
        return Answered(
            item_id=str(row[Key.ITEM] or ""),
            candidate_id=str(row[Key.CANDIDATE] or ""),
            match_score=_score(row.get(Score.MATCH)),
            rank_score=_score(row.get(Score.RANK)),
            advance=row.get("recommendation") == "ADVANCE",
        )
    except (KeyError, TypeError, ValueError) as error:
        raise invalid(f"Line {number} of the results is no answer: a score is a whole number from 0 to 100.") from error


def _score(said: object) -> int | None:
    if said is None or said == "":
        return None
    score = int(str(said))
    if not 0 <= score <= 100:
        raise ValueError
    return score


def _is_copy(row: Mapping[str, Any]) -> bool:
    return bool(row.get("duplicate_of"))


def _parquet(path: Path) -> list[dict[str, Any]]:
    try:
        import pyarrow  # noqa: PLC0415  # an extra
        from pyarrow import parquet  # noqa: PLC0415
    except ImportError as error:
        raise BoleError(
            ErrorReason.PART_NOT_INSTALLED, "Parquet needs pyarrow: pip install 'bole-screening[parquet]'."
        ) from error
    try:
        rows: list[dict[str, Any]] = parquet.read_table(path, columns=list(_PARQUET)).to_pylist()
    except FileNotFoundError as error:
        raise BoleError(ErrorReason.SOURCE_NOT_FOUND, "The path does not exist. Check how it is spelled.") from error
    except (OSError, pyarrow.ArrowException) as error:
        raise BoleError(
            ErrorReason.SOURCE_UNREADABLE, "The file is no Parquet export of a batch, or cannot be read."
        ) from error
    return rows
