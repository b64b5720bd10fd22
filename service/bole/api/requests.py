"""Whole requests to what the use cases take."""

from __future__ import annotations

from bole.api import converters, stored_screenings
from bole.api.source_documents import SourceDocuments
from bole.api.validation import invalid, text_within
from bole.domain.calls import CallTerms
from bole.domain.documents import Document
from bole.domain.interview import QuestionPlan
from bole.domain.rubric import Rubric
from bole.domain.screening import Screening
from bole.pipeline.interviewing import InterviewRequest
from bole.pipeline.screening import ScreeningRequest
from bole.pipeline.use_cases import UseCases
from bole.v1 import batch_service_pb2
from bole.v1 import screening_service_pb2 as pb

MOST_RESCORED = 1000
MOST_SUMMARY_CHARACTERS = 50_000
LONGEST_ROLE = 64

Targeted = (
    pb.ScreenResumeRequest
    | pb.ScreenResumesConfig
    | pb.GenerateInterviewKitRequest
    | pb.RegenerateQuestionRequest
    | pb.PreviewPromptRequest
    | batch_service_pb2.CreateBatchRequest
)

Interviewing = pb.GenerateInterviewKitRequest | pb.RegenerateQuestionRequest


async def target_rubric(message: Targeted, use_cases: UseCases, terms: CallTerms) -> Rubric:
    """Returns the rubric that a request screens against: its own, or one drafted from its posting."""
    match message.WhichOneof("target"):
        case "rubric":
            return await use_cases.validate_rubric(converters.rubric(message.rubric))
        case "job_posting":
            return await use_cases.draft_rubric(converters.job_posting(message.job_posting), terms)
        case _:
            raise invalid("target", "Send a job posting or a rubric to screen against.")


def screening(message: pb.ScreenResumeRequest, rubric: Rubric, limit_bytes: int) -> ScreeningRequest:
    """Converts the request for one candidate; `limit_bytes` is the inline limit of a document."""
    converters.labels(message.labels)
    return ScreeningRequest(
        documents=converters.documents(message.documents, limit_bytes),
        rubric=rubric,
        as_of=converters.as_of(message.as_of, given=message.HasField("as_of")),
        language_code=converters.language_code(message.output_language_code),
        candidate_id=text_within(message.candidate_id, "candidate_id", 128),
    )


def stored(message: pb.RescoreRequest) -> tuple[Screening, ...]:
    """Converts the screenings to be rescored: 1 to 1,000, each of view FULL."""
    if not 1 <= len(message.screenings) <= MOST_RESCORED:
        raise invalid("screenings", f"Send 1 to {MOST_RESCORED} screenings.", limit=MOST_RESCORED)
    for index, one in enumerate(message.screenings):
        if not one.criteria:
            raise invalid(f"screenings[{index}].criteria", "A screening has no criteria. Send one of view FULL.")
    return tuple(
        stored_screenings.screening(one, f"screenings[{index}]") for index, one in enumerate(message.screenings)
    )


async def interview_source(message: Interviewing, documents: SourceDocuments, tenant: str) -> Document | str:
    """Returns what interview questions are written from: a document, or a text of a few sentences."""
    match message.WhichOneof("source"):
        case "document" | "batch_document":
            return await documents.of(message, tenant)
        case "summary_text" if message.summary_text.strip():
            return text_within(message.summary_text, "summary_text", MOST_SUMMARY_CHARACTERS)
        case _:
            raise invalid("source", "Send a resume, or a text of a few sentences about the candidate.")


def interview(message: Interviewing, rubric: Rubric | None, source: Document | str) -> InterviewRequest:
    """Converts what interview questions are written from; the plan of one question is the default."""
    one = QuestionPlan()
    return InterviewRequest(
        source=source,
        rubric=rubric,
        plan=converters.question_plan(message.plan) if isinstance(message, pb.GenerateInterviewKitRequest) else one,
        as_of=converters.as_of(message.as_of, given=message.HasField("as_of")),
        language_code=converters.language_code(message.output_language_code),
        role=text_within(message.role, "role", LONGEST_ROLE),
    )


def roles(message: pb.ListRolesRequest) -> tuple[str, str]:
    """Converts which roles are asked for: an identifier, empty for all, and a language, English when none is named."""
    role_id = text_within(message.role_id, "role_id", LONGEST_ROLE)
    return role_id, converters.language_code(message.language_code, "language_code") or "en"
