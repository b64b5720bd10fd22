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
from bole.v1 import batch_service_pb2, rubric_pb2, screening_pb2
from bole.v1 import screening_service_pb2 as pb
from bole.v1.batch_service_pb2_grpc import BatchServiceStub
from bole.v1.screening_service_pb2_grpc import ScreeningServiceStub

if TYPE_CHECKING:
    from bole.v1.screening_service_pb2_grpc import ScreeningServiceAsyncStub

TINY = Path(__file__).resolve().parents[1] / "data/models/encoder"
POSTING = rubric_pb2.JobPosting(text="Engineer\nRequirements:\n- Beekeeping\n- Kafka\n")
AS_OF = date_pb2.Date(year=2026, month=1, day=31)
RESUME = b"""Ada Example

Work experience
Example Ltd, Engineer, 2019.01-2021.01
- Kept apiaries.
- Built the order service.
"""


def settings_with(folder: Path, **fields: object) -> Settings:
    """Returns settings of a small server."""
    values: dict[str, object] = {"engine": "encoder", "encoder_model": folder, "processes": 2, "grace_seconds": 5}
    return Settings(**(values | fields))  # type: ignore[arg-type]  # as from the environment


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def channel(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[grpc.aio.Channel]:
    """A channel to a server with the engine, and with storage."""
    settings = settings_with(TINY, database=f"sqlite:///{tmp_path_factory.mktemp('state') / 'bole.db'}")
    async with (
        running_server(settings, "127.0.0.1:0", storage=True) as (_, port),
        grpc.aio.insecure_channel(f"127.0.0.1:{port}") as opened,
    ):
        yield opened


@pytest_asyncio.fixture(loop_scope="module")
async def stub(channel: grpc.aio.Channel) -> ScreeningServiceAsyncStub:
    """A stub of the shared server."""
    return ScreeningServiceStub(channel)


def request_for(content: bytes = RESUME) -> pb.ScreenResumeRequest:
    """Returns a request about a resume."""
    return pb.ScreenResumeRequest(
        job_posting=POSTING,
        documents=[pb.Document(content=content)],
        as_of=AS_OF,
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
    resume = "张三\n\n工作经历\n示例公司　工程师　2019.01-2021.01\n- 搭建养蜂场和蜂箱\n- 负责订单系统\n"
    answer = await stub.ScreenResume(request_for(resume.encode()))

    bees = next(one for one in answer.screening.criteria if one.criterion.text == "Beekeeping")
    assert [one.quote for one in bees.evidence] == ["搭建养蜂场和蜂箱"]


@pytest.mark.asyncio(loop_scope="module")
async def test_a_kit_asks_no_one_to_show_what_the_engine_found(stub: ScreeningServiceAsyncStub) -> None:
    """Questions are written by the embedded engine, on what this one leaves open."""
    drafted = await stub.DraftRubric(pb.DraftRubricRequest(job_posting=POSTING))
    kit = await stub.GenerateInterviewKit(
        pb.GenerateInterviewKitRequest(rubric=drafted.rubric, document=pb.Document(content=RESUME))
    )

    assert kit.interview_kit.questions


@pytest.mark.asyncio(loop_scope="module")
async def test_a_batch_with_a_cut_lets_the_model_read_the_best(channel: grpc.aio.Channel) -> None:
    """`rules` read all, and say so in what they answer."""
    batches = BatchServiceStub(channel)
    items = [
        batch_service_pb2.NewBatchItem(item_id=name, documents=[pb.Document(content=content)])
        for name, content in (("keeps", RESUME), ("names", RESUME.replace(b"apiaries", b"Kafka")))
    ]
    cut = batch_service_pb2.TwoStage(best_count=1)
    request = batch_service_pb2.CreateBatchRequest(items=items, job_posting=POSTING, as_of=AS_OF, two_stage=cut)
    batch = (await batches.CreateBatch(request)).batch
    async for _ in batches.WatchBatch(batch_service_pb2.WatchBatchRequest(batch_id=batch.batch_id)):
        pass
    found = await batches.ListBatchResults(
        batch_service_pb2.ListBatchResultsRequest(batch_id=batch.batch_id, view=pb.SCREENING_VIEW_FULL)
    )

    engines = {one.item_id: one.screening.provenance.engine for one in found.items}
    assert engines == {"names": "encoder", "keeps": "rules"}


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
