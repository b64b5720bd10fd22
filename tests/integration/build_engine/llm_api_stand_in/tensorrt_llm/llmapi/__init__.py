"""Stands for the LLM API of TensorRT-LLM 1.2.1: its names and their arguments, and one answer for each grammar.

Arguments that it does not know are errors, as they are there. What it answers: the first text in quotes of the grammar;
a grammar with the word `slow` is answered after half a minute, one with `broken` never.
"""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Generator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from tokenizers import Tokenizer

LITERAL = re.compile(r'"([a-z]+)"')
SLOW_SECONDS = 30
ABORTED = "bole-aborted"


class KvCacheConfig:
    """How keys and values are kept."""

    def __init__(self, *, enable_block_reuse: bool, free_gpu_memory_fraction: float) -> None:
        """Takes what is said; a fraction is between 0 and 1."""
        if not 0 < free_gpu_memory_fraction < 1:
            raise ValueError("free_gpu_memory_fraction")
        self.enable_block_reuse = enable_block_reuse


class GuidedDecodingParams:
    """A grammar."""

    def __init__(self, *, grammar: str) -> None:
        """Takes one."""
        self.grammar = grammar


class SamplingParams:
    """How tokens are chosen."""

    def __init__(
        self,
        *,
        end_id: int,
        pad_id: int,
        max_tokens: int,
        stop_token_ids: list[int] | None,
        include_stop_str_in_output: bool,
        detokenize: bool,
        add_special_tokens: bool,
        exclude_input_from_output: bool,
        return_perf_metrics: bool,
        guided_decoding: GuidedDecodingParams | None,
        top_k: int | None = None,
        top_p: float | None = None,
        temperature: float | None = None,
        seed: int | None = None,
    ) -> None:
        """Takes what is said."""
        self.end_id, self.max_tokens, self.guided_decoding = end_id, max_tokens, guided_decoding
        self.return_perf_metrics = return_perf_metrics


class RequestOutput:
    """A request on its way."""

    def __init__(self, ids: list[int], seconds: float, *, broken: bool, metrics: bool) -> None:
        """Answers with ids after some seconds."""
        blocks = SimpleNamespace(kv_cache_metrics=SimpleNamespace(num_reused_blocks=2)) if metrics else None
        self.outputs = [SimpleNamespace(token_ids=ids, request_perf_metrics=blocks)]
        self._seconds, self._broken = seconds, broken

    def abort(self) -> None:
        """Ends the work; leaves a file that says so."""
        Path(os.environ.get("TMPDIR", "/tmp"), f"{ABORTED}-{os.getppid()}").touch()  # noqa: S108 (a test's)

    def __await__(self) -> Generator[Any, None, RequestOutput]:
        """Comes with the answer."""
        yield from asyncio.sleep(self._seconds).__await__()
        if self._broken:
            raise RuntimeError("the worker has gone")
        return self


class LLM:
    """A model."""

    def __init__(
        self,
        *,
        model: str,
        backend: str,
        dtype: str,
        tensor_parallel_size: int,
        max_batch_size: int,
        max_seq_len: int,
        max_num_tokens: int,
        enable_chunked_prefill: bool,
        guided_decoding_backend: str,
        trust_remote_code: bool,
        kv_cache_config: KvCacheConfig,
    ) -> None:
        """Loads the tokenizer of the weights."""
        if any(name.startswith("OMPI_COMM") for name in os.environ):
            raise RuntimeError("started inside an MPI job")
        self._tokenizer = Tokenizer.from_file(str(Path(model) / "tokenizer.json"))
        self._max_seq_len = max_seq_len

    def generate_async(self, inputs: list[int], *, sampling_params: SamplingParams) -> RequestOutput:
        """Begins an answer."""
        if len(inputs) + sampling_params.max_tokens > self._max_seq_len:
            raise ValueError("the request is too long")
        guided = sampling_params.guided_decoding
        text = next(iter(LITERAL.findall(guided.grammar)), "") if guided is not None else ""
        ids = self._tokenizer.encode(text, add_special_tokens=False).ids[: sampling_params.max_tokens]
        if len(ids) < sampling_params.max_tokens:
            ids.append(sampling_params.end_id)
        return RequestOutput(
            ids,
            SLOW_SECONDS if text == "slow" else 0.02,
            broken=text == "broken",
            metrics=sampling_params.return_perf_metrics,
        )

    def shutdown(self) -> None:
        """Lets the model go."""
