"""A simulated server that all tests of a process share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from simulated_server import Simulation, running_simulation
from triton_server import TritonServer

TOKENIZER = Path(__file__).resolve().parents[2] / "data" / "models" / "tiny" / "tokenizer.json"


@pytest.fixture(scope="session")
def h100(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TritonServer]:
    """64 slots on one H100, with a third of the answers wrong on purpose."""
    simulation = Simulation(
        tokenizer=TOKENIZER, oracle_seed=3, off_topic_share=0.1, not_verbatim_share=0.1, wrong_share=0.1
    )
    with running_simulation(simulation, tmp_path_factory.mktemp("h100")) as server:
        yield server


@pytest.fixture
def tokenizer_path() -> Path:
    """The tokenizer of the prompts."""
    return TOKENIZER


@pytest.fixture(scope="session")
def slow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TritonServer]:
    """One slot at 10 ms a token, and a queue of two."""
    simulation = Simulation(tokenizer=TOKENIZER, gpu="rtx4090d", slots=1, max_queue_size=2, max_seq_len=65536)
    with running_simulation(simulation, tmp_path_factory.mktemp("slow")) as server:
        yield server


@pytest.fixture(scope="session")
def capped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TritonServer]:
    """Requests of 1 ms, of which 20 end in a second, in 8 slots with 400 blocks."""
    simulation = Simulation(
        tokenizer=TOKENIZER,
        slots=8,
        fixed_request_milliseconds=1,
        requests_per_second_limit=20,
        kv_cache_blocks=400,
    )
    with running_simulation(simulation, tmp_path_factory.mktemp("capped")) as server:
        yield server
