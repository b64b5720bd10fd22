"""What candidates may ask for, answered: terms, opt-out, export and erasure."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass

from bole.domain.candidates import SETTABLE_TERMS, CandidateTerms, Erasure, HeldRecord
from bole.domain.decisions import Decision, Ledger, NewDecision, Outcome
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.vault import Vault
from bole.privacy.opt_outs import OptOuts
from bole.privacy.records import Records
from bole.storage.candidates.candidate_store import SqlCandidateStore

OUT_OF_REACH = (
    "Backups: destroy those of the database of keys that are older than the erasure; then nothing of them opens.",
    "Exports, reports and answers that were handed to callers: whoever has them deletes them.",
    "Documents in folders that batches refer to, in mailboxes and in applicant tracking systems.",
    "Items that could not be read and came without a candidate_id: they go with their batch.",
    "Logs of callers and proxies: those of the service hold nothing of documents.",
)
"""Copies that no erasure reaches."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """A `CandidateRights` on the stores of a database.

    Attributes:
        store: What is kept of candidates.
        vault: Destroys keys.
        ledger: Keeps that there was an erasure.
        records: Finds what is held.
        opt_outs: Who has opted out.
    """

    store: SqlCandidateStore
    vault: Vault
    ledger: Ledger
    records: Records
    opt_outs: OptOuts

    async def terms(self, tenant: str, candidate_id: str) -> CandidateTerms:
        """Returns a candidate's terms, empty ones where none were set."""
        return await self.store.terms(tenant, candidate_id)

    async def set_terms(
        self, tenant: str, candidate_id: str, terms: CandidateTerms, fields: frozenset[str] = SETTABLE_TERMS
    ) -> CandidateTerms:
        """Sets them; other replicas know of an opt-out within seconds."""
        kept = await self.store.set_terms(tenant, candidate_id, terms, fields)
        self.opt_outs.forget()
        return kept

    async def held(self, tenant: str, candidate_id: str) -> AsyncIterator[HeldRecord]:
        """Yields all that is held.

        Raises:
            BoleError: CANDIDATE_NOT_FOUND, STORAGE_UNAVAILABLE.
        """
        found = False
        async for record in self.records.of(tenant, candidate_id):
            found = True
            yield record
        if not found:
            raise BoleError(
                ErrorReason.CANDIDATE_NOT_FOUND,
                "Nothing is held on this candidate: check the candidate_id, which is that of the answers on them.",
            )

    async def erase(self, tenant: str, candidate_id: str, *, reference: str, reviewer: str) -> Erasure:
        """Destroys the keys of a candidate, deletes what they opened, and looks whether anything is left.

        It goes on to its end where the caller does not wait for that. What a fault breaks off is repeated: what is gone
        stays so.

        Raises:
            BoleError: CANDIDATE_HELD, STORAGE_UNAVAILABLE.
        """
        return await self.store.calls.to_the_end(self._erase(tenant, candidate_id, reference, reviewer))

    async def _erase(self, tenant: str, candidate_id: str, reference: str, reviewer: str) -> Erasure:
        await self.store.begin_erasure(tenant, candidate_id)
        names = await self.store.keys(tenant, candidate_id)
        destroyed = await self.vault.destroy(names) + await self.vault.destroy_all_of(tenant, candidate_id)
        deleted = await self.store.remove(tenant, candidate_id)
        entry = await self._recorded(tenant, _entry(candidate_id, reference, reviewer))
        return Erasure(
            destroyed_keys=destroyed,
            deleted=_without_zeros(deleted),
            proven=await self._is_gone(tenant, candidate_id, names),
            out_of_reach=OUT_OF_REACH,
            entry_digest=entry.entry_digest,
        )

    async def _recorded(self, tenant: str, entry: NewDecision) -> Decision:
        """Records the erasure; who learns that this failed has to know that the data is gone all the same."""
        try:
            return await self.ledger.record(tenant, entry)
        except BoleError as error:
            raise BoleError(
                error.reason,
                f"What was kept of the candidate is destroyed, but the ledger has no entry on it. {error.message}",
                metadata=error.metadata,
            ) from error

    async def _is_gone(self, tenant: str, candidate_id: str, names: frozenset[str]) -> bool:
        """Looks for each key again, also in files, for rows that carry the candidate, and for what the ledger says."""
        if await self.vault.destroy(names) or await self.vault.destroy_all_of(tenant, candidate_id):
            return False
        if await self.store.left(tenant, candidate_id) or not await self.vault.is_wiped():
            return False
        said = await self.ledger.decisions(tenant, candidate_id=candidate_id, limit=1000)
        return not any(one.decided.candidate_id or one.decided.reason for one in said if not _is_erasure(one.decided))


def _is_erasure(decided: NewDecision) -> bool:
    return decided.outcome is Outcome.ERASED


def _entry(candidate_id: str, reference: str, reviewer: str) -> NewDecision:
    return NewDecision(
        request_id="", candidate_id=candidate_id, outcome=Outcome.ERASED, reason=reference, reviewer=reviewer
    )


def _without_zeros(counts: Mapping[str, int]) -> Mapping[str, int]:
    return {kind: count for kind, count in counts.items() if count}
