"""Follows a batch over broken connections until it has ended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import grpc

from bole.cli.patience import Patience
from bole.domain.errors import BoleError, ErrorReason
from bole.v1 import batch_service_pb2 as pb

if TYPE_CHECKING:
    from bole.v1.batch_service_pb2_grpc import BatchServiceAsyncStub

FINAL = frozenset({pb.Batch.FINISHED, pb.Batch.CANCELLED})


@dataclass(slots=True, kw_only=True)
class Watch:
    """How far a batch has been followed: `cursor` is where to go on, also after this process."""

    batch_id: str
    cursor: str = ""
    last: pb.Batch | None = None

    async def follow(
        self,
        stub: BatchServiceAsyncStub,
        patience: Patience,
        *,
        on_batch: Callable[[pb.Batch], None],
        on_item: Callable[[pb.BatchItem], None] | None = None,
    ) -> pb.Batch:
        """Returns the batch once it has ended.

        Args:
            stub: The service.
            patience: How long a broken connection is tried again.
            on_batch: Called with where the batch stands, about once a second.
            on_item: Called with every item that finishes, once each; None asks for progress alone.

        Raises:
            grpc.aio.AioRpcError: The batch is unknown, or the cursor is of another one.
            BoleError: The server stayed away.
        """
        while True:
            try:
                await self._stream(stub, patience, on_batch=on_batch, on_item=on_item)
            except grpc.aio.AioRpcError as error:
                await patience.wait(error)
                continue
            if self.last is not None and self.last.state in FINAL:
                return self.last
            raise BoleError(ErrorReason.INTERNAL, "The server ended the stream before the batch. Watch it again.")

    async def _stream(
        self,
        stub: BatchServiceAsyncStub,
        patience: Patience,
        *,
        on_batch: Callable[[pb.Batch], None],
        on_item: Callable[[pb.BatchItem], None] | None,
    ) -> None:
        request = pb.WatchBatchRequest(
            batch_id=self.batch_id, cursor=self.cursor, progress_only=on_item is None, include_contact=True
        )
        async for response in stub.WatchBatch(request):
            patience.over()
            if response.WhichOneof("event") == "batch":
                self.last = response.batch
                on_batch(response.batch)
            elif on_item is not None:
                on_item(response.item)
            self.cursor = response.cursor
