"""Documents of requests: with the request, or kept by a batch."""

from __future__ import annotations

from bole.api import batch_requests, converters
from bole.api.validation import invalid, size_within
from bole.batch.kept_documents import KeptDocuments, Sourced
from bole.domain.documents import Document
from bole.domain.errors import BoleError, ErrorReason
from bole.v1 import screening_service_pb2 as pb

Sourcing = (
    pb.ParseResumeRequest
    | pb.GenerateInterviewKitRequest
    | pb.RegenerateQuestionRequest
    | pb.RenderPageRequest
    | pb.PreviewPromptRequest
)


class SourceDocuments:
    """The documents that requests are about; those of batches from `open` on."""

    def __init__(self, limit_bytes: int, *, keeps_batches: bool) -> None:
        """Keeps the limits.

        Args:
            limit_bytes: Largest document.
            keeps_batches: `open` will be called; else no document of a batch is ever found.
        """
        self._limit_bytes = limit_bytes
        self._keeps_batches = keeps_batches
        self._opened: KeptDocuments | None = None

    def open(self, kept: KeptDocuments) -> None:
        """Begins to read documents of batches: the storage is there."""
        self._opened = kept

    async def of(self, request: Sourcing, tenant: str) -> Document:
        """Returns the document of a request, neither empty nor too large.

        Raises:
            BoleError: ARGUMENT_INVALID for no document, for two, and for one that the item does not have;
                DOCUMENT_EMPTY, DOCUMENT_TOO_LARGE; BATCH_NOT_FOUND, ITEM_NOT_FOUND, CANDIDATE_ERASED, STORAGE_MISMATCH,
                STORAGE_UNAVAILABLE; SOURCE_NOT_FOUND and its like where it is not there any more.
        """
        if not request.HasField("batch_document"):
            return converters.document(request.document, "document", self._limit_bytes)
        found = await self._kept.document(tenant, *_named(request))
        size_within(found.content, "batch_document", self._limit_bytes)
        return found

    async def with_others(self, request: Sourcing, tenant: str) -> Sourced:
        """Returns the document of a request as `of`, with all of the candidate that a batch keeps.

        Raises:
            BoleError: As `of`.
        """
        if not request.HasField("batch_document"):
            document = await self.of(request, tenant)
            return Sourced(document=document, documents=(document,))
        found = await self._kept.with_others(tenant, *_named(request))
        size_within(found.document.content, "batch_document", self._limit_bytes)
        return found

    @property
    def _kept(self) -> KeptDocuments:
        if not self._keeps_batches:
            raise BoleError(
                ErrorReason.BATCH_NOT_FOUND, "This service keeps no batches. Send the document with the request."
            )
        if self._opened is None:
            raise BoleError(
                ErrorReason.STORAGE_UNAVAILABLE,
                "The service has not reached its database yet. Try again in a moment.",
            )
        return self._opened


def _named(request: Sourcing) -> tuple[str, str, int]:
    """Returns batch, item and number of the document that is named."""
    if request.HasField("document"):
        raise invalid("batch_document", "Send a document, or name one that a batch keeps, not both.")
    named = request.batch_document
    batch_id = batch_requests.batch_id(named.batch_id, "batch_document.batch_id")
    return batch_id, batch_requests.item_id(named.item_id, "batch_document.item_id"), named.document_index
