"""`BatchService`: each method converts, calls a use case, and converts back."""

from __future__ import annotations

import asyncio
from typing import TypeAlias

import grpc

from bole.api import batch_messages, batch_requests, converters, page_tokens, requests, result_requests
from bole.api.batch_answers import serialized_items
from bole.api.batch_requests import BatchAsked
from bole.api.batch_watch import BatchWatch
from bole.api.call_terms import call_terms
from bole.api.current_call import caller_of
from bole.api.interceptors.wrapping import Context
from bole.batch.batches import Batches
from bole.domain.batches import Batch
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.rubric import Rubric
from bole.pipeline.use_cases import UseCases
from bole.v1 import batch_service_pb2 as pb
from bole.v1 import batch_service_pb2_grpc

WatchContext: TypeAlias = "grpc.aio.ServicerContext[pb.WatchBatchRequest, pb.WatchBatchResponse]"


class BatchServicer(batch_service_pb2_grpc.BatchServiceServicer):
    """Serves the use cases of batches; errors leave as `BoleError` and become statuses in an interceptor."""

    def __init__(self, use_cases: UseCases, *, call_seconds: float, has_model: bool) -> None:
        """Keeps what answers; until `open` every call is told that the storage is away.

        Args:
            use_cases: What drafts and checks rubrics.
            call_seconds: Time of a unary call that sets no deadline.
            has_model: Something else than the rules answers.
        """
        self._use_cases = use_cases
        self._call_seconds = call_seconds
        self._has_model = has_model
        self._opened: Batches | None = None

    def open(self, batches: Batches) -> None:
        """Begins to serve: the storage is there."""
        self._opened = batches

    async def CreateBatch(self, request: pb.CreateBatchRequest, context: Context) -> pb.CreateBatchResponse:
        """Makes a batch."""
        terms = call_terms(context, default_seconds=self._call_seconds, allow_degraded=request.allow_degraded)
        asked = await asyncio.to_thread(batch_requests.new_batch, request, has_model=self._has_model)
        tenant = caller_of().tenant
        batch = await self._batches.made_before(tenant, asked.request_id, asked.request_digest)
        if batch is None:
            rubric = await requests.target_rubric(request, self._use_cases, terms)
            batch = await self._create(tenant, asked, rubric)
        return pb.CreateBatchResponse(batch=_whole(batch))

    async def AddBatchItems(self, request: pb.AddBatchItemsRequest, context: Context) -> pb.AddBatchItemsResponse:
        """Adds items to a batch."""
        batch = await self._batches.add_items(
            caller_of().tenant,
            batch_requests.batch_id(request.batch_id),
            items=await asyncio.to_thread(batch_requests.items, request.items),
            source_uris=batch_requests.sources(request.source_uris),
            accepts_items=request.accepts_items,
        )
        return pb.AddBatchItemsResponse(batch=_brief(batch))

    async def GetBatch(self, request: pb.GetBatchRequest, context: Context) -> pb.GetBatchResponse:
        """Says where a batch stands."""
        batch = await self._batches.get(caller_of().tenant, batch_requests.batch_id(request.batch_id))
        return pb.GetBatchResponse(batch=_whole(batch))

    async def ListBatches(self, request: pb.ListBatchesRequest, context: Context) -> pb.ListBatchesResponse:
        """Lists batches."""
        tenant, size = caller_of().tenant, result_requests.batches_size(request)
        before = page_tokens.last_batch(request.page_token, tenant)
        batches = await self._batches.list_batches(tenant, before=before, limit=size + 1)
        following = page_tokens.for_batches(batches[size - 1].batch_id, tenant) if len(batches) > size else ""
        return pb.ListBatchesResponse(batches=[_brief(batch) for batch in batches[:size]], next_page_token=following)

    async def WatchBatch(  # type: ignore[override]  # the stubs know only generators; this one writes itself
        self, request: pb.WatchBatchRequest, context: WatchContext
    ) -> None:
        """Tells of a batch as it goes on."""
        watch = BatchWatch(batches=self._batches, workers=self._use_cases.workers, write=context.write)
        await watch.run(request, caller_of().tenant)

    async def ListBatchResults(
        self, request: pb.ListBatchResultsRequest, context: Context
    ) -> pb.ListBatchResultsResponse:
        """Lists ranked results."""
        tenant, batch_id = caller_of().tenant, batch_requests.batch_id(request.batch_id)
        asked, view = result_requests.results(request), result_requests.view(request)
        page = await self._batches.results(tenant, batch_id, wanted=asked.wanted, start=asked.start, limit=asked.size)
        items = await self._use_cases.workers.run(serialized_items, page.items, batch_id, page.terms, view)
        return pb.ListBatchResultsResponse(
            items=[pb.BatchItem.FromString(item) for item in items],
            next_page_token=page_tokens.for_results(page.next_start, asked.bound) if page.next_start else "",
            total_size=page.total,
        )

    async def GetBatchItem(self, request: pb.GetBatchItemRequest, context: Context) -> pb.GetBatchItemResponse:
        """Returns one item."""
        batch_id, item_id = batch_requests.batch_id(request.batch_id), batch_requests.item_id(request.item_id)
        view = result_requests.view(request)
        item, terms = await self._batches.item(caller_of().tenant, batch_id, item_id)
        (serialized,) = await self._use_cases.workers.run(serialized_items, [item], batch_id, terms, view)
        return pb.GetBatchItemResponse(item=pb.BatchItem.FromString(serialized))

    async def RescoreBatch(self, request: pb.RescoreBatchRequest, context: Context) -> pb.RescoreBatchResponse:
        """Applies new weights and thresholds to all results."""
        batch_id = batch_requests.batch_id(request.batch_id)
        rubric = await self._use_cases.validate_rubric(converters.rubric(request.rubric))
        batch = await self._batches.rescore(caller_of().tenant, batch_id, rubric)
        return pb.RescoreBatchResponse(batch=_whole(batch))

    async def CancelBatch(self, request: pb.CancelBatchRequest, context: Context) -> pb.CancelBatchResponse:
        """Ends the work on a batch."""
        batch = await self._batches.cancel(caller_of().tenant, batch_requests.batch_id(request.batch_id))
        return pb.CancelBatchResponse(batch=_brief(batch))

    async def DeleteBatch(self, request: pb.DeleteBatchRequest, context: Context) -> pb.DeleteBatchResponse:
        """Deletes a batch."""
        await self._batches.delete(caller_of().tenant, batch_requests.batch_id(request.batch_id))
        return pb.DeleteBatchResponse()

    async def _create(self, tenant: str, asked: BatchAsked, rubric: Rubric) -> Batch:
        return await self._batches.create(
            tenant,
            request_id=asked.request_id,
            request_digest=asked.request_digest,
            terms=asked.terms(rubric),
            priority=asked.priority,
            items=asked.items,
            source_uris=asked.source_uris,
            accepts_items=asked.accepts_items,
        )

    @property
    def _batches(self) -> Batches:
        if self._opened is None:
            raise BoleError(
                ErrorReason.STORAGE_UNAVAILABLE,
                "The service has not reached its database yet. Try again in a moment.",
            )
        return self._opened


def _whole(batch: Batch) -> pb.Batch:
    return batch_messages.batch(batch, with_rubric=True)


def _brief(batch: Batch) -> pb.Batch:
    return batch_messages.batch(batch, with_rubric=False)
