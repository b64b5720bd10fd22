"""The run itself: items -> outcomes -> parts, as one dataset of Ray Data that streams."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType
from typing import Any, TypeAlias

import pyarrow as pa

from bole.bulk.folder import Folder, file_system
from bole.bulk.items import BulkItem, table_of
from bole.bulk.listing import BulkTable, Listing
from bole.bulk.parts import read_counts, write_part
from bole.bulk.plan import Actors, BulkPlan
from bole.bulk.stages import AskingStage, EmbeddedStage, PreparingStage, Stage
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.events import Event, Line
from bole.domain.ports import LanguageModel, PromptEncoder

Dataset: TypeAlias = Any
"""A `ray.data.Dataset`."""

_LOG = logging.getLogger("bole.bulk")

_MOST_ITEMS_A_PART = 64
"""What is lost of work when all machines stop: the parts that are begun."""

_MOST_PARTS = 2_000
_BLOCKS_AN_ACTOR = 8
"""Blocks that each parsing actor gets at least, as far as there are items, so that all end at about the same time."""

_PARSERS_A_WRITER = 8
"""Writing a part takes a hundredth of the time that screening its items takes."""

_BLOCKS_IN_WORK = 4
"""Blocks that an asking actor has in work at a time, so that one that waits for its last answer holds up nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServedModel:
    """What a run has to know of the model before it begins."""

    model_digest: str
    encoder: PromptEncoder


def served_model(model: Callable[[], LanguageModel]) -> ServedModel:
    """Asks the model server who it is, from within the cluster, where it has to be reached from.

    Raises:
        BoleError: MODEL_UNAVAILABLE or MODEL_CONTRACT_MISMATCH.
    """
    ray = _ray()
    try:
        found: ServedModel = ray.get(ray.remote(_introduced).options(num_cpus=0, max_retries=0).remote(model))
    except ray.exceptions.RayError as error:
        raise _broken(error) from error
    return found


def screened_in_bulk(
    plan: BulkPlan,
    listing: Listing,
    finished: frozenset[str],
    folder: Folder,
    *,
    actors: Actors,
    encoder: PromptEncoder | None = None,
) -> Iterator[Counter[str]]:
    """Screens what is not finished, and yields the counts of parts as they are written, as `parts.read_counts` does.

    Args:
        plan: What items are screened against, and with what.
        listing: All items.
        finished: Those that are left out.
        folder: Where parts are written.
        actors: How many of each kind.
        encoder: Of the model; None for the embedded engine.

    Raises:
        BoleError: STORAGE_UNAVAILABLE; INTERNAL where Ray itself fails. What was written stays.
    """
    ray = _ray()
    parsers = actors.parse or max(1, int(ray.cluster_resources().get("CPU", 1)))
    left = len(listing.item_ids - finished)
    if not left:
        return
    size = _part_size(left, parsers)
    data = _items(listing, finished, size)
    data = _outcomes(data, plan, Actors(parse=parsers, screen=actors.screen), encoder)
    written = data.map_batches(
        write_part,
        batch_size=None,
        batch_format="pyarrow",
        compute=ray.data.TaskPoolStrategy(size=-(-parsers // _PARSERS_A_WRITER)),
        fn_kwargs={"folder": folder},
        num_cpus=0,
    )
    try:
        for batch in written.iter_batches(batch_size=None, batch_format="pyarrow"):
            yield read_counts(batch)
    except ray.exceptions.RayError as error:
        raise _broken(error) from error


def _outcomes(data: Dataset, plan: BulkPlan, actors: Actors, encoder: PromptEncoder | None) -> Dataset:
    if encoder is None:
        return _staged(data, EmbeddedStage, (plan,), actors=actors.parse or 1, processors=1, blocks=2)
    asked = _staged(data, PreparingStage, (plan, encoder), actors=actors.parse or 1, processors=1, blocks=2)
    # Waiting for a model takes no processor; the few that checking answers takes are not worth an idle one.
    return _staged(asked, AskingStage, (plan,), actors=actors.screen, processors=0, blocks=_BLOCKS_IN_WORK)


def _staged(
    data: Dataset, stage: type[Stage], given: tuple[Any, ...], *, actors: int, processors: int, blocks: int
) -> Dataset:
    pool = _ray().data.ActorPoolStrategy(
        size=actors, max_tasks_in_flight_per_actor=2 * blocks, max_concurrent_calls_per_actor=blocks
    )
    return data.map_batches(
        stage,
        batch_size=None,
        batch_format="pyarrow",
        compute=pool,
        fn_constructor_args=given,
        num_cpus=processors,
    )


def _items(listing: Listing, finished: frozenset[str], size: int) -> Dataset:
    left = [item for item in listing.items if item.item_id not in finished]
    blocks = [table_of(left[start : start + size]) for start in range(0, len(left), size)]
    parts = [_ray().data.from_arrow(blocks)] if blocks else []
    parts += [_table_items(table, finished, size) for table in listing.tables if not table.item_ids <= finished]
    first, *others = parts
    return first.union(*others) if others else first


def _table_items(table: BulkTable, finished: frozenset[str], size: int) -> Dataset:
    system, path = file_system(table.place)
    rows = _ray().data.read_parquet(path, filesystem=system, columns=list(table.columns))
    kept = {"finished": finished & table.item_ids}
    left = rows.map_batches(_left, batch_size=size, batch_format="pyarrow", fn_kwargs=kept)
    return left.repartition(target_num_rows_per_block=size)


def _left(batch: pa.Table, finished: frozenset[str]) -> pa.Table:
    """Returns the rows of a table of resumes that are not finished, as items."""
    return table_of(_item(row) for row in batch.to_pylist() if row["item_id"] not in finished)


def _item(row: dict[str, Any]) -> BulkItem:
    uri, content = row.get("uri") or "", row.get("content")
    return BulkItem(
        item_id=row["item_id"],
        source=row.get("file_name") or uri.rsplit("/", 1)[-1] or row["item_id"],
        candidate_id=row.get("candidate_id") or "",
        uri=uri,
        content=b"" if content is None and not uri else content,
    )


def _part_size(items: int, parsers: int) -> int:
    """Returns how many items a block has: few where there are few, more where there would be too many files."""
    evenly = -(-items // (_BLOCKS_AN_ACTOR * parsers))
    return max(min(_MOST_ITEMS_A_PART, evenly), -(-items // _MOST_PARTS))


def _ray() -> ModuleType:
    """Returns Ray, which reads its environment when it is imported: not before `cluster` has."""
    return import_module("ray")


def _introduced(model: Callable[[], LanguageModel]) -> ServedModel:
    async def ask() -> ServedModel:
        served = model()
        try:
            identity = await served.connect()
            return ServedModel(model_digest=identity.model_digest, encoder=served.encoder())
        finally:
            await served.close()

    return asyncio.run(ask())


def _broken(error: BaseException) -> BoleError:
    """Returns what a failure in a process of Ray was."""
    cause: BaseException | None = error
    while cause is not None:
        inner = getattr(cause, "cause", None) or cause.__cause__
        if isinstance(inner, BoleError):
            return inner
        cause = inner
    _LOG.error(Line(Event.BULK_BROKEN, error=error))
    return BoleError(
        ErrorReason.INTERNAL, "Ray gave the run up. What is written stays; the same command goes on where it stopped."
    )
