"""Loads a model into OpenVINO's continuous batching, and says what a request means in its words."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import no_telemetry  # noqa: F401 (before openvino)
import numpy as np
import openvino
import openvino_genai
from contract import InferRequest
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class RuntimeSettings:
    """What to load, and how.

    `model_path` is a GGUF file or the folder of an OpenVINO model. At most `max_batch_size` requests run at the same
    time, in steps of at most `max_num_batched_tokens` tokens; the key-value cache holds `cache_size_gib` GiB. Beside
    those that run, `max_queue_size` requests may wait (0: as many as come).
    """

    model_path: str
    max_batch_size: int
    max_queue_size: int
    cache_size_gib: int
    max_num_batched_tokens: int
    enable_prefix_caching: bool


def load(settings: RuntimeSettings) -> Any:  # noqa: ANN401 (a class whose stubs do not name `step`)
    """Loads a model for continuous batching."""
    if not Path(settings.model_path).exists():
        raise ValueError(f"model_path: {settings.model_path} does not exist; name a GGUF file or an OpenVINO folder")
    scheduler = openvino_genai.SchedulerConfig()
    scheduler.cache_size = settings.cache_size_gib
    scheduler.max_num_seqs = settings.max_batch_size
    scheduler.max_num_batched_tokens = settings.max_num_batched_tokens
    scheduler.enable_prefix_caching = settings.enable_prefix_caching
    return openvino_genai.ContinuousBatchingPipeline(settings.model_path, scheduler, "CPU", {}, {})


def generation_config(request: InferRequest) -> openvino_genai.GenerationConfig:
    """Returns how OpenVINO is to generate what a request asks for."""
    config = openvino_genai.GenerationConfig()
    config.max_new_tokens = request.request_output_len
    config.stop_token_ids = {word[0] for word in request.stop_words}
    if request.end_id is not None:
        config.set_eos_token_id(request.end_id)
    if request.grammar is not None:
        config.structured_output_config = openvino_genai.StructuredOutputConfig(grammar=request.grammar)
    config.do_sample = not request.greedy
    if config.do_sample:
        config.temperature = request.temperature or 1.0
        config.top_p = request.top_p or 1.0
        config.rng_seed = request.seed or 0
        if request.top_k:
            config.top_k = request.top_k
    return config


def probe(pipeline: Any, request_id: int, grammar: str | None) -> str | None:  # noqa: ANN401 (as above)
    """Generates one token on a pipeline that is otherwise idle; returns what fails.

    Raises:
        RuntimeError: The pipeline cannot be emptied after that.
    """
    config = openvino_genai.GenerationConfig()
    config.max_new_tokens = 1
    if grammar is not None:
        config.structured_output_config = openvino_genai.StructuredOutputConfig(grammar=grammar)
    try:
        handle = pipeline.add_request(request_id, as_tensor(np.zeros(1, np.int32)), config)
    except RuntimeError as error:
        return reason(error)
    try:
        pipeline.step()
    except RuntimeError as error:
        return reason(error)
    finally:
        handle.cancel()
        pipeline.step()
    return None


def as_tensor(input_ids: NDArray[np.int32]) -> openvino.Tensor:
    """Returns token ids [n] as OpenVINO takes them, [1, n] of 64 bits."""
    return openvino.Tensor(input_ids.astype(np.int64)[None])


def without_end(generated_ids: list[int], end_id: int | None) -> list[int]:
    """Returns what was generated before the end id, which TensorRT-LLM leaves out too."""
    return generated_ids[:-1] if generated_ids and generated_ids[-1] == end_id else generated_ids


def reason(error: RuntimeError) -> str:
    """Returns the last line of an error of OpenVINO, without the place in its source where it arose."""
    lines = [line for line in str(error).splitlines() if line.strip()]
    return lines[-1].rpartition("pp:")[2].partition(": ")[2] or lines[-1] if lines else "unknown"
