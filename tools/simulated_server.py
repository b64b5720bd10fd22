"""Starts a simulated model server: the real tritonserver on model_repository/simulated, for load tests and planning."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from build_engine.rendering.templates import render_repository
from triton_server import Ports, TritonServer, running_triton


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulation:
    """What is simulated; see the comments of model_repository/simulated/tensorrt_llm/config.pbtxt.

    Attributes:
        tokenizer: The tokenizer.json of the prompts.
        slots: Requests that run at the same time.
        max_seq_len: Tokens of prompt and output together.
        gpu: A name of gpus.yaml, for the timing.
        fixed_request_milliseconds: One time for every request in place of the GPU's; 0 for the GPU's.
        requests_per_second_limit: Requests that end in a second at most; 0 for no limit.
        kv_cache_blocks: Blocks of 32 tokens; 0 for what the GPU has room for.
        max_queue_size: Requests that wait at most; 0 for no limit.
        oracle_seed: Chooses the answers.
        off_topic_share: Share of answers that quote a line on something else.
        not_verbatim_share: Share of answers whose quote stands nowhere.
        wrong_share: Share of answers that claim what is not there.
        model: What the model digest is made of: another text is another model.
    """

    tokenizer: Path
    slots: int = 64
    max_seq_len: int = 32768
    gpu: str = "h100"
    fixed_request_milliseconds: float = 0
    requests_per_second_limit: float = 0
    kv_cache_blocks: int = 0
    max_queue_size: int = 0
    oracle_seed: int = 1
    off_topic_share: float = 0
    not_verbatim_share: float = 0
    wrong_share: float = 0
    model: str = "simulated"

    def parameters(self) -> dict[str, str | int]:
        """Returns a value for each name in the template of the repository."""
        return {
            "bole_model_digest": hashlib.sha256(self.model.encode()).hexdigest(),
            "bole_tokenizer_sha256": hashlib.sha256(self.tokenizer.read_bytes()).hexdigest(),
            "bole_vocab_size": _vocab_size(self.tokenizer),
            "bole_max_seq_len": self.max_seq_len,
            "bole_max_batch_size": self.slots,
            "tokenizer_path": str(self.tokenizer.resolve()),
            "gpu": self.gpu,
            "fixed_request_milliseconds": f"{self.fixed_request_milliseconds:g}",
            "requests_per_second_limit": f"{self.requests_per_second_limit:g}",
            "kv_cache_blocks": self.kv_cache_blocks,
            "max_queue_size": self.max_queue_size,
            "oracle_seed": self.oracle_seed,
            "off_topic_share": f"{self.off_topic_share:g}",
            "not_verbatim_share": f"{self.not_verbatim_share:g}",
            "wrong_share": f"{self.wrong_share:g}",
        }


@contextlib.contextmanager
def running_simulation(simulation: Simulation, folder: Path, *, ports: Ports | None = None) -> Iterator[TritonServer]:
    """Serves a simulation while the context lasts; `folder` gets the repository and the log.

    Raises:
        TritonError: The server does not start.
    """
    repository = render_repository("simulated", folder / "repository", simulation.parameters())
    with running_triton(repository, ports=ports, log=folder / "triton.log") as server:
        yield server


def _vocab_size(tokenizer: Path) -> int:
    content = json.loads(tokenizer.read_text(encoding="utf-8"))
    ids = [*content["model"]["vocab"].values(), *(added["id"] for added in content["added_tokens"])]
    return int(max(ids)) + 1
