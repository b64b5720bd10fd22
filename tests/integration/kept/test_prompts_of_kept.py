"""Prompts and pages of documents that a batch keeps."""

from __future__ import annotations

import grpc
import pytest

from bole.v1 import screening_service_pb2 as pb
from tests.errors import failure_of
from tests.integration.kept.running import AS_OF, NAME, POSTING, WEAKER, Running, document

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_the_prompt_of_a_kept_document_is_that_of_the_document(running: Running) -> None:
    """Of an item that has no other."""
    sent = await running.screening.PreviewPrompt(
        pb.PreviewPromptRequest(document=document(WEAKER), job_posting=POSTING, as_of=AS_OF)
    )
    kept = await running.screening.PreviewPrompt(
        pb.PreviewPromptRequest(batch_document=running.kept("weaker"), job_posting=POSTING, as_of=AS_OF)
    )

    assert kept == sent


async def test_a_screening_reads_all_documents_of_an_item_and_an_interview_one(running: Running) -> None:
    said = []
    for task in (pb.PreviewPromptRequest.SCREENING, pb.PreviewPromptRequest.INTERVIEW):
        request = pb.PreviewPromptRequest(task=task, batch_document=running.kept(), job_posting=POSTING, as_of=AS_OF)
        text = (await running.screening.PreviewPrompt(request)).prompt_text
        said.append(("求职信" in text, NAME in text))

    assert said == [(True, False), (False, False)]


@pytest.mark.parametrize(
    ("item_id", "reason"),
    [("two", "DOCUMENT_WITHOUT_PAGES"), ("empty", "DOCUMENT_EMPTY"), ("large", "DOCUMENT_TOO_LARGE")],
)
@pytest.mark.parametrize("masked", [False, True])
async def test_a_kept_document_that_cannot_be_painted_says_why(
    running: Running, item_id: str, reason: str, masked: bool
) -> None:
    asked = pb.RenderPageRequest(batch_document=running.kept(item_id), page_number=1, masked=masked)

    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await running.screening.RenderPage(asked)

    assert failure_of(caught)[1] == reason
