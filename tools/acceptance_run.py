"""Puts the acceptance set and the examples to a service and gathers its answers."""

from __future__ import annotations

import asyncio
import datetime
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import grpc
from google.rpc import error_details_pb2
from grpc_status import rpc_status

from acceptance_figures import Answers, WrittenKit
from acceptance_set import LabelledResume, placebo
from bole.api.messages import rubric as rubric_message
from bole.api.stored_kits import interview_kit
from bole.cli.options import date_message, posting_message
from bole.cli.screening_run import screened
from bole.domain.screening import ScreenedCandidate
from bole.sources.sources import Source, sources
from bole.v1 import screening_service_pb2 as pb

if TYPE_CHECKING:
    from bole.v1.screening_service_pb2_grpc import ScreeningServiceAsyncStub

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
AS_OF = datetime.date(2026, 1, 31)
"""The day that the labels were made for."""

ANSWER_SECONDS = 3600.0
"""Longest time for one answer: everything is asked at once, and a large model on few processors is slow."""

_LARGEST_EXAMPLE_BYTES = 1_000_000


async def gather_answers(
    stub: ScreeningServiceAsyncStub, labelled: Sequence[LabelledResume], on_answer: Callable[[], None]
) -> Answers:
    """Screens every labelled resume, every one again with a placebo edit, every example, and asks for questions.

    Args:
        stub: The service.
        labelled: The acceptance set.
        on_answer: Called after every answer.

    Raises:
        grpc.aio.AioRpcError: A rubric or a posting was refused, or no item of a stream could be answered.
    """
    edited = [placebo(one.text, number) for number, one in enumerate(labelled)]
    first = await asyncio.gather(*(_screen(stub, one, one.text, on_answer) for one in labelled))
    second = await asyncio.gather(
        *(_screen(stub, one, text, on_answer) for one, text in zip(labelled, edited, strict=True))
    )
    examples = [await _screen_examples(stub, posting, on_answer) for posting in _postings()]
    kits = await asyncio.gather(*(_write_kit(stub, one, on_answer) for one in _one_a_rubric(labelled)))
    return Answers(
        labelled=tuple(zip(labelled, first, strict=True)),
        placebo=tuple(second),
        examples=tuple(candidate for group in examples for candidate in group),
        kits=tuple(kits),
    )


def answers_to_expect(labelled: Sequence[LabelledResume]) -> int:
    """Returns how often `gather_answers` will call `on_answer`."""
    return 2 * len(labelled) + len(_postings()) * len(_example_resumes()) + len(_one_a_rubric(labelled))


async def _screen(
    stub: ScreeningServiceAsyncStub, one: LabelledResume, text: str, on_answer: Callable[[], None]
) -> ScreenedCandidate:
    config = pb.ScreenResumesConfig(
        rubric=rubric_message(one.rubric), as_of=date_message(AS_OF), output_language_code=one.language_code
    )
    source = Source(path=one.name, read=text.encode)
    return (await screened(stub, (source,), config, on_item=on_answer)).candidates[0]


async def _screen_examples(
    stub: ScreeningServiceAsyncStub, posting: Path, on_answer: Callable[[], None]
) -> tuple[ScreenedCandidate, ...]:
    config = pb.ScreenResumesConfig(
        job_posting=posting_message(posting),
        as_of=date_message(AS_OF),
        output_language_code=posting.stem.rpartition("_")[2],
    )
    return (await screened(stub, _example_resumes(), config, on_item=on_answer)).candidates


async def _write_kit(stub: ScreeningServiceAsyncStub, one: LabelledResume, on_answer: Callable[[], None]) -> WrittenKit:
    request = pb.GenerateInterviewKitRequest(
        rubric=rubric_message(one.rubric),
        document=pb.Document(content=one.text.encode(), file_name=one.name),
        output_language_code=one.language_code,
        as_of=date_message(AS_OF),
    )
    try:
        answer = await stub.GenerateInterviewKit(request, timeout=ANSWER_SECONDS)
    except grpc.aio.AioRpcError as error:
        return WrittenKit(language_code=one.language_code, kit=None, reason=_reason(error))
    finally:
        on_answer()
    return WrittenKit(language_code=one.language_code, kit=interview_kit(answer.interview_kit))


def _reason(error: grpc.aio.AioRpcError) -> str:
    """Returns the reason of a failed call as the service names it, else its status code."""
    status = rpc_status.from_call(error)  # type: ignore[arg-type]  # the error of grpc.aio has all that is read of a call
    info = error_details_pb2.ErrorInfo()
    found = any(detail.Unpack(info) for detail in status.details) if status is not None else False
    return info.reason if found else error.code().name


def _postings() -> tuple[Path, ...]:
    return tuple(sorted((EXAMPLES / "job_postings").glob("*.txt")))


def _example_resumes() -> tuple[Source, ...]:
    return sources([EXAMPLES / "resumes"], _LARGEST_EXAMPLE_BYTES)


def _one_a_rubric(labelled: Sequence[LabelledResume]) -> tuple[LabelledResume, ...]:
    """Returns the first resume of every rubric."""
    return tuple({one.rubric.rubric_digest: one for one in reversed(labelled)}.values())
