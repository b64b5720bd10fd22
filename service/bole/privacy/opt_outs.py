"""Who has opted out of automated screening: known without asking a database each time."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from bole.domain.errors import BoleError, ErrorReason

if TYPE_CHECKING:
    from bole.storage.candidates.candidate_store import SqlCandidateStore

_FRESH_SECONDS = 5.0
"""So long another replica may go on screening somebody who has opted out at this one."""


class OptOuts:
    """A copy of all opt-outs that is at most some seconds old; for use from one event loop."""

    def __init__(self) -> None:
        """Lets everybody through before `open`: who has opted out is not known before the storage is there."""
        self._store: SqlCandidateStore | None = None
        self._known: frozenset[str] = frozenset()
        self._ends = 0.0
        self._turn = asyncio.Lock()

    async def open(self, store: SqlCandidateStore) -> None:
        """Asks a store, now and from now on."""
        await self._refresh(store)
        self._store = store

    def forget(self) -> None:
        """Asks anew the next time."""
        self._ends = 0.0

    async def refuse_if_opted_out(self, tenant: str, candidate_id: str) -> None:
        """Does nothing for who may be screened; while the storage is away by what was known last.

        Raises:
            BoleError: CANDIDATE_OPTED_OUT.
        """
        if self._store is None or not candidate_id:
            return
        if time.monotonic() >= self._ends:
            await self._refresh(self._store)
        if self._known and self._store.digest(tenant, candidate_id) in self._known:
            raise BoleError(
                ErrorReason.CANDIDATE_OPTED_OUT,
                "The candidate has opted out of automated screening: a person has to read the documents.",
            )

    async def _refresh(self, store: SqlCandidateStore) -> None:
        async with self._turn:
            if time.monotonic() < self._ends:  # another call has asked meanwhile
                return
            try:
                self._known = await store.opted_out()
            except BoleError as error:
                if error.reason is not ErrorReason.STORAGE_UNAVAILABLE:
                    raise
            self._ends = time.monotonic() + _FRESH_SECONDS
