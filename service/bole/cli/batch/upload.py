"""Sends files as the items of a batch: many to a message, the next ones read while the last ones are on their way."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import grpc

from bole.cli.connection import reason_of, violations_of
from bole.cli.patience import Patience
from bole.cli.screening_run import content_of, numbered
from bole.domain.errors import BoleError
from bole.domain.screening import ItemFailure
from bole.sources.sources import Source
from bole.v1 import batch_service_pb2 as pb
from bole.v1 import screening_service_pb2

if TYPE_CHECKING:
    from bole.v1.batch_service_pb2_grpc import BatchServiceAsyncStub

MOST_ITEMS = 500
MOST_BYTES = 16 * 1024 * 1024
_LONGEST_NAME = 1024
_ITEM_FIELD = re.compile(r"items\[(\d+)\]")

Part = list[pb.NewBatchItem]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A file that is not in the batch: it could not be read here, or the service does not take it."""

    path: str
    failure: ItemFailure


class Upload:
    """The files of one batch on their way; numbers of items are those of `bole screen` for the same files."""

    def __init__(self, found: tuple[Source, ...], *, most_bytes: int = MOST_BYTES) -> None:
        """Begins before the first file.

        Args:
            found: The files in the order of their item numbers.
            most_bytes: Of the items of a message; a single one may be larger.
        """
        self.sent = 0
        self.left_out: list[LeftOut] = []
        self._parts = self._in_parts(found, most_bytes)
        self._first: Part | None = None

    async def begin(self) -> bool:
        """Reads what the first message holds; False where no file can be read."""
        self._first = await self._next()
        return self._first is not None

    async def send(
        self, stub: BatchServiceAsyncStub, batch_id: str, patience: Patience, on_sent: Callable[[], None]
    ) -> pb.Batch:
        """Sends all items and closes the batch, which is returned; may be repeated with the same files.

        Raises:
            grpc.aio.AioRpcError: The service refused them.
            BoleError: It stayed away.
        """
        part = self._first
        while part is not None:
            _, following = await asyncio.gather(self._offer(stub, batch_id, part, patience), self._next())
            part = following
            on_sent()
        return await _added(stub, pb.AddBatchItemsRequest(batch_id=batch_id), patience)

    async def _offer(self, stub: BatchServiceAsyncStub, batch_id: str, part: Part, patience: Patience) -> None:
        """Adds items; one that the service does not take, such as a larger one than its limit, is left out."""
        self.sent += len(part)
        while part:
            try:
                await _added(stub, pb.AddBatchItemsRequest(batch_id=batch_id, items=part, accepts_items=True), patience)
            except grpc.aio.AioRpcError as error:
                number = _refused_item(error)
                if number is None or number >= len(part):
                    raise
                refused = part.pop(number)
                failure = ItemFailure(reason=reason_of(error), message=error.details() or "")
                self.left_out.append(LeftOut(path=refused.documents[0].file_name, failure=failure))
            else:
                return

    async def _next(self) -> Part | None:
        return await asyncio.to_thread(next, self._parts, None)

    def _in_parts(self, found: tuple[Source, ...], most_bytes: int) -> Iterator[Part]:
        part: Part = []
        size = 0
        for item_id, source in numbered(found):
            item = self._item(item_id, source)
            if item is None:
                continue
            if part and (size + item.ByteSize() > most_bytes or len(part) == MOST_ITEMS):
                yield part
                part, size = [], 0
            part.append(item)
            size += item.ByteSize()
        if part:
            yield part

    def _item(self, item_id: str, source: Source) -> pb.NewBatchItem | None:
        try:
            content = content_of(source)
        except BoleError as error:
            failure = ItemFailure(reason=error.reason, message=error.message)
            self.left_out.append(LeftOut(path=source.path, failure=failure))
            return None
        document = screening_service_pb2.Document(content=content, file_name=_name(source.path))
        return pb.NewBatchItem(item_id=item_id, documents=[document])


def _name(path: str) -> str:
    """Returns the path, by which results name the file, or of a very long one its end."""
    return path if len(path) <= _LONGEST_NAME else path[-_LONGEST_NAME:]


async def _added(stub: BatchServiceAsyncStub, request: pb.AddBatchItemsRequest, patience: Patience) -> pb.Batch:
    return (await patience.answered(lambda: stub.AddBatchItems(request))).batch


def _refused_item(error: grpc.aio.AioRpcError) -> int | None:
    """Returns the index of the item that a call was refused for; None where it was something else."""
    if error.code() is not grpc.StatusCode.INVALID_ARGUMENT:
        return None
    for violation in violations_of(error):
        if match := _ITEM_FIELD.match(violation.field):
            return int(match[1])
    return None
