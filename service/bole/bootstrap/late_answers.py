"""Answers that a server asks for before their storage is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bole.domain.answers import StoredAnswer
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.storage_ports import AnswerStore
from bole.privacy.opt_outs import OptOuts

if TYPE_CHECKING:
    from bole.storage.candidates.candidate_store import SqlCandidateStore


class LateAnswers:
    """Answers that are kept as soon as their storage is there; before that it is away.

    Attributes:
        opt_outs: Who has opted out of automated screening, known with the storage.
    """

    def __init__(self) -> None:
        """Keeps nothing before `open`."""
        self._store: AnswerStore | None = None
        self.opt_outs = OptOuts()

    async def open(self, store: AnswerStore, candidates: SqlCandidateStore) -> None:
        """Keeps answers from now on, and asks who has opted out."""
        await self.opt_outs.open(candidates)
        self._store = store

    async def find(self, tenant: str, digest: str) -> StoredAnswer | None:
        """Returns the answer that is kept, None without one."""
        return await self._there().find(tenant, digest)

    async def keep(self, tenant: str, digest: str, answer: StoredAnswer) -> StoredAnswer:
        """Keeps an answer."""
        return await self._there().keep(tenant, digest, answer)

    def _there(self) -> AnswerStore:
        if self._store is None:
            raise BoleError(ErrorReason.STORAGE_UNAVAILABLE, "The service has not reached its database yet.")
        return self._store
