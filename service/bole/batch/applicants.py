"""What applicants are told: the answer on them, under the rubric that holds now, and what a person decided."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from bole.domain.answers import StoredAnswer
from bole.domain.batches import BatchItem, ItemState, ResultFilter
from bole.domain.decisions import Decision, Ledger, Outcome
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.rubric import Rubric
from bole.domain.screening import Screening
from bole.domain.storage_ports import BatchStore, CandidateAnswers, Codec
from bole.evidence.rescoring import rescore
from bole.reports.applicant_report import ApplicantReport, applicant_report


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicants:
    """The use cases.

    Attributes:
        batches: Where batches are kept.
        answers: Where answers are found by candidate.
        ledger: Where decisions are kept.
        codec: Reads answers and terms.
        contact: How to contest, for reports; empty where the employer has not said.
    """

    batches: BatchStore
    answers: CandidateAnswers
    ledger: Ledger
    codec: Codec
    contact: str

    async def require_batch(self, tenant: str, batch_id: str) -> None:
        """Does nothing for a batch of the tenant, or for none.

        Raises:
            BoleError: BATCH_NOT_FOUND, STORAGE_UNAVAILABLE.
        """
        if batch_id:
            await self.batches.get(tenant, batch_id)

    async def item(self, tenant: str, batch_id: str, item_id: str) -> BatchItem:
        """Returns an item with its answer, and without its rank.

        Raises:
            BoleError: BATCH_NOT_FOUND, ITEM_NOT_FOUND, STORAGE_UNAVAILABLE.
        """
        item, _ = await self.batches.item(tenant, batch_id, item_id, spread_of=_unranked)
        return item

    async def report(self, tenant: str, candidate_id: str, *, batch_id: str, language_code: str) -> ApplicantReport:
        """Returns the report on the answer of a batch, or on the newest one without a batch.

        Args:
            tenant: Whose candidate.
            candidate_id: About whom.
            batch_id: Of which batch; empty for any.
            language_code: BCP-47; empty for the language of the answer.

        Raises:
            BoleError: CANDIDATE_NOT_FOUND where no answer on them is kept, BATCH_NOT_FOUND, STORAGE_MISMATCH,
                STORAGE_UNAVAILABLE.
        """
        if batch_id:
            answer, title, rubric = await self._answer_of(tenant, candidate_id, batch_id)
        else:
            answer, title, rubric = await self.answers.newest(tenant, candidate_id), "", None
        if answer is None:
            raise _nothing_held()
        decision = await self._decision(tenant, candidate_id, batch_id)
        return await asyncio.to_thread(
            self._written, answer, rubric, title=title, language_code=language_code, decision=decision
        )

    async def _answer_of(
        self, tenant: str, candidate_id: str, batch_id: str
    ) -> tuple[StoredAnswer | None, str, Rubric | None]:
        """Returns the answer on the best of the candidate's items, the title of the opening, and its rubric."""
        wanted = ResultFilter(candidate_id=candidate_id, states=(ItemState.SUCCEEDED,), include_duplicates=True)
        page = await self.batches.results(tenant, batch_id, wanted=wanted, start=None, limit=1, spread_of=_unranked)
        if not page.items:
            return None, "", None
        rubric = self.codec.decode_terms(page.terms).rubric
        return page.items[0].answer, rubric.title, rubric

    async def _decision(self, tenant: str, candidate_id: str, batch_id: str) -> Decision | None:
        """Returns the newest decision of a person; none of before an erasure."""
        newest = await self.ledger.decisions(tenant, candidate_id=candidate_id, batch_id=batch_id, limit=1)
        return next((one for one in newest if one.decided.outcome is not Outcome.ERASED), None)

    def _written(
        self,
        answer: StoredAnswer,
        rubric: Rubric | None,
        *,
        title: str,
        language_code: str,
        decision: Decision | None,
    ) -> ApplicantReport:
        screening = self._screening(answer, rubric)
        language = language_code or screening.output_language_code
        return applicant_report(screening, title=title, language_code=language, decision=decision, contact=self.contact)

    def _screening(self, answer: StoredAnswer, rubric: Rubric | None) -> Screening:
        screening = self.codec.decode_screening(answer.payload)
        if rubric is None or rubric.rubric_digest == answer.rubric_digest:
            return screening
        return rescore(screening, rubric)


def _unranked(terms: bytes) -> int:  # noqa: ARG001
    """Stands where nobody looks at the ranks."""
    return 0


def _nothing_held() -> BoleError:
    return BoleError(
        ErrorReason.CANDIDATE_NOT_FOUND,
        "No answer is kept on this candidate: name the candidate_id of an answer; without batch_id all are looked at.",
    )
