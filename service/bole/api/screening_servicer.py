"""`ScreeningService`: each method converts, calls a use case, and converts back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TypeAlias

import grpc

from bole.api import converters, messages, page_requests, playground_requests, regeneration_requests, requests
from bole.api.answer_messages import shown_answer
from bole.api.call_terms import call_terms, stream_deadline
from bole.api.current_call import caller_of
from bole.api.interceptors.wrapping import Context
from bole.api.rescoring import rescored
from bole.api.resume_messages import parsed_resume
from bole.api.role_messages import listed
from bole.api.screening_stream import ScreeningStream
from bole.api.source_documents import SourceDocuments
from bole.domain.calls import CallTerms
from bole.pipeline.use_cases import UseCases
from bole.v1 import screening_service_pb2 as pb
from bole.v1 import screening_service_pb2_grpc

StreamContext: TypeAlias = "grpc.aio.ServicerContext[pb.ScreenResumesRequest, pb.ScreenResumesResponse]"


class ScreeningServicer(screening_service_pb2_grpc.ScreeningServiceServicer):
    """Serves the use cases; errors leave as `BoleError` and become statuses in an interceptor."""

    def __init__(
        self,
        use_cases: UseCases,
        streamed: UseCases,
        documents: SourceDocuments,
        *,
        limit_bytes: int,
        call_seconds: float,
        stream_width: int,
    ) -> None:
        """Keeps what answers.

        Args:
            use_cases: What answers.
            streamed: What answers the items of streams.
            documents: What finds the documents of requests.
            limit_bytes: Inline limit of a document.
            call_seconds: Time of a unary call that sets no deadline.
            stream_width: Items of a stream that run at once.
        """
        self._use_cases = use_cases
        self._streamed = streamed
        self._documents = documents
        self._limit_bytes = limit_bytes
        self._stream_width = stream_width
        self._call_seconds = call_seconds

    async def ParseResume(self, request: pb.ParseResumeRequest, context: object) -> pb.ParseResumeResponse:
        """Reads one document."""
        source = await self._documents.with_others(request, caller_of().tenant)
        as_of = converters.as_of(request.as_of, given=request.HasField("as_of"))
        parsed, personal = await self._use_cases.parse_resume(source.document, source.documents)
        return pb.ParseResumeResponse(
            parsed_resume=parsed_resume(parsed, as_of), personal_spans=map(messages.span, personal)
        )

    async def DraftRubric(self, request: pb.DraftRubricRequest, context: Context) -> pb.DraftRubricResponse:
        """Turns a posting into a rubric."""
        terms = self._terms(context, allow_degraded=request.allow_degraded)
        rubric = await self._use_cases.draft_rubric(converters.job_posting(request.job_posting), terms)
        return pb.DraftRubricResponse(rubric=messages.rubric(rubric))

    async def ScreenResume(self, request: pb.ScreenResumeRequest, context: Context) -> pb.ScreenResumeResponse:
        """Screens one candidate."""
        terms = self._terms(context, allow_degraded=request.allow_degraded)
        rubric = await requests.target_rubric(request, self._use_cases, terms)
        full = converters.is_full(request.view)
        asked = requests.screening(request, rubric, self._limit_bytes)
        answer = await self._use_cases.screen(caller_of().tenant, asked, terms)
        shown = await shown_answer(answer, rubric, self._use_cases.workers, full=full)
        contact = shown.contact if request.include_contact else None
        labels = converters.labels(request.labels)
        return pb.ScreenResumeResponse(
            screening=shown.screening, rubric=messages.rubric(rubric), labels=labels, contact=contact
        )

    async def ScreenResumes(  # type: ignore[override]  # the stubs know only generators; this one writes itself
        self, request: AsyncIterator[pb.ScreenResumesRequest], context: StreamContext
    ) -> None:
        """Screens many candidates and answers as they finish."""
        stream = ScreeningStream(
            self._streamed, limit_bytes=self._limit_bytes, width=self._stream_width, write=context.write
        )
        await stream.run(request, stream_deadline(context), caller_of().tenant)

    async def Rescore(self, request: pb.RescoreRequest, context: object) -> pb.RescoreResponse:
        """Applies new weights and thresholds to answers that exist."""
        rubric = await self._use_cases.validate_rubric(converters.rubric(request.rubric))
        answer = await self._use_cases.workers.run(rescored, request.SerializeToString(), rubric)
        return pb.RescoreResponse.FromString(answer)

    async def GenerateInterviewKit(
        self, request: pb.GenerateInterviewKitRequest, context: Context
    ) -> pb.GenerateInterviewKitResponse:
        """Writes interview questions for one candidate."""
        terms = self._terms(context, allow_degraded=request.allow_degraded)
        rubric = await requests.target_rubric(request, self._use_cases, terms) if request.WhichOneof("target") else None
        source = await requests.interview_source(request, self._documents, caller_of().tenant)
        asked = requests.interview(request, rubric, source)
        kit = await self._use_cases.generate_interview_kit(asked, terms)
        return pb.GenerateInterviewKitResponse(interview_kit=messages.interview_kit(kit))

    async def RegenerateQuestion(
        self, request: pb.RegenerateQuestionRequest, context: Context
    ) -> pb.RegenerateQuestionResponse:
        """Writes another question in the place of one."""
        terms = self._terms(context, allow_degraded=request.allow_degraded)
        wanted = regeneration_requests.replacement(request)
        rubric = await requests.target_rubric(request, self._use_cases, terms) if request.WhichOneof("target") else None
        source = await requests.interview_source(request, self._documents, caller_of().tenant)
        asked = regeneration_requests.regeneration(request, wanted, rubric, source)
        answer = await self._use_cases.regenerate_question(asked, terms)
        question = messages.interview_question(answer.question)
        return pb.RegenerateQuestionResponse(question=question, warnings=messages.warnings(answer.warnings))

    async def ListRoles(self, request: pb.ListRolesRequest, context: object) -> pb.ListRolesResponse:
        """Lists the roles of the library."""
        asked = requests.roles(request)
        answer = await self._use_cases.workers.run(listed, self._use_cases.roles, asked)
        return pb.ListRolesResponse.FromString(answer)

    async def RenderPage(self, request: pb.RenderPageRequest, context: object) -> pb.RenderPageResponse:
        """Paints one page of a document."""
        number, width = page_requests.page_number(request), page_requests.width_pixels(request)
        if request.masked:
            source = await self._documents.with_others(request, caller_of().tenant)
            page = await self._use_cases.render_masked(source.document, source.documents, number, width)
        else:
            document = await self._documents.of(request, caller_of().tenant)
            page = await self._use_cases.render_page(document, number, width)
        return page_requests.answer(page)

    async def PreviewPrompt(self, request: pb.PreviewPromptRequest, context: Context) -> pb.PreviewPromptResponse:
        """Returns what a model is sent for one candidate."""
        terms = self._terms(context, allow_degraded=False)
        source = await self._documents.with_others(request, caller_of().tenant)
        rubric = await requests.target_rubric(request, self._use_cases, terms)
        asked = playground_requests.preview(request, rubric, source.document, source.documents)
        playground = self._use_cases.playground
        return playground_requests.preview_answer(await playground.preview(asked), playground.engine)

    async def GenerateText(self, request: pb.GenerateTextRequest, context: Context) -> pb.GenerateTextResponse:
        """Lets the model write freely."""
        asked, playground = playground_requests.text(request), self._use_cases.playground
        written = await playground.write(asked, self._terms(context, allow_degraded=False))
        return playground_requests.text_answer(written, playground.engine)

    def _terms(self, context: Context, *, allow_degraded: bool) -> CallTerms:
        return call_terms(context, default_seconds=self._call_seconds, allow_degraded=allow_degraded)
