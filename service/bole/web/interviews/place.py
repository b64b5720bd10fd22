"""Whose interview it is: the item of a batch, with what the service is asked about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.requests import Request

from bole.api import messages
from bole.api.stored_items import failure_of
from bole.api.stored_rubrics import rubric
from bole.domain.interview import InterviewKit, InterviewQuestion
from bole.domain.rubric import Rubric
from bole.domain.screening import ItemFailure, Level
from bole.v1 import batch_service_pb2, interview_pb2, screening_pb2, screening_service_pb2
from bole.web.interviews.kit_form import KeptKit
from bole.web.items import batch_path, item_path, named_in, opened
from bole.web.naming import code_name

MOST_AVOIDED = 50
"""Texts that the service takes as those to keep away from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An item of a batch.

    Attributes:
        batch: With its rubric.
        item: With all of its answer.
        revealed: Whoever asks has asked before who the candidate is.
        name: What pages call the candidate: a code, or the name once a person has asked for it.
        batch_address, address: Paths of the pages of the screening and of the candidate.
        failure: Why there is no answer; None where that is not so.
    """

    batch: batch_service_pb2.Batch
    item: batch_service_pb2.BatchItem
    revealed: bool
    name: str
    batch_address: str
    address: str
    failure: ItemFailure | None

    @property
    def rubric(self) -> Rubric:
        """What is asked for now."""
        return rubric(self.batch.rubric)

    @property
    def levels(self) -> dict[str, Level]:
        """What the resume shows, by criterion; empty where it was not screened."""
        return {
            one.criterion.criterion_id: Level(screening_pb2.Level.Name(one.level).removeprefix("LEVEL_"))
            for one in self.item.screening.criteria
        }

    @property
    def document(self) -> screening_service_pb2.BatchDocument:
        """The resume: the first document that is one."""
        roles = [one.role for one in self.item.screening.provenance.documents]
        resumes = [index for index, role in enumerate(roles) if role == screening_pb2.DOCUMENT_ROLE_RESUME]
        return screening_service_pb2.BatchDocument(
            batch_id=self.batch.batch_id, item_id=self.item.item_id, document_index=resumes[0] if resumes else 0
        )


async def place_of(request: Request) -> Place:
    """Asks for the batch and the item that the address names.

    Raises:
        grpc.aio.AioRpcError: The service has no such batch or item for whoever asks.
    """
    found = await opened(request)
    batch_id, item_id = named_in(request)
    failed = found.item.state == batch_service_pb2.BatchItem.FAILED
    return Place(
        batch=found.batch,
        item=found.item,
        revealed=found.revealed,
        name=(found.revealed and found.item.contact.name) or code_name(item_id),
        batch_address=batch_path(batch_id),
        address=item_path(batch_id, item_id),
        failure=failure_of(found.item.status) if failed else None,
    )


def kit_request(
    place: Place, plan: interview_pb2.QuestionPlan, *, language: str, role: str
) -> screening_service_pb2.GenerateInterviewKitRequest:
    """Asks for a kit; `language` and `role` are empty for those of the posting."""
    return screening_service_pb2.GenerateInterviewKitRequest(
        rubric=place.batch.rubric,
        batch_document=place.document,
        plan=plan,
        output_language_code=language,
        as_of=place.batch.as_of,
        allow_degraded=place.batch.allow_degraded,
        role=role,
    )


def another_request(
    place: Place, kept: KeptKit, question: InterviewQuestion
) -> screening_service_pb2.RegenerateQuestionRequest:
    """Asks for another question in the place of one, unlike the rest of the kit and what stood there before."""
    return screening_service_pb2.RegenerateQuestionRequest(
        rubric=place.batch.rubric,
        batch_document=place.document,
        question=messages.interview_question(question),
        # The first choice that is unlike all that was seen; a larger number would pass good ones over.
        variation=1,
        avoid_questions=_avoided(kept.kit, question, kept.seen.get(question.question_id, ())),
        output_language_code=kept.kit.language_code,
        as_of=place.batch.as_of,
        allow_degraded=place.batch.allow_degraded,
        role=kept.kit.role,
    )


def _avoided(kit: InterviewKit, question: InterviewQuestion, seen: Sequence[str]) -> list[str]:
    others = [one for one in (*kit.core_questions, *kit.questions) if one.question_id != question.question_id]
    texts = dict.fromkeys((*(one.question for one in others), *reversed(seen)))
    return [text for text in texts if text][:MOST_AVOIDED]
