"""Pictures of pages, what tells who a candidate is, and prompts, over a real server."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

import grpc
import pytest
from PIL import Image, ImageChops

from bole.v1 import rubric_pb2
from bole.v1 import screening_service_pb2 as pb
from tests.errors import failure_of

if TYPE_CHECKING:
    from bole.v1.screening_service_pb2_grpc import ScreeningServiceAsyncStub

pytestmark = pytest.mark.asyncio(loop_scope="session")

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
RESUME = pb.Document(content=(EXAMPLES / "resumes" / "nora_whitfield_en.pdf").read_bytes())
POSTING = rubric_pb2.JobPosting(text=(EXAMPLES / "job_postings" / "backend_engineer_en.txt").read_text("utf-8"))
BAR = (38, 43, 51)


def image_of(page: pb.RenderPageResponse) -> Image.Image:
    """Opens the picture of a page."""
    return Image.open(io.BytesIO(page.png)).convert("RGB")


async def test_personal_spans_tell_who_the_candidate_is(stub: ScreeningServiceAsyncStub) -> None:
    parsed = await stub.ParseResume(pb.ParseResumeRequest(document=RESUME))

    said = [parsed.parsed_resume.text[one.start : one.end] for one in parsed.personal_spans]
    basics = parsed.parsed_resume.profile.basics
    assert {basics.name.value, basics.emails[0].value, basics.phones[0].value} <= set(said)
    assert [one.start for one in parsed.personal_spans] == sorted(one.start for one in parsed.personal_spans)


async def test_a_masked_page_hides_the_name_and_nothing_of_the_work(stub: ScreeningServiceAsyncStub) -> None:
    parsed = (await stub.ParseResume(pb.ParseResumeRequest(document=RESUME))).parsed_resume
    shown = await stub.RenderPage(pb.RenderPageRequest(document=RESUME, page_number=1))
    masked = await stub.RenderPage(pb.RenderPageRequest(document=RESUME, page_number=1, masked=True))

    plain, hidden = image_of(shown), image_of(masked)
    assert plain.size == hidden.size
    assert plain.width == 1200
    assert (shown.width_points, shown.page_count) == (parsed.pages[0].width_points, 1)
    assert sum(count for count, color in hidden.getcolors(1 << 24) or () if color == pytest.approx(BAR, abs=2)) > 2_000
    different = ImageChops.difference(plain, hidden).convert("L").point(lambda value: 255 * (value > 0))
    assert different.histogram()[255] < 0.05 * plain.width * plain.height


@pytest.mark.parametrize(
    ("changes", "reason", "field"),
    [
        ({"page_number": 0}, "ARGUMENT_INVALID", "page_number"),
        ({"page_number": 2}, "ARGUMENT_INVALID", "page_number"),
        ({"page_number": -1}, "ARGUMENT_INVALID", "page_number"),
        ({"width_pixels": 99}, "ARGUMENT_INVALID", "width_pixels"),
        ({"width_pixels": 2401}, "ARGUMENT_INVALID", "width_pixels"),
        ({"document": pb.Document(content=b"Skills: Python")}, "DOCUMENT_WITHOUT_PAGES", None),
        ({"document": pb.Document()}, "DOCUMENT_EMPTY", "document.content"),
        (
            {"document": pb.Document(content=b"Dear all", file_name="a.txt"), "masked": True},
            "DOCUMENT_WITHOUT_PAGES",
            None,
        ),
    ],
)
async def test_a_page_that_cannot_be_painted_says_why(
    stub: ScreeningServiceAsyncStub, changes: dict[str, object], reason: str, field: str | None
) -> None:
    asked = pb.RenderPageRequest(**({"document": RESUME, "page_number": 1} | changes))  # type: ignore[arg-type]

    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await stub.RenderPage(asked)

    assert failure_of(caught)[1:] == (reason, [] if field is None else [field])


async def test_the_prompt_of_the_embedded_engine_is_that_of_a_model(stub: ScreeningServiceAsyncStub) -> None:
    """No model is configured: nothing is counted, and the layout is that of Qwen2.5."""
    prompt = await stub.PreviewPrompt(pb.PreviewPromptRequest(job_posting=POSTING, document=RESUME))

    assert prompt.engine == "rules"
    assert prompt.prompt_text.startswith("<|im_start|>system\n")
    assert prompt.prompt_text.endswith("<|im_end|>\n<|im_start|>assistant\n")
    assert "Nora" not in prompt.prompt_text
    assert "[NAME]" in next(one.text for one in prompt.parts if not one.shared)
    assert prompt.grammar.startswith("root ::=")
    assert not prompt.HasField("prompt_token_count")
    assert not prompt.HasField("prefix_token_count")
    assert prompt.max_output_tokens > 100
    assert len(prompt.prompt_digest) == 64


async def test_the_prompt_of_an_interview_is_another(stub: ScreeningServiceAsyncStub) -> None:
    asked = pb.PreviewPromptRequest(job_posting=POSTING, document=RESUME, task=pb.PreviewPromptRequest.INTERVIEW)
    screening = await stub.PreviewPrompt(pb.PreviewPromptRequest(job_posting=POSTING, document=RESUME))
    interview = await stub.PreviewPrompt(asked)

    assert interview.prompt_digest != screening.prompt_digest
    assert interview.grammar != screening.grammar


async def test_a_task_from_the_future_is_refused(stub: ScreeningServiceAsyncStub) -> None:
    asked = pb.PreviewPromptRequest(job_posting=POSTING, document=RESUME, task=99)  # type: ignore[arg-type]

    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await stub.PreviewPrompt(asked)

    assert failure_of(caught)[1] == "ARGUMENT_INVALID"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({}, "MODEL_NOT_CONFIGURED"),
        ({"prompt_text": " \n"}, "ARGUMENT_INVALID"),
        ({"prompt_text": "a" * 50_001}, "ARGUMENT_INVALID"),
        ({"system_text": "a" * 20_001}, "ARGUMENT_INVALID"),
        ({"grammar": "a" * 20_001}, "ARGUMENT_INVALID"),
        ({"temperature": 2.1}, "ARGUMENT_INVALID"),
        ({"temperature": float("nan")}, "ARGUMENT_INVALID"),
        ({"top_p": -0.1}, "ARGUMENT_INVALID"),
        ({"max_output_tokens": 4_097}, "ARGUMENT_INVALID"),
        ({"max_output_tokens": -1}, "ARGUMENT_INVALID"),
        ({"seed": -1}, "ARGUMENT_INVALID"),
    ],
)
async def test_the_embedded_engine_writes_no_text(
    stub: ScreeningServiceAsyncStub, changes: dict[str, object], reason: str
) -> None:
    asked = pb.GenerateTextRequest(**({"prompt_text": "Say hello."} | changes))  # type: ignore[arg-type]

    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await stub.GenerateText(asked)

    assert failure_of(caught)[1] == reason
