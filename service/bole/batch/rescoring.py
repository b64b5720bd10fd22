"""New weights for all results of a batch: arithmetic on the answers that are kept, in all worker processes at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from bole.domain.answers import Standing
from bole.domain.batches import Batch, BatchTerms
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.ports import Workers
from bole.domain.rubric import Rubric
from bole.domain.storage_ports import BatchStore, Codec
from bole.evidence.rescoring import require_same_questions
from bole.pipeline.stored_answers import standings_under

_ATTEMPTS = 20
"""All but the first compute only what has finished since: next to nothing."""
_PAGE = 1600
"""Answers that are in memory at once, whatever the size of the batch."""
_CHUNK = 200
"""Answers that a worker takes at once: enough that the way there costs little, few enough for its limits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rescoring:
    """Applies other weights, requirements, gates and thresholds to what is kept."""

    store: BatchStore
    workers: Workers
    codec: Codec

    async def rescore(self, tenant: str, batch_id: str, rubric: Rubric) -> Batch:
        """Rescores a batch; items that finish meanwhile make it begin anew with what is missing.

        Raises:
            BoleError: FINDINGS_MISMATCH where the rubric asks something else, BATCH_NOT_FOUND, BATCH_CHANGED where
                items or other rescorings came in between each time, STORAGE_UNAVAILABLE.
        """
        standings: dict[str, Standing] = {}
        attempt = 0
        while True:
            attempt += 1
            batch = await self.store.get(tenant, batch_id)
            terms = _rescored_terms(self.codec.decode_terms(batch.terms), rubric)
            missing = [digest for digest in await self.store.answered(tenant, batch_id) if digest not in standings]
            async for page in self._pages(tenant, missing):
                standings |= await self._standings(page, terms.rubric)
            payload = self.codec.encode_terms(terms)
            try:
                return await self.store.rescore(
                    tenant, batch_id, revision=batch.revision, terms=payload, standings=standings
                )
            except BoleError as error:
                if error.reason is not ErrorReason.BATCH_CHANGED or attempt == _ATTEMPTS:
                    raise

    async def _pages(self, tenant: str, digests: Sequence[str]) -> AsyncIterator[Mapping[str, bytes]]:
        start, page = 0, await self.store.payloads(tenant, digests[:_PAGE])
        while start < len(digests):
            start += _PAGE
            # The next page is read while the workers compute this one.
            following = asyncio.ensure_future(self.store.payloads(tenant, digests[start : start + _PAGE]))
            try:
                yield page
                page = await following
            finally:
                following.cancel()

    async def _standings(self, page: Mapping[str, bytes], rubric: Rubric) -> dict[str, Standing]:
        payloads = list(page.values())
        chunks = [payloads[start : start + _CHUNK] for start in range(0, len(payloads), _CHUNK)]
        computed = await asyncio.gather(
            *(self.workers.run(standings_under, chunk, rubric, self.codec) for chunk in chunks)
        )
        return dict(zip(page, chain.from_iterable(computed), strict=True))


def _rescored_terms(terms: BatchTerms, rubric: Rubric) -> BatchTerms:
    """Returns the terms with what the rubric weighs; title and refusals stay, since answers were made under them."""
    require_same_questions(terms.rubric.criteria, rubric, otherwise="Make another batch")
    weighed = replace(
        terms.rubric,
        criteria=rubric.criteria,
        thresholds=rubric.thresholds,
        criteria_digest=rubric.criteria_digest,
        rubric_digest=rubric.rubric_digest,
        score_spread=rubric.score_spread,
    )
    return replace(terms, rubric=weighed)
