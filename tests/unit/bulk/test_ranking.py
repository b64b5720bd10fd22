"""The ranking of a run."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from bole.bulk.folder import Folder
from bole.bulk.items import BulkItem
from bole.bulk.outcomes import failure_row, outcome_schema
from bole.bulk.parts import write_part
from bole.bulk.ranking import RANKING, write_ranking
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.screening import ScoreInterval, ScreenedCandidate
from bole.reports.ranking import RankedCandidate
from bole.reports.result_row import Row, result_row
from tests.factories import screening

EMPTY = BoleError(ErrorReason.DOCUMENT_EMPTY, "The file is empty.")


def answered(item_id: str, score: int, digest: str, *, candidate_id: str = "", spread: int | None = None) -> Row:
    """Returns the row of an item whose document has a digest."""
    answer = screening(candidate_id=candidate_id)
    (document,) = answer.provenance.documents
    documents = (replace(document, document_digest=digest),)
    if spread is not None:
        noise = ScoreInterval(low=score - spread, high=score + spread)
        answer = replace(answer, match_score=score, score_interval=noise)
    answer = replace(answer, rank_score=score, provenance=replace(answer.provenance, documents=documents))
    candidate = ScreenedCandidate(item_id=item_id, source="cv.txt", screening=answer)
    return result_row(RankedCandidate(rank=None, tied=False, candidate=candidate)) | {"answer": b"answer"}


def ranking(folder: Path, *rows: Row) -> list[tuple[str, int | None, bool, str | None]]:
    """Returns item, rank, tie and whose duplicate it is, in the order of the ranking."""
    out = Folder(place=str(folder))
    write_part(pa.Table.from_pylist(list(rows), outcome_schema()), out)
    write_ranking(out)
    table = parquet.read_table(folder / RANKING)
    assert "documents" not in table.column_names
    shown = table.select(["item_id", "rank", "tied", "duplicate_of"]).to_pylist()
    return [(row["item_id"], row["rank"], row["tied"], row["duplicate_of"]) for row in shown]


def test_the_same_document_has_one_rank(tmp_path: Path) -> None:
    """That of its first item; the others follow all ranks, and shift none."""
    failed = [failure_row(BulkItem(item_id=one, source=""), EMPTY) for one in ("f1", "f2")]

    assert ranking(
        tmp_path,
        answered("c", 90, "same"),
        answered("b", 90, "same"),
        answered("d", 90, "same"),
        answered("a", 80, "other"),
        answered("e", 80, "third"),
        *failed,
    ) == [
        ("b", 1, False, None),
        ("a", 2, True, None),
        ("e", 2, True, None),
        ("c", None, False, "b"),
        ("d", None, False, "b"),
        ("f1", None, False, None),
        ("f2", None, False, None),
    ]


def test_two_candidates_with_the_same_document_are_two(tmp_path: Path) -> None:
    """Whoever names them knows better."""
    rows = (answered("a", 90, "same", candidate_id="ada"), answered("b", 90, "same", candidate_id="bea"))

    assert ranking(tmp_path, *rows) == [("a", 1, True, None), ("b", 1, True, None)]


def test_candidates_within_the_spread_are_tied(tmp_path: Path) -> None:
    """As in all other lists."""
    rows = (answered("a", 90, "1", spread=3), answered("b", 88, "2", spread=3), answered("c", 80, "3", spread=3))

    assert ranking(tmp_path, *rows) == [("a", 1, True, None), ("b", 1, True, None), ("c", 3, False, None)]
    low = parquet.read_table(tmp_path / RANKING, columns=["score_low"]).column("score_low").to_pylist()
    assert low == [87, 85, 77]


@pytest.mark.parametrize("newer", [[answered("b", 88, "2", spread=3)], []], ids=["with newer ones", "alone"])
def test_parts_of_an_older_version_have_no_ends(tmp_path: Path, newer: list[Row]) -> None:
    """A run that goes on after an update ranks what is there, also where nothing but the ranking was left to do."""
    schema = outcome_schema()
    old = pa.Table.from_pylist([answered("a", 90, "1")], schema).drop_columns(["score_low", "score_high"])
    out = Folder(place=str(tmp_path))
    write_part(old, out)
    for row in newer:
        write_part(pa.Table.from_pylist([row], schema), out)

    write_ranking(out)

    shown = parquet.read_table(tmp_path / RANKING, columns=["rank", "tied"]).to_pylist()
    assert shown == [{"rank": 1, "tied": bool(newer)}] * (1 + len(newer))
