"""The ranking of a run as one Parquet file."""

from __future__ import annotations

import io
from collections import Counter

import pyarrow as pa
from pyarrow import compute, parquet

from bole.bulk.folder import Folder
from bole.bulk.parts import results_of, unwritable
from bole.domain.screening import Recommendation

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
    "rank_score",
    "coverage",
    "recommendation_reason",
    "summary",
    "error_reason",
    "error_message",
]
_WORST = 101
"""More than any rank score."""
_LAST = 1_000
"""Place of failed items."""


def write_ranking(folder: Folder) -> None:
    """Ranks all items as `reports.ranking` does, failed ones last, and writes what a list shows of them.

    Raises:
        BoleError: STORAGE_UNAVAILABLE.
    """
    table = results_of(folder, _COLUMNS)
    order = {one.value: place for place, one in enumerate(Recommendation)}
    scores = zip(table.column("recommendation").to_pylist(), table.column("rank_score").to_pylist(), strict=True)
    places = pa.array([_LAST if name is None else order[name] * _WORST - score for name, score in scores], pa.int32())
    ranks = compute.rank(places, sort_keys="ascending", tiebreaker="min").cast(pa.int32())
    sizes = Counter(places.to_pylist())
    tied = pa.array([place != _LAST and sizes[place] > 1 for place in places.to_pylist()], pa.bool_())
    ranked = table.add_column(0, "place", places).add_column(1, "rank", _without_failed(ranks, places))
    in_order = ranked.add_column(2, "tied", tied).sort_by([("place", "ascending"), ("item_id", "ascending")])
    buffer = io.BytesIO()
    parquet.write_table(in_order.drop_columns("place"), buffer, compression="zstd")
    try:
        folder.write(RANKING, buffer.getvalue())
    except OSError as error:
        raise unwritable(error) from error


def _without_failed(ranks: pa.Array, places: pa.Array) -> pa.Array:
    return compute.if_else(compute.equal(places, _LAST), None, ranks)
