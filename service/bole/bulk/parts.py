"""The Parquet files of a run, each whole or not there: what is in them is finished."""

from __future__ import annotations

import hashlib
import io
import json
from collections import Counter

import pyarrow as pa
from pyarrow import compute, parquet

from bole.bulk.folder import Folder
from bole.bulk.outcomes import OPEN_REASONS, outcome_schema
from bole.domain.errors import BoleError, ErrorReason

RESULTS = "results"
"""Folder of finished items, screened or failed for good."""

OPEN = "open"
"""Folder of items that the next run takes up again, and why."""

SUCCEEDED = ""
"""In the place of a reason, for items that were screened."""

_DAMAGED = "damaged"
_COUNTS = pa.schema([("counts", pa.string())])


def write_part(batch: pa.Table, folder: Folder) -> pa.Table:
    """Writes the outcomes of a block, and returns their counts for `read_counts`.

    A part is named by the items in it, so that a block that is written twice is one part.

    Raises:
        BoleError: STORAGE_UNAVAILABLE.
    """
    is_open = pa.array([reason in OPEN_REASONS for reason in batch.column("error_reason").to_pylist()], pa.bool_())
    for below, rows in ((RESULTS, batch.filter(compute.invert(is_open))), (OPEN, batch.filter(is_open))):
        if rows.num_rows:
            _write(f"{below}/{_name(rows)}", rows, folder)
    counts = Counter(reason or SUCCEEDED for reason in batch.column("error_reason").to_pylist())
    return pa.table({"counts": [json.dumps(counts)]}, _COUNTS)


def read_counts(batch: pa.Table) -> Counter[str]:
    """Returns how many items of some parts ended how: by reason, the empty one for those that succeeded."""
    counts: Counter[str] = Counter()
    for text in batch.column("counts").to_pylist():
        counts.update(json.loads(text))
    return counts


def begin(folder: Folder) -> frozenset[str]:
    """Makes a folder ready for a run, and returns the items that are finished in it.

    Parts that cannot be read are put aside; the reasons of open items of the last run are forgotten.

    Raises:
        BoleError: STORAGE_UNAVAILABLE.
    """
    try:
        for name in folder.names(OPEN):
            folder.remove(name)
        return frozenset().union(*(_items_of(name, folder) for name in folder.names(RESULTS)))
    except OSError as error:
        raise unwritable(error) from error


def results_of(folder: Folder, columns: list[str]) -> pa.Table:
    """Reads columns of all parts, each item once; one that older parts do not have is empty for their items.

    Raises:
        BoleError: STORAGE_UNAVAILABLE.
    """
    try:
        tables = [_read(name, folder, columns) for below in (RESULTS, OPEN) for name in folder.names(below)]
    except OSError as error:
        raise unwritable(error) from error
    return pa.concat_tables([outcome_schema().empty_table().select(columns), *tables], promote_options="default")


def unwritable(error: OSError) -> BoleError:
    """Builds the error for a folder of results that fails."""
    return BoleError(
        ErrorReason.STORAGE_UNAVAILABLE,
        f"The folder of the results cannot be used: {error.strerror or type(error).__name__}. Once that is mended, the "
        "same command goes on where it stopped.",
    )


def _items_of(name: str, folder: Folder) -> frozenset[str]:
    try:
        return frozenset(_read(name, folder, ["item_id"]).column("item_id").to_pylist())
    except (pa.ArrowInvalid, KeyError):
        # A machine that lost its power may leave a file that is there and is not whole.
        folder.move(name, f"{RESULTS}/.{_DAMAGED}.{name.rsplit('/', 1)[-1]}")
        return frozenset()


def _read(name: str, folder: Folder, columns: list[str]) -> pa.Table:
    with folder.file_system.open_input_file(folder.path(name)) as file:
        known = parquet.ParquetFile(file)
        return known.read(columns=[name for name in columns if name in known.schema_arrow.names])


def _write(name: str, rows: pa.Table, folder: Folder) -> None:
    buffer = io.BytesIO()
    parquet.write_table(rows, buffer, compression="zstd")
    try:
        folder.write(name, buffer.getvalue())
    except OSError as error:
        raise unwritable(error) from error


def _name(rows: pa.Table) -> str:
    names = "\n".join(sorted(rows.column("item_id").to_pylist()))
    return f"part-{hashlib.sha256(names.encode()).hexdigest()[:32]}.parquet"
