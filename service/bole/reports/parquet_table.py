"""Writes results as Parquet: typed columns for notebooks and warehouses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO

from bole.domain.errors import BoleError, ErrorReason
from bole.reports.blinding import blinded_one
from bole.reports.ranking import RankedCandidate
from bole.reports.result_row import Row, result_row

if TYPE_CHECKING:
    import pyarrow as pa

SCHEMA_VERSION = "1"
"""Stands in the metadata of every file as `bole.results_schema`; columns are added without a new version."""

ROWS_PER_GROUP = 1_000
"""Rows that are held in memory at once."""


def write_parquet(ranked: Iterable[RankedCandidate], out: BinaryIO, *, blind: bool) -> None:
    """Writes one row an item, in order, with the columns of `results_schema`.

    Args:
        ranked: The candidates in their order, read one at a time; failed items and duplicates are rows too.
        out: Where the bytes go; the same rows give the same bytes.
        blind: Leaves `name`, `email` and `phone` empty, writes `item_id` for `source`, and masks names inside texts.

    Raises:
        BoleError: PART_NOT_INSTALLED without pyarrow.
    """
    schema = results_schema()
    import pyarrow as pa  # noqa: PLC0415 - an extra, and slow to load
    import pyarrow.parquet as pq  # noqa: PLC0415

    rows = (result_row(one) for one in (map(blinded_one, ranked) if blind else ranked))
    with pq.ParquetWriter(out, schema, compression="zstd") as writer:
        for group in _groups(rows):
            writer.write_table(pa.Table.from_pylist(group, schema))


def results_schema() -> pa.Schema:
    """Returns the columns of `result_row` with their types.

    Raises:
        BoleError: PART_NOT_INSTALLED without pyarrow.
    """
    if find_spec("pyarrow") is None:
        raise BoleError(
            ErrorReason.PART_NOT_INSTALLED,
            "Writing Parquet needs a part that is not installed. Install it with: pip install "
            "'bole-screening[parquet]'. Or choose another format.",
            metadata={"part": "parquet"},
        )
    import pyarrow as pa  # noqa: PLC0415

    return pa.schema([*_item_fields(), *_answer_fields(), *_provenance_fields()], metadata=_METADATA)


def _groups(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while group := list(islice(rows, ROWS_PER_GROUP)):
        yield group


def _item_fields() -> list[pa.Field]:
    import pyarrow as pa  # noqa: PLC0415

    return [
        pa.field("item_id", pa.string(), nullable=False),
        pa.field("candidate_id", pa.string()),
        pa.field("source", pa.string(), nullable=False),
        pa.field("name", pa.string()),
        pa.field("email", pa.string()),
        pa.field("phone", pa.string()),
        pa.field("rank", pa.int32()),
        pa.field("tied", pa.bool_(), nullable=False),
        pa.field("duplicate_of", pa.string()),
        pa.field("same_candidate", pa.list_(pa.string()), nullable=False),
        pa.field("cut_group", pa.string()),
        pa.field("error_reason", pa.string()),
        pa.field("error_message", pa.string()),
    ]


def _answer_fields() -> list[pa.Field]:
    import pyarrow as pa  # noqa: PLC0415

    dimension = {"name": pa.string(), "score": pa.int32(), "coverage": pa.float64()}
    red_flag = {"code": pa.string(), "severity": pa.string(), "message": pa.string()}
    question = {"criterion_id": pa.string(), "question": pa.string()}
    warning = {"code": pa.string(), "message": pa.string()}
    return [
        pa.field("match_score", pa.int32()),
        pa.field("score_low", pa.int32()),
        pa.field("score_high", pa.int32()),
        pa.field("rank_score", pa.int32()),
        pa.field("coverage", pa.float64()),
        pa.field("recommendation", pa.string()),
        pa.field("recommendation_reason", pa.string()),
        pa.field("summary", pa.string()),
        pa.field("experience_evaluation", pa.string()),
        pa.field("skills_matched", pa.list_(pa.string())),
        pa.field("criteria", pa.list_(_criterion())),
        pa.field("dimensions", _list_of(dimension)),
        pa.field("red_flags", _list_of(red_flag)),
        pa.field("open_questions", _list_of(question)),
        pa.field("warnings", _list_of(warning)),
        pa.field("degraded", pa.bool_()),
        pa.field("language_code", pa.string()),
    ]


def _criterion() -> pa.DataType:
    import pyarrow as pa  # noqa: PLC0415

    evidence = {
        "quote": pa.string(),
        "start": pa.int32(),
        "end": pa.int32(),
        "document_index": pa.int32(),
        "page_number": pa.int32(),
        "alignment": pa.string(),
        "method": pa.string(),
    }
    return pa.struct(
        {
            "criterion_id": pa.string(),
            "text": pa.string(),
            "kind": pa.string(),
            "requirement": pa.string(),
            "gate": pa.bool_(),
            "level": pa.string(),
            "credit": pa.int32(),
            "weight_share": pa.float64(),
            "note": pa.string(),
            "fallen": pa.bool_(),
            "evidence": _list_of(evidence),
        }
    )


def _provenance_fields() -> list[pa.Field]:
    import pyarrow as pa  # noqa: PLC0415

    document = {"document_digest": pa.string(), "media_type": pa.string(), "role": pa.string()}
    return [
        pa.field("engine", pa.string()),
        pa.field("as_of", pa.date32()),
        pa.field("documents", _list_of(document)),
        pa.field("criteria_digest", pa.string()),
        pa.field("rubric_digest", pa.string()),
        pa.field("prompt_digest", pa.string()),
        pa.field("model_digest", pa.string()),
        pa.field("sampling", pa.string()),
        pa.field("left_premises", pa.bool_()),
    ]


def _list_of(fields: dict[str, pa.DataType]) -> pa.DataType:
    import pyarrow as pa  # noqa: PLC0415

    return pa.list_(pa.struct(fields))


_METADATA = {"bole.results_schema": SCHEMA_VERSION}
