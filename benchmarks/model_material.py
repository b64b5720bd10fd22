"""What the figures on model servers have in common: resumes, a rubric, prompts, and a service to ask."""

from __future__ import annotations

import asyncio
import contextlib
import datetime
import os
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from pathlib import Path

import grpc
from grpc_health.v1 import health_pb2
from tritonclient.grpc import InferInput
from tritonclient.grpc.aio import InferenceServerClient

from bole.api import messages
from bole.bootstrap import reader
from bole.domain.documents import Document
from bole.domain.generation import GenerationRequest
from bole.domain.rubric import JobPosting, Rubric
from bole.inference.tensors import MODEL_NAME, RequestWriter, requested_outputs
from bole.inference.tokenizer import QwenEncoder, load_tokenizer
from bole.pipeline.model_screening import prepared
from bole.pipeline.screening import ScreeningRequest
from bole.settings import Settings
from bole.v1 import screening_service_pb2 as pb
from bole.v1.screening_service_pb2_grpc import ScreeningServiceStub
from documents import EXAMPLES, ROOT
from triton_server import free_ports

TINY = ROOT / "tests" / "data" / "models" / "tiny"
AS_OF = datetime.date(2026, 1, 31)
IN_FLIGHT = 64
_START_SECONDS = 120.0


def rubric() -> Rubric:
    """Returns the rubric of the English backend posting."""
    text = (EXAMPLES / "job_postings" / "backend_engineer_en.txt").read_text(encoding="utf-8")
    return reader(Settings()).engine.draft_rubric(JobPosting(text=text))


def resumes(count: int) -> list[bytes]:
    """Returns plain-text resumes, all different: the text examples in turn, each with a line of its own on top."""
    texts = [path.read_bytes() for path in sorted((EXAMPLES / "resumes").glob("*_en.txt"))]
    return [f"Application {number:05d}\n".encode() + texts[number % len(texts)] for number in range(count)]


def message(asked: Rubric, content: bytes) -> pb.ScreenResumeRequest:
    """Returns a request of the service."""
    return pb.ScreenResumeRequest(
        rubric=messages.rubric(asked), documents=[pb.Document(content=content)], as_of=messages.date(AS_OF)
    )


def generation(asked: Rubric, content: bytes, tokenizer: Path, max_tokens: int) -> GenerationRequest:
    """Returns what the service asks the model about a resume."""
    request = ScreeningRequest(documents=(Document(content=content),), rubric=asked, as_of=AS_OF)
    encoder = QwenEncoder(tokenizer_path=str(tokenizer), max_tokens=max_tokens)
    question = prepared(request, reader(Settings()), encoder).question
    return GenerationRequest(prompt=question.prompt, guide=question.guide, max_output_tokens=question.output_tokens)


def tensors(requests: Sequence[GenerationRequest], tokenizer: Path) -> list[list[InferInput]]:
    """Returns requests as tritonclient sends them."""
    loaded = load_tokenizer(str(tokenizer))
    writer = RequestWriter(end_id=loaded.end_id, pad_id=loaded.pad_id)
    return [writer.write(request) for request in requests]


async def straight(client: InferenceServerClient, inputs: list[InferInput]) -> None:
    """Asks the model server itself, as a plain script does."""
    await client.infer(MODEL_NAME, inputs, outputs=requested_outputs(), request_id=str(uuid.uuid4()))


async def seconds_for(calls: Sequence[Callable[[], Awaitable[object]]], in_flight: int) -> float:
    """Makes all calls, at most `in_flight` of them at the same time, and returns how long that took."""
    slots = asyncio.Semaphore(in_flight)

    async def one(call: Callable[[], Awaitable[object]]) -> None:
        async with slots:
            await call()

    start = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for call in calls:
            group.create_task(one(call))
    return time.perf_counter() - start


@contextlib.contextmanager
def scratch() -> Iterator[Path]:
    """Yields a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="bole-bench-") as folder:
        yield Path(folder)


@contextlib.asynccontextmanager
async def service(triton_address: str, tokenizer: Path, **settings: str) -> AsyncIterator[grpc.aio.Channel]:
    """Runs `bole serve --engine triton` in a process of its own and yields a channel to it once it is SERVING."""
    async with served(triton_address, tokenizer, **settings) as address, grpc.aio.insecure_channel(address) as channel:
        yield channel


@contextlib.asynccontextmanager
async def served(triton_address: str, tokenizer: Path, **settings: str) -> AsyncIterator[str]:
    """Runs `bole serve --engine triton` in a process of its own and yields its address once it is SERVING."""
    address = f"127.0.0.1:{free_ports().grpc}"
    command = [sys.executable, "-m", "bole", "serve", "--engine", "triton", "--listen", address]
    output = subprocess.DEVNULL
    with (
        scratch() as folder,
        subprocess.Popen(  # noqa: ASYNC220
            command, env=_environment(folder, triton_address, tokenizer) | settings, stdout=output, stderr=output
        ) as process,
    ):
        try:
            async with grpc.aio.insecure_channel(address) as channel:
                await serving(channel)
            yield address
        finally:
            process.terminate()
            process.wait(timeout=60)


def _environment(folder: Path, triton_address: str, tokenizer: Path) -> dict[str, str]:
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("BOLE_")},
        "BOLE_TRITON_ADDRESSES": triton_address,
        "BOLE_TOKENIZER": str(tokenizer),
        "BOLE_DATABASE": f"sqlite:///{folder}/bole.db",
        "BOLE_ANSWER_DAYS": "0",  # the model is measured, not what it said before
    }


async def screen(channel: grpc.aio.Channel, request: pb.ScreenResumeRequest) -> None:
    """Asks the service."""
    await ScreeningServiceStub(channel).ScreenResume(request)


async def serving(channel: grpc.aio.Channel) -> None:
    """Waits until a service says that it is SERVING."""
    check = channel.unary_unary(
        "/grpc.health.v1.Health/Check",
        request_serializer=health_pb2.HealthCheckRequest.SerializeToString,
        response_deserializer=health_pb2.HealthCheckResponse.FromString,
    )
    async with asyncio.timeout(_START_SECONDS):
        while True:
            with contextlib.suppress(grpc.aio.AioRpcError):
                answer = await check(health_pb2.HealthCheckRequest())
                if answer.status == health_pb2.HealthCheckResponse.SERVING:
                    return
            await asyncio.sleep(0.1)
