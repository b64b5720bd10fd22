"""What becomes of an item, as a row of the results."""

from __future__ import annotations

from functools import lru_cache

import pyarrow as pa

from bole.bulk.items import BulkItem
from bole.domain.answers import Answer
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.screening import ItemFailure, ScreenedCandidate
from bole.domain.storage_ports import Codec
from bole.reports.parquet_table import results_schema
from bole.reports.ranking import RankedCandidate
from bole.reports.result_row import Row, result_row

ANSWER = "answer"
"""Column with the answer as `Codec.encode_answer` writes it."""

OPEN_REASONS = frozenset(
    {
        ErrorReason.DEADLINE_TOO_SHORT,
        ErrorReason.INTERNAL,
        ErrorReason.MODEL_CONTRACT_MISMATCH,
        ErrorReason.MODEL_OVERLOADED,
        ErrorReason.MODEL_UNAVAILABLE,
        ErrorReason.PART_NOT_INSTALLED,
        ErrorReason.SERVER_OVERLOADED,
        ErrorReason.SOURCE_NOT_FOUND,
        ErrorReason.SOURCE_UNREADABLE,
    }
)
"""What is no fault of the document and may go better next time: these items are open, and a restart takes them up."""


@lru_cache(maxsize=1)
def outcome_schema() -> pa.Schema:
    """Returns the columns of results: those of reports, and the answer."""
    return results_schema().append(pa.field(ANSWER, pa.binary()))


def answer_row(answer: Answer, item: BulkItem, codec: Codec) -> Row:
    """Returns the row of an item that was screened."""
    candidate = ScreenedCandidate(
        item_id=item.item_id, source=item.source, screening=answer.screening, contact=answer.contact
    )
    return _row(candidate, codec.encode_answer(answer))


def failure_row(item: BulkItem, error: BoleError) -> Row:
    """Returns the row of an item that was not."""
    failure = ItemFailure(reason=error.reason.value, message=error.message)
    return _row(ScreenedCandidate(item_id=item.item_id, source=item.source, failure=failure), None)


def is_open(row: Row) -> bool:
    """Tells whether an item is to be taken up by the next run."""
    return row["error_reason"] in OPEN_REASONS


def _row(candidate: ScreenedCandidate, answer: bytes | None) -> Row:
    return result_row(RankedCandidate(rank=None, tied=False, candidate=candidate)) | {ANSWER: answer}
