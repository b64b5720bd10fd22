"""The ranking of a run as one Parquet file."""

from __future__ import annotations

import io
from collections import Counter

import pyarrow as pa
from pyarrow import parquet

from bole.bulk.folder import Folder
from bole.bulk.parts import results_of, unwritable
from bole.domain.answers import ranks_of
from bole.domain.screening import Recommendation
from bole.reports.ranking import widest_spread

RANKING = "ranking.parquet"

_COLUMNS = [
    "item_id",
    "candidate_id",
    "source",
    "name",
    "email",
    "phone",
    "recommendation",
    "match_score",
    "score_low",
    "score_high",
    "rank_score",
    "coverage",
    "recommendation_reason",
    "summary",
    "error_reason",
    "error_message",
    "documents",
]
_STEP = 1_000
"""Between recommendations: see `ranks_of`."""
_AGAIN = 9_000
"""Place of duplicates, who stand in the ranking already."""
_LAST = 10_000
"""Place of failed items."""


def write_ranking(folder: Folder) -> None:
    """Ranks all items as `reports.ranking` does, failed ones last, and writes what a list shows of them.

    Of items with the same documents and candidate the one whose `item_id` is the smallest has the rank; the others
    name it in `duplicate_of`.

    Raises:
        BoleError: STORAGE_UNAVAILABLE.
    """
    table = results_of(folder, _COLUMNS)
    duplicate_of = _duplicates(table)
    listed = _places(table, duplicate_of)
    limits = (table.column(name).to_pylist() for name in ("score_low", "match_score", "score_high"))
    ranks = ranks_of(Counter(place for place in listed if place < _AGAIN), widest_spread(zip(*limits, strict=True)))
    of_each = [ranks.get(place) for place in listed]
    columns = {
        "place": pa.array(listed, pa.int32()),
        "rank": pa.array([None if one is None else one.number for one in of_each], pa.int32()),
        "tied": pa.array([one is not None and one.tied for one in of_each], pa.bool_()),
    }
    ranked = table.drop_columns("documents").append_column("duplicate_of", pa.array(duplicate_of, pa.string()))
    for number, (name, column) in enumerate(columns.items()):
        ranked = ranked.add_column(number, name, column)
    in_order = ranked.sort_by([("place", "ascending"), ("item_id", "ascending")])
    buffer = io.BytesIO()
    parquet.write_table(in_order.drop_columns("place"), buffer, compression="zstd")
    try:
        folder.write(RANKING, buffer.getvalue())
    except OSError as error:
        raise unwritable(error) from error


def _duplicates(table: pa.Table) -> list[str | None]:
    """Returns for each row the item that has its documents and candidate; None for that item and for failed ones."""
    read = (table.column(name).to_pylist() for name in ("item_id", "candidate_id", "documents"))
    keys = {
        item_id: (candidate_id, *((one["document_digest"], one["media_type"]) for one in documents))
        for item_id, candidate_id, documents in zip(*read, strict=True)
        if documents
    }
    first: dict[object, str] = {}
    for item_id in sorted(keys):
        first.setdefault(keys[item_id], item_id)
    item_ids = table.column("item_id").to_pylist()
    same = (first[keys[item_id]] if item_id in keys else item_id for item_id in item_ids)
    return [None if one == item_id else one for one, item_id in zip(same, item_ids, strict=True)]


def _places(table: pa.Table, duplicate_of: list[str | None]) -> list[int]:
    """Returns where each row stands: the lower the number, the further up."""
    order = {one.value: place for place, one in enumerate(Recommendation)}
    scores = zip(table.column("recommendation").to_pylist(), table.column("rank_score").to_pylist(), strict=True)
    return [
        _LAST if name is None else _AGAIN if again else order[name] * _STEP - score
        for (name, score), again in zip(scores, duplicate_of, strict=True)
    ]
