"""How long what is kept, a tenant, and the cleaning that follows it."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

from bole.domain.errors import BoleError
from bole.storage.answers.answer_store import SqlAnswerStore
from bole.storage.candidates.candidate_store import SqlCandidateStore
from bole.storage.candidates.retention import SqlRetention
from bole.storage.ledger.ledger import SqlLedger

_DAY = 24 * 3600 * 1_000_000
"""Microseconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """Days: of documents and of results after their batch has ended, and of decisions after they were recorded."""

    document_days: int
    result_days: int
    ledger_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """The times of each tenant."""

    usual: Times
    of_tenants: Mapping[str, Times] = field(default_factory=dict)

    def of(self, tenant: str) -> Times:
        """Returns the times of a tenant."""
        return self.of_tenants.get(tenant, self.usual)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaner:
    """Ends what was kept long enough.

    Attributes:
        answers: Answers that no batch refers to.
        batches: Documents and results.
        ledger: Decisions.
        candidates: What erasures have left that were broken off.
        retention: How long.
        answer_days: Days of answers that no batch refers to.
    """

    answers: SqlAnswerStore
    batches: SqlRetention
    ledger: SqlLedger
    candidates: SqlCandidateStore
    retention: Retention
    answer_days: int

    async def clean(self) -> Mapping[str, int]:
        """Returns what has ended, by kind; what was held at its time ends with the first cleaning after that.

        Raises:
            BoleError: The first fault, after all else was cleaned: STORAGE_UNAVAILABLE; STORAGE_MISMATCH where a ledger
                is not as it was left.
        """
        now = time.time_ns() // 1000
        ended: Counter[str] = Counter()
        steps: list[Callable[[], Awaitable[Mapping[str, int]]]]
        steps = [partial(self._clean_batches, tenant, now) for tenant in await self.batches.tenants()]
        steps += [partial(self._clean_ledger, tenant, now) for tenant in await self.ledger.tenants()]
        faults = []
        for step in (*steps, self._clean_answers, self._end_erasures):
            try:
                ended.update(await step())
            except BoleError as error:  # a broken ledger of one tenant leaves the data of the others as old as it is
                faults.append(error)
        if faults:
            raise faults[0]
        return ended

    async def _clean_batches(self, tenant: str, now: int) -> Mapping[str, int]:
        times = self.retention.of(tenant)
        return {
            "document": await self.batches.end_documents(tenant, now - times.document_days * _DAY),
            "batch": await self.batches.end_results(tenant, now - times.result_days * _DAY),
        }

    async def _clean_ledger(self, tenant: str, now: int) -> Mapping[str, int]:
        times = self.retention.of(tenant)
        gone = await self.ledger.end(
            tenant,
            names_before=now - min(times.result_days, times.ledger_days) * _DAY,
            entries_before=now - times.ledger_days * _DAY,
        )
        return {"name": gone.names, "decision": gone.entries}

    async def _clean_answers(self) -> Mapping[str, int]:
        # Never those of today: an answer is kept a moment before the item that refers to it.
        return {"answer": await self.answers.forget_unused(max(1, self.answer_days))}

    async def _end_erasures(self) -> Mapping[str, int]:
        return {"erased": await self.candidates.end_erasures()}
