"""Repositories of build_engine served on processors: what only a GPU can do is done by stand-ins."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from build_engine.rendering.repository import EngineRepository, LlmApiRepository, ServedModel, write_repository
from build_engine.rendering.templates import SOURCES
from simulated_server import Simulation
from triton_server import TritonServer, running_triton

TOKENIZER = Path(__file__).resolve().parents[2] / "data" / "models" / "tiny" / "tokenizer.json"
STAND_IN_API = Path(__file__).with_name("llm_api_stand_in")

SERVED = ServedModel(
    model_digest="e" * 64,
    tokenizer_sha256=hashlib.sha256(TOKENIZER.read_bytes()).hexdigest(),
    vocab_size=4096,
    max_seq_len=32_768,
    max_batch_size=16,
)


def engine_repository(folder: Path) -> Path:
    """Renders the repository `engine` and swaps its backend: behind the same config.pbtxt stands the simulated model.

    Every tensor, shape, limit and parameter stays as it was rendered; the simulated model adds its own parameters and
    is as strict as the C++ backend.
    """
    repository = EngineRepository(served=SERVED, engine_dir=folder / "engine", kv_memory_fraction=0.9)
    out = write_repository(repository, folder / "repository")
    model = out / "tensorrt_llm"
    config = model / "config.pbtxt"
    text = config.read_text()
    backend = 'backend: "tensorrtllm"'
    if text.count(backend) != 1:
        raise ValueError(f"{config} names no C++ backend")
    own = Simulation(tokenizer=TOKENIZER, fixed_request_milliseconds=1).parameters()
    added = [
        f'parameters {{ key: "{name}" value {{ string_value: "{value}" }} }}'
        for name, value in own.items()
        if not name.startswith("bole_") and name != "max_queue_size"
    ]
    added.append('parameters { key: "max_queue_size" value { string_value: "0" } }')
    config.write_text("\n".join([text.replace(backend, 'backend: "python"'), *added, ""]))
    shutil.copytree(SOURCES / "simulated" / "tensorrt_llm" / "1", model / "1", dirs_exist_ok=True)
    for module in (SOURCES / "shared").glob("*.py"):
        shutil.copy(module, model / "1")
    return out


def llm_api_repository(folder: Path) -> Path:
    """Renders the repository `llmapi` as it is, and puts a stand-in of the package `tensorrt_llm` beside its model."""
    repository = LlmApiRepository(
        served=SERVED,
        weights_dir=TOKENIZER.parent,
        tensor_parallel=4,
        max_num_tokens=8192,
        kv_memory_fraction=0.9,
    )
    out = write_repository(repository, folder / "repository")
    shutil.copytree(STAND_IN_API / "tensorrt_llm", out / "tensorrt_llm" / "1" / "tensorrt_llm")
    return out


@contextmanager
def running_engine(folder: Path) -> Iterator[TritonServer]:
    """Serves the repository `engine` with its stand-in."""
    with running_triton(engine_repository(folder), log=folder / "triton.log") as server:
        yield server


@contextmanager
def running_llm_api(folder: Path) -> Iterator[TritonServer]:
    """Serves the repository `llmapi` on its stand-in."""
    with running_triton(llm_api_repository(folder), log=folder / "triton.log") as server:
        yield server
