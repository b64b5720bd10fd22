"""The engine `encoder` behind the real server, in worker processes, with the embedding model made for tests."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

import grpc
import pytest
import pytest_asyncio
from google.type import date_pb2

from bole.bootstrap import running_server
from bole.domain.errors import BoleError, ErrorReason
from bole.inference.embedding_folder import embedding_model
from bole.settings import Settings
from bole.v1 import rubric_pb2, screening_pb2
from bole.v1 import screening_service_pb2 as pb
from bole.v1.screening_service_pb2_grpc import ScreeningServiceStub

if TYPE_CHECKING:
    from bole.v1.screening_service_pb2_grpc import ScreeningServiceAsyncStub

TINY = Path(__file__).resolve().parents[1] / "data/models/encoder"
POSTING = rubric_pb2.JobPosting(text="Engineer\nRequirements:\n- Beekeeping\n- Kafka\n")
RESUME = b"""Ada Example

Work experience
Example Ltd, Engineer, 2019.01-2021.01
- Kept apiaries.
- Built the order service.
"""


def settings_with(folder: Path) -> Settings:
    """Returns settings of a small server."""
    return Settings(engine="encoder", encoder_model=folder, processes=2, grace_seconds=5)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stub() -> AsyncIterator[ScreeningServiceAsyncStub]:
    """A stub of a server with the engine."""
    async with (
        running_server(settings_with(TINY), "127.0.0.1:0", private=True) as (_, port),
        grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel,
    ):
        yield ScreeningServiceStub(channel)


def request_for(content: bytes = RESUME) -> pb.ScreenResumeRequest:
    """Returns a request about a resume."""
    return pb.ScreenResumeRequest(
        job_posting=POSTING,
        documents=[pb.Document(content=content)],
        as_of=date_pb2.Date(year=2026, month=1, day=31),
    )


@pytest.mark.asyncio(loop_scope="module")
async def test_a_passage_in_other_words_is_evidence(stub: ScreeningServiceAsyncStub) -> None:
    """The answer names engine and model, and is the same bytes each time, in whichever process."""
    answers = [await stub.ScreenResume(request_for()) for _ in range(4)]
    screening = answers[0].screening

    bees = next(one for one in screening.criteria if one.criterion.text == "Beekeeping")
    assert bees.level in {screening_pb2.LEVEL_LISTED, screening_pb2.LEVEL_USED}
    assert [one.quote for one in bees.evidence] == ["Kept apiaries."]
    assert screening.provenance.engine == "encoder"
    assert screening.provenance.model_digest == embedding_model(TINY).digest
    assert len({answer.screening.SerializeToString(deterministic=True) for answer in answers}) == 1


@pytest.mark.asyncio(loop_scope="module")
async def test_other_languages_are_met_too(stub: ScreeningServiceAsyncStub) -> None:
    """A posting in English, a resume in Chinese."""
    resume = "张三\n\n工作经历\n示例公司　工程师　2019.01-2021.01\n- 照料养蜂场\n- 负责订单系统\n"
    answer = await stub.ScreenResume(request_for(resume.encode()))

    bees = next(one for one in answer.screening.criteria if one.criterion.text == "Beekeeping")
    assert [one.quote for one in bees.evidence] == ["照料养蜂场"]


@pytest.mark.asyncio(loop_scope="module")
async def test_a_kit_asks_no_one_to_show_what_the_engine_found(stub: ScreeningServiceAsyncStub) -> None:
    """Questions are written by the embedded engine, on what this one leaves open."""
    drafted = await stub.DraftRubric(pb.DraftRubricRequest(job_posting=POSTING))
    kit = await stub.GenerateInterviewKit(
        pb.GenerateInterviewKitRequest(rubric=drafted.rubric, document=pb.Document(content=RESUME))
    )

    assert kit.interview_kit.questions


async def test_a_folder_that_cannot_be_used_ends_the_start(tmp_path: Path) -> None:
    """Not the first call."""
    folder = Path(shutil.copytree(TINY, tmp_path / "model"))
    (folder / "model.onnx").write_bytes(b"no graph")
    with pytest.raises(BoleError, match="cannot be loaded") as caught:
        async with running_server(settings_with(folder), "127.0.0.1:0", private=True):
            pass
    assert caught.value.reason is ErrorReason.MODEL_CONTRACT_MISMATCH


async def test_a_folder_that_is_not_there_ends_the_start(tmp_path: Path) -> None:
    with pytest.raises(BoleError, match="names no folder") as caught:
        async with running_server(settings_with(tmp_path / "nowhere"), "127.0.0.1:0", private=True):
            pass
    assert caught.value.reason is ErrorReason.ARGUMENT_INVALID
