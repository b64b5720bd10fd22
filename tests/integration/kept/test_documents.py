"""What is read of documents that a batch keeps, over a real server on SQLite."""

from __future__ import annotations

from typing import TYPE_CHECKING

import grpc
import pytest

from bole.v1 import interview_pb2
from bole.v1 import screening_service_pb2 as pb
from bole.v1.screening_pb2 import DOCUMENT_ROLE_COVER_LETTER as COVER_LETTER
from tests.errors import failure_of
from tests.integration.kept.running import (
    AS_OF,
    FOUND,
    LETTER,
    NAME,
    NO_BATCH,
    NO_ITEM,
    POSTING,
    RESUME,
    Failure,
    Running,
    document,
    invalid,
)

if TYPE_CHECKING:
    from bole.v1.screening_service_pb2_grpc import ScreeningServiceAsyncStub

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize(("index", "content"), [(0, RESUME), (2, FOUND)], ids=["sent", "referred to"])
async def test_a_kept_document_is_read_as_one_that_is_sent(running: Running, index: int, content: bytes) -> None:
    sent = await running.screening.ParseResume(pb.ParseResumeRequest(document=document(content), as_of=AS_OF))
    kept = await running.screening.ParseResume(
        pb.ParseResumeRequest(batch_document=running.kept(index=index), as_of=AS_OF)
    )

    assert kept == sent
    assert kept.parsed_resume.text.startswith(content.decode()[:10])


async def test_documents_are_counted_as_evidence_counts_them(running: Running) -> None:
    kept = await running.screening.ParseResume(pb.ParseResumeRequest(batch_document=running.kept("again", 1)))

    assert "求职信" in kept.parsed_resume.text


async def test_what_the_resume_tells_is_personal_in_the_letter_too(running: Running) -> None:
    """As the model that read both was shown neither; a letter that is sent alone does not know its writer."""
    sent = await running.screening.ParseResume(pb.ParseResumeRequest(document=document(LETTER, COVER_LETTER)))
    kept = await running.screening.ParseResume(pb.ParseResumeRequest(batch_document=running.kept(index=1)))

    said = [[one.parsed_resume.text[part.start : part.end] for part in one.personal_spans] for one in (sent, kept)]
    assert said == [[], [NAME]]


async def test_interview_questions_are_written_from_a_kept_document(running: Running) -> None:
    """A whole kit, and one question anew: as from the document itself."""
    kits, others = [], []
    for source in ({"document": document(RESUME)}, {"batch_document": running.kept()}):
        common = source | {"job_posting": POSTING, "as_of": AS_OF}
        kit = (await running.screening.GenerateInterviewKit(pb.GenerateInterviewKitRequest(**common))).interview_kit  # type: ignore[arg-type]
        question: interview_pb2.InterviewQuestion = kit.questions[0]
        request = pb.RegenerateQuestionRequest(question=question, variation=1, **common)  # type: ignore[arg-type]
        kits.append(kit)
        others.append((await running.screening.RegenerateQuestion(request)).question)

    assert kits[0] == kits[1]
    assert others[0] == others[1]
    assert others[0].question != kits[0].questions[0].question


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"batch_id": ""}, invalid("batch_document.batch_id")),
        ({"item_id": ""}, invalid("batch_document.item_id")),
        ({"item_id": "a\nb"}, invalid("batch_document.item_id")),
        ({"batch_id": "b-of-others"}, NO_BATCH),
        ({"item_id": "nobody"}, NO_ITEM),
        ({"item_id": "erased-1"}, NO_ITEM),
        ({"document_index": -1}, invalid("batch_document.document_index")),
        ({"document_index": 3}, invalid("batch_document.document_index")),
        ({"item_id": "empty"}, (grpc.StatusCode.INVALID_ARGUMENT, "DOCUMENT_EMPTY", ["batch_document"])),
        ({"item_id": "large"}, (grpc.StatusCode.INVALID_ARGUMENT, "DOCUMENT_TOO_LARGE", ["batch_document"])),
    ],
    ids=str,
)
async def test_a_document_that_is_not_there_is_named(
    running: Running, changes: dict[str, object], expected: Failure
) -> None:
    named = running.kept()
    for field, value in changes.items():
        setattr(named, field, value)

    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await running.screening.ParseResume(pb.ParseResumeRequest(batch_document=named))

    assert failure_of(caught) == expected


async def test_one_document_is_read_at_a_time(running: Running) -> None:
    request = pb.ParseResumeRequest(document=document(RESUME), batch_document=running.kept())

    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await running.screening.ParseResume(request)

    assert failure_of(caught) == invalid("batch_document")


async def test_a_service_without_batches_keeps_no_documents(stub: ScreeningServiceAsyncStub) -> None:
    kept = pb.BatchDocument(batch_id="b-1", item_id="a")
    question = interview_pb2.InterviewQuestion(
        type=interview_pb2.InterviewQuestion.TECHNICAL, question_id="own-1", question="What did you build?"
    )
    for call in (
        stub.ParseResume(pb.ParseResumeRequest(batch_document=kept)),
        stub.GenerateInterviewKit(pb.GenerateInterviewKitRequest(batch_document=kept)),
        stub.RegenerateQuestion(pb.RegenerateQuestionRequest(batch_document=kept, question=question, variation=1)),
    ):
        with pytest.raises(grpc.aio.AioRpcError, match="keeps no batches") as caught:
            await call
        assert failure_of(caught) == NO_BATCH
