"""Answers of batches, which nobody waits for: kept in groups, so that one transaction serves many."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bole.batch.grouping import Grouping
from bole.domain.answers import StoredAnswer
from bole.domain.storage_ports import AnswerStore

_Wish = tuple[str, str, StoredAnswer]


class GroupedAnswers:
    """An `AnswerStore` on another one."""

    def __init__(self, answers: AnswerStore) -> None:
        """Keeps answers in a store that gathers what is kept at the same time."""
        self._answers = answers
        self._keeping: Grouping[_Wish, StoredAnswer] = Grouping(self._keep_all)

    async def find(self, tenant: str, digest: str) -> StoredAnswer | None:
        """Returns the answer that is kept, None without one."""
        return await self._answers.find(tenant, digest)

    async def keep(self, tenant: str, digest: str, answer: StoredAnswer) -> StoredAnswer:
        """Keeps an answer, durable on return; where there is one already that one is returned and stays."""
        return await self._keeping.add((tenant, digest, answer))

    async def end(self) -> None:
        """Keeps nothing any more: those who waited are cancelled, what is being written has a second."""
        await self._keeping.end()

    async def _keep_all(self, wishes: Sequence[_Wish]) -> Sequence[StoredAnswer]:
        return await asyncio.gather(*(self._answers.keep(*wish) for wish in wishes))
