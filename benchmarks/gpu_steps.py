"""What `build_engine plan` estimates, beside what one GPU does with PyTorch: `python benchmarks/gpu_steps.py h100`.

The shape of Qwen2.5-7B with random weights in BF16: random numbers are multiplied as fast as trained ones. Decoding
steps are captured as CUDA graphs, attention reads keys and values of a full context by matrix products. An engine of
TensorRT-LLM fuses more than this; the times are what it has to beat, not what it reaches. Needs torch and a GPU, which
the project does not install; what was measured stands in docs/gpu.md.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

import torch
import torch.nn.functional as F  # noqa: N812  # as everywhere

from build_engine.planning.speed import StepCost
from build_engine.specs.gpus import load_gpu
from build_engine.specs.models import ModelShape, load_model
from build_engine.specs.settings import EngineSettings, Precision

CONTEXT = 3700
"""Tokens that a step reads for each request: 1,500 shared, 2,000 of a resume, half of an answer of 400."""
BATCHES = (1, 8, 32, 64, 128)
PROMPTS = (500, 2000, 8000)
REPEATS = 20

Work: TypeAlias = "Callable[[], object]"


@dataclass(frozen=True)
class Layer:
    """Weights of one layer, BF16."""

    qkv: torch.Tensor
    bias: torch.Tensor
    out: torch.Tensor
    gate_up: torch.Tensor
    down: torch.Tensor


class Shape:
    """Qwen2.5 with random weights."""

    def __init__(self, model: ModelShape) -> None:
        """Fills the GPU's memory with the weights."""
        hidden, wide = model.hidden_size, model.intermediate_size
        self.heads, self.kv_heads, self.size = model.query_heads, model.kv_heads, model.head_size
        made = {"device": "cuda", "dtype": torch.bfloat16}
        self.kv = self.kv_heads * self.size

        def weights(rows: int, columns: int) -> torch.Tensor:
            return torch.randn(rows, columns, **made) * columns**-0.5

        self.layers = [
            Layer(
                weights(hidden + 2 * self.kv, hidden),
                torch.zeros(hidden + 2 * self.kv, **made),
                weights(hidden, hidden),
                weights(2 * wide, hidden),
                weights(hidden, wide),
            )
            for _ in range(model.layers)
        ]
        self.words = weights(model.vocab_size, hidden)

    def prompt(self, x: torch.Tensor) -> torch.Tensor:
        """Computes a prompt of one request, x [tokens, hidden], and returns the logits of its last token."""
        for layer in self.layers:
            q, k, v = self._qkv(x, layer)
            seen = F.scaled_dot_product_attention(
                *(each.transpose(0, 1)[None] for each in (q, k, v)), is_causal=True, enable_gqa=True
            )
            x = self._rest(x, seen[0].transpose(0, 1).reshape(x.shape), layer)
        return x[-1:] @ self.words.T

    def step(self, x: torch.Tensor, keys: torch.Tensor, values: torch.Tensor) -> torch.Tensor:
        """Computes one token of each request.

        x is [requests, hidden]; keys and values are [layers, requests, kv_heads, CONTEXT, head_size].
        """
        group = self.heads // self.kv_heads
        for number, layer in enumerate(self.layers):
            q, k, v = self._qkv(x, layer)
            keys[number, :, :, -1], values[number, :, :, -1] = k, v
            asked = q.view(len(x), self.kv_heads, group, self.size) * self.size**-0.5
            weight = (asked @ keys[number].transpose(-1, -2)).softmax(-1)
            x = self._rest(x, (weight @ values[number]).reshape(x.shape), layer)
        return x @ self.words.T

    def _qkv(self, x: torch.Tensor, layer: Layer) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        q, k, v = (F.rms_norm(x, x.shape[-1:]) @ layer.qkv.T + layer.bias).split([x.shape[-1], self.kv, self.kv], -1)
        parts = ((q, self.heads), (k, self.kv_heads), (v, self.kv_heads))
        q, k, v = (part.view(len(x), heads, self.size) for part, heads in parts)
        return q, k, v

    @staticmethod
    def _rest(x: torch.Tensor, seen: torch.Tensor, layer: Layer) -> torch.Tensor:
        x = x + seen @ layer.out.T
        gate, up = (F.rms_norm(x, x.shape[-1:]) @ layer.gate_up.T).chunk(2, -1)
        return x + (F.silu(gate) * up) @ layer.down.T


def seconds(work: Work) -> float:
    """Returns the time of one run on the GPU, the mean of `REPEATS` after three that warm up."""
    for _ in range(3):
        work()
    start, end = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
    start.record()
    for _ in range(REPEATS):
        work()
    end.record()
    torch.cuda.synchronize()
    return float(start.elapsed_time(end)) / 1000 / REPEATS


def captured(work: Work) -> Work:
    """Returns the work as a CUDA graph, which the processor launches at once."""
    side = torch.cuda.Stream()
    with torch.cuda.stream(side):
        for _ in range(2):
            work()
    torch.cuda.synchronize()
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        work()
    replay: Work = graph.replay
    return replay


def main(name: str) -> int:
    """Prints a line of JSON for each prompt length and each batch."""
    with torch.inference_mode():
        return _measure(name)


def _measure(name: str) -> int:
    model = load_model("7B")
    cost = StepCost.of(EngineSettings(model=model, precision=Precision.BF16, tensor_parallel=1), load_gpu(name))
    shape = Shape(model)
    print(json.dumps({"gpu": torch.cuda.get_device_name(), "torch": torch.__version__}), flush=True)
    for tokens in PROMPTS:
        x = torch.randn(tokens, model.hidden_size, device="cuda", dtype=torch.bfloat16)
        measured = seconds(partial(shape.prompt, x))
        print(json.dumps(_row("prompt_tokens", tokens, measured, tokens * cost.prompt_token)), flush=True)
    for batch in BATCHES:
        x = torch.randn(batch, model.hidden_size, device="cuda", dtype=torch.bfloat16)
        kept = torch.randn(
            2, model.layers, batch, shape.kv_heads, CONTEXT, shape.size, device="cuda", dtype=torch.bfloat16
        )
        replay = captured(partial(shape.step, x, kept[0], kept[1]))
        print(json.dumps(_row("batch", batch, seconds(replay), cost.step(batch, CONTEXT))), flush=True)
        del replay, kept
        torch.cuda.empty_cache()
    return 0


def _row(what: str, count: int, measured: float, estimated: float) -> dict[str, float | str]:
    return {what: count, "milliseconds": 1000 * measured, "estimated": 1000 * estimated, "ratio": measured / estimated}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
