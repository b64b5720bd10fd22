"""New weights for all results of a batch: arithmetic on the answers that are kept, in all worker processes at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

from bole.domain.answers import Standing
from bole.domain.batches import Batch, BatchTerms
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.ports import Workers
from bole.domain.rubric import Rubric
from bole.domain.storage_ports import BatchStore, Codec
from bole.evidence.rescoring import require_same_questions
from bole.pipeline.stored_answers import standings_under

_ATTEMPTS = 5
_PAGE = 1600
"""Answers that are in memory at once, whatever the size of the batch."""
_CHUNK = 200
"""Answers that a worker takes at once: enough that the way there costs little, few enough for its limits."""

_Known = dict[tuple[int, int], Standing]
"""Standings by the item's number and the hash of its payload."""


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
        known: _Known = {}
        attempt = 0
        while True:
            attempt += 1
            batch = await self.store.get(tenant, batch_id)
            terms = _rescored_terms(self.codec.decode_terms(batch.terms), rubric)
            standings = await self._standings(batch, terms.rubric, known)
            payload = self.codec.encode_terms(terms)
            try:
                return await self.store.rescore(
                    tenant, batch_id, revision=batch.revision, terms=payload, standings=standings
                )
            except BoleError as error:
                if error.reason is not ErrorReason.BATCH_CHANGED or attempt == _ATTEMPTS:
                    raise

    async def _standings(self, batch: Batch, rubric: Rubric, known: _Known) -> dict[int, Standing]:
        """Returns the standings of all answers by number, and adds to `known` what had to be computed."""
        standings: dict[int, Standing] = {}
        async for page in self._pages(batch):
            missing = [(number, payload) for number, payload in page if (number, hash(payload)) not in known]
            chunks = [missing[start : start + _CHUNK] for start in range(0, len(missing), _CHUNK)]
            computed = await asyncio.gather(*(self._computed(chunk, rubric) for chunk in chunks))
            for chunk, found in zip(chunks, computed, strict=True):
                for (number, payload), standing in zip(chunk, found, strict=True):
                    known[number, hash(payload)] = standing
            standings |= {number: known[number, hash(payload)] for number, payload in page}
        return standings

    async def _pages(self, batch: Batch) -> AsyncIterator[tuple[tuple[int, bytes], ...]]:
        page = await self._page(batch, 0)
        while page:
            # The next page is read while the workers compute this one.
            following = asyncio.create_task(self._page(batch, page[-1][0]))
            try:
                yield page
                page = await following
            finally:
                following.cancel()

    async def _page(self, batch: Batch, after_number: int) -> tuple[tuple[int, bytes], ...]:
        return await self.store.payloads(batch.tenant, batch.batch_id, after_number=after_number, limit=_PAGE)

    async def _computed(self, chunk: list[tuple[int, bytes]], rubric: Rubric) -> list[Standing]:
        return await self.workers.run(standings_under, [payload for _, payload in chunk], rubric, self.codec)


def _rescored_terms(terms: BatchTerms, rubric: Rubric) -> BatchTerms:
    """Returns the terms with what the rubric weighs; title and refusals stay, since answers were made under them."""
    require_same_questions(terms.rubric.criteria, rubric)
    weighed = replace(
        terms.rubric,
        criteria=rubric.criteria,
        thresholds=rubric.thresholds,
        criteria_digest=rubric.criteria_digest,
        rubric_digest=rubric.rubric_digest,
    )
    return replace(terms, rubric=weighed)
