"""Documents that batches keep, one at a time, for whoever looks at a candidate."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from bole.domain.documents import Document
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.storage_ports import BatchStore, Codec
from bole.sources.tenants import TenantReferences


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptDocuments:
    """Finds a document, or reads what a batch refers to.

    Attributes:
        store: Where documents are kept.
        codec: How they are written down.
        references: What reads documents that the service was not sent.
    """

    store: BatchStore
    codec: Codec
    references: TenantReferences

    async def document(self, tenant: str, batch_id: str, item_id: str, index: int) -> Document:
        """Returns one document of an item, counted from 0 as in `Evidence.document_index`.

        Raises:
            BoleError: ARGUMENT_INVALID for one that the item does not have; BATCH_NOT_FOUND, ITEM_NOT_FOUND,
                CANDIDATE_ERASED; SOURCE_NOT_FOUND where its time is over, and what reading a reference raises;
                STORAGE_MISMATCH, STORAGE_UNAVAILABLE.
        """
        payload = await self.store.documents(tenant, batch_id, item_id)
        # In a thread: megabytes to decode, or a file of a folder that may be slow.
        return await asyncio.to_thread(self._document, tenant, payload, index)

    def _document(self, tenant: str, payload: bytes, index: int) -> Document:
        given = self.codec.decode_documents(payload)
        if not 0 <= index < len(given):
            raise BoleError(
                ErrorReason.ARGUMENT_INVALID,
                f"The item has {len(given)} documents, counted from 0. Name one of them.",
                field="batch_document.document_index",
                metadata={"field": "batch_document.document_index", "limit": str(len(given) - 1)},
            )
        one = given[index]
        return one if isinstance(one, Document) else self.references.of(tenant).read(one)
