"""Servers for tests of the client: the simulated one, the one on CPUs, and a stand-in that fails as it is told."""

from __future__ import annotations

import asyncio
import hashlib
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from pathlib import Path

from bole.domain.errors import BoleError, ErrorReason
from bole.domain.generation import EncodedPrompt, GenerationRequest, Guide, Priority, Prompt
from bole.inference.tokenizer import QwenEncoder, load_tokenizer
from bole.inference.triton import TritonModel
from bole.inference.triton_options import TritonOptions
from build_engine.rendering.templates import SOURCES, render_repository
from triton_metrics import metric, read_metrics
from triton_server import TritonServer, running_triton

TOKENIZER = str(Path(__file__).resolve().parents[2] / "data" / "models" / "tiny" / "tokenizer.json")
GRAMMAR = 'root ::= "{" [a-z]{1,40} "}"'
SIMULATED: dict[str, str | int] = {
    "bole_model_digest": "a" * 64,
    "bole_tokenizer_sha256": hashlib.sha256(Path(TOKENIZER).read_bytes()).hexdigest(),
    "bole_vocab_size": 4096,
    "bole_max_seq_len": 8192,
    "bole_max_batch_size": 8,
    "tokenizer_path": TOKENIZER,
    "gpu": "h100",
    "fixed_request_milliseconds": 0,
    "requests_per_second_limit": 0,
    "kv_cache_blocks": 0,
    "max_queue_size": 0,
    "oracle_seed": 1,
    "off_topic_share": 0,
    "not_verbatim_share": 0,
    "wrong_share": 0,
}


def simulated_repository(folder: Path, **changes: str | int) -> Path:
    """Renders the simulated server."""
    return render_repository("simulated", folder, SIMULATED | changes)


@contextmanager
def simulated(folder: Path, **changes: str | int) -> Iterator[TritonServer]:
    """Runs a simulated server."""
    with running_triton(simulated_repository(folder, **changes)) as server:
        yield server


def stand_in_repository(folder: Path, **faults: str | int) -> Path:
    """Renders a model with the interface of the simulated one that does what `stand_in.py` says."""
    simulated_repository(folder)
    model = folder / "tensorrt_llm"
    shutil.rmtree(model / "1")
    (model / "1").mkdir()
    shutil.copy(Path(__file__).with_name("stand_in.py"), model / "1" / "model.py")
    for shared in (SOURCES / "shared").glob("*.py"):
        shutil.copy(shared, model / "1")
    with (model / "config.pbtxt").open("a") as config:
        for name, value in faults.items():
            config.write(f'parameters {{ key: "{name}" value {{ string_value: "{value}" }} }}\n')
    return folder


def replace_in_config(repository: Path, old: str, new: str) -> None:
    """Makes a configuration wrong."""
    path = repository / "tensorrt_llm" / "config.pbtxt"
    text = path.read_text()
    if old not in text:
        raise ValueError(f"{old} does not stand in config.pbtxt")
    path.write_text(text.replace(old, new))


def model_at(
    *addresses: str, default_timeout_seconds: float = 20.0, calls_per_replica: int | None = None
) -> TritonModel:
    """Returns a client with short limits."""
    return TritonModel(
        TritonOptions(
            addresses=addresses,
            tokenizer_path=TOKENIZER,
            default_timeout_seconds=default_timeout_seconds,
            calls_per_replica=calls_per_replica,
        )
    )


@asynccontextmanager
async def connected(
    *servers: TritonServer, default_timeout_seconds: float = 20.0, calls_per_replica: int | None = None
) -> AsyncIterator[TritonModel]:
    """A client that is connected while the block lasts."""
    model = model_at(
        *(server.grpc_address for server in servers),
        default_timeout_seconds=default_timeout_seconds,
        calls_per_replica=calls_per_replica,
    )
    await model.connect()
    try:
        yield model
    finally:
        await model.close()


def reason(found: object) -> ErrorReason | None:
    """Returns why something failed, or None where it did not."""
    return found.reason if isinstance(found, BoleError) else None


SHARED_WORDS = "You read resumes. " * 60
"""Makes a prefix long enough to be waited for."""


def prompt(document: str = "x", task: str = "Say yes.", *, system: str = "") -> EncodedPrompt:
    """Encodes a prompt; without a `system` its prefix is too short to be waited for."""
    load_tokenizer(TOKENIZER)
    encoder = QwenEncoder(tokenizer_path=TOKENIZER, max_tokens=8192)
    return encoder.encode(Prompt(system=system, examples=(), task=task, document=document, closing="", version=""))


def request(
    encoded: EncodedPrompt | None = None,
    *,
    grammar: str = GRAMMAR,
    max_output_tokens: int = 64,
    timeout_seconds: float | None = None,
    priority: Priority = Priority.INTERACTIVE,
    wait_for_return: bool = True,
) -> GenerationRequest:
    """Returns a greedy request."""
    return GenerationRequest(
        prompt=encoded or prompt(),
        guide=Guide(grammar=grammar, json_schema=""),
        max_output_tokens=max_output_tokens,
        timeout_seconds=timeout_seconds,
        priority=priority,
        wait_for_return=wait_for_return,
    )


async def active(server: TritonServer) -> float:
    """Returns the requests that a server works on, by its own metrics."""
    metrics = await asyncio.to_thread(read_metrics, server.metrics_url)
    found = metric(metrics, "nv_trt_llm_request_metrics", request_type="active")
    return 0.0 if found is None else found


async def answered(server: TritonServer) -> float:
    """Returns the requests that a server has answered well since it began, once it has counted the last ones."""
    found = await _answered(server)
    while True:
        await asyncio.sleep(0.2)
        before, found = found, await _answered(server)
        if before == found:
            return found


async def _answered(server: TritonServer) -> float:
    metrics = await asyncio.to_thread(read_metrics, server.metrics_url)
    found = metric(metrics, "nv_inference_request_success", model="tensorrt_llm")
    return 0.0 if found is None else found


async def until_active(server: TritonServer, wanted: float, within_seconds: float) -> bool:
    """Waits until a server works on so many requests; False where that takes too long."""
    loop = asyncio.get_running_loop()
    until = loop.time() + within_seconds
    while loop.time() < until:
        if await active(server) == wanted:
            return True
        await asyncio.sleep(0.02)
    return False


def ids_of(text: str) -> str:
    """Returns the token ids of a text as the stand-in takes them."""
    return ",".join(map(str, load_tokenizer(TOKENIZER).text_ids(text)))


async def start(stack: ExitStack, repository: Path, server: TritonServer) -> TritonServer:
    """Starts a server where a killed one was, without holding up the loop."""
    return await asyncio.to_thread(lambda: stack.enter_context(running_triton(repository, ports=server.ports)))


async def until(holds: Callable[[], Awaitable[bool]], within_seconds: float = 10) -> None:
    """Waits until something holds; fails where that takes too long."""
    async with asyncio.timeout(within_seconds):
        while not await holds():  # noqa: ASYNC110 (it is asked, and tells nobody)
            await asyncio.sleep(0.05)
