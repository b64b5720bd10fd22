"""An engine of a server as what an evaluation asks."""

from __future__ import annotations

import datetime
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import grpc

from bole.api.messages import rubric as rubric_message
from bole.api.stored_rubrics import rubric as stored_rubric
from bole.api.stored_screenings import screening as stored_screening
from bole.cli import options
from bole.cli.connection import reason_of
from bole.domain.documents import Document
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.rubric import JobPosting, Rubric
from bole.domain.screening import Screening
from bole.evaluation.asking import Judged
from bole.evaluation.figures import MeasuredEngine
from bole.v1 import rubric_pb2
from bole.v1 import screening_service_pb2 as pb

if TYPE_CHECKING:
    from bole.v1.screening_service_pb2_grpc import ScreeningServiceAsyncStub


class ServedEngine:
    """The engine of one server; every posting is drafted once, or `rubric` stands for all of them."""

    def __init__(
        self,
        stub: ScreeningServiceAsyncStub,
        engine: MeasuredEngine,
        as_of: datetime.date,
        *,
        rubric: Rubric | None = None,
    ) -> None:
        self._stub = stub
        self._engine = engine
        self._as_of = options.date_message(as_of)
        self._rubric = rubric
        self._drafts: dict[JobPosting, Rubric] = {}

    @property
    def engine(self) -> MeasuredEngine:
        """What is measured; what answers says its name and its model with the first answer."""
        return self._engine

    async def draft(self, posting: JobPosting) -> Rubric:
        """Turns a posting into a rubric.

        Raises:
            BoleError: With the reason of the service.
        """
        if self._rubric is not None:
            return self._rubric
        if posting not in self._drafts:
            self._drafts[posting] = await self._drafted(posting)
        return self._drafts[posting]

    async def screen(self, rubric: Rubric, document: Document) -> Judged:
        """Screens one document."""
        request = pb.ScreenResumeRequest(
            rubric=rubric_message(rubric),
            documents=[
                pb.Document(
                    content=document.content,
                    media_type=document.media_type,
                    file_name=document.file_name,
                    password=document.password,
                )
            ],
            as_of=self._as_of,
            view=pb.SCREENING_VIEW_FULL,
        )
        began = time.perf_counter()
        try:
            answer = await self._stub.ScreenResume(request)
        except grpc.aio.AioRpcError as error:
            return Judged(failure=reason_of(error), seconds=time.perf_counter() - began)
        seconds = time.perf_counter() - began
        screening = stored_screening(answer.screening, "screening")
        self._engine = replace(
            self._engine, name=screening.provenance.engine, model_digest=screening.provenance.model_digest
        )
        return judged_of(screening, seconds)

    async def _drafted(self, posting: JobPosting) -> Rubric:
        message = rubric_pb2.JobPosting(
            text=posting.text,
            title=posting.title,
            language_code=posting.language_code,
            external_id=posting.external_id,
        )
        try:
            answer = await self._stub.DraftRubric(pb.DraftRubricRequest(job_posting=message))
        except grpc.aio.AioRpcError as error:
            raise BoleError(_reason(reason_of(error)), error.details() or "The posting was refused.") from error
        return stored_rubric(answer.rubric)


def judged_of(screening: Screening, seconds: float) -> Judged:
    """Returns what an evaluation needs of an answer; `seconds` is how long it took."""
    answered = [one for one in screening.criteria if one.criterion.kind.answered_by_level]
    return Judged(
        match_score=screening.match_score,
        rank_score=screening.rank_score,
        coverage=screening.coverage,
        recommendation=screening.recommendation,
        levels={one.criterion.criterion_id: one.level for one in screening.criteria},
        claimed=sum(bool(one.evidence) or one.fallen for one in answered),
        fallen=sum(one.fallen for one in answered),
        seconds=seconds,
    )


def _reason(name: str) -> ErrorReason:
    return ErrorReason(name) if name in ErrorReason.__members__ else ErrorReason.INTERNAL
