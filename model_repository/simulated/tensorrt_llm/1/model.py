"""The model `tensorrt_llm` without weights: answers of an oracle, at the times of a GPU."""

from __future__ import annotations

import itertools
import time
from functools import partial
from typing import Any

import numpy as np
import triton_python_backend_utils as pb_utils
from batching import Batch, FixedBatch, GpuBatch
from codes import Code
from contract import ContractError, InferRequest, Limits, answer_tensors, read_request
from grammar import GrammarError
from kv_cache import TOKENS_PER_BLOCK, KvCache, block_keys
from oracle import Shares
from scheduler import Job, Load, Scheduler
from serving import Call, Failure, Serving
from timing import load_timing
from triton_glue import Gauges, Responder, string_parameters
from writing import Writer

CODES = {
    Failure.CANCELLED: Code.CANCELLED,
    Failure.NO_ROOM: Code.INVALID_ARGUMENT,
    Failure.QUEUE_FULL: Code.UNAVAILABLE,
    Failure.CLOSING: Code.UNAVAILABLE,
}


class TritonPythonModel:
    """What Triton's Python backend calls."""

    def initialize(self, args: dict[str, str]) -> None:
        """Reads the parameters; an error here keeps the server from becoming ready, and stands in its log."""
        parameters = string_parameters(args["model_config"])
        self._limits = Limits(
            max_seq_len=int(parameters["bole_max_seq_len"]), vocab_size=int(parameters["bole_vocab_size"])
        )
        self._writer = writer_of(parameters)
        self._keys = itertools.count()
        scheduler = scheduler_of(parameters)
        self._serving = Serving(
            scheduler,
            queue_limit=int(parameters["max_queue_size"]),
            observe=partial(show, Gauges(args["model_name"], args["model_version"]), scheduler),
        )
        pb_utils.Logger.log_info(f"bole: simulates {parameters['gpu']} with {scheduler.slots} slots")

    def execute(self, requests: list[Any]) -> None:
        """Queues requests; they are answered later, through their response senders."""
        for request in requests:
            responder = Responder(request)
            try:
                asked = read_request(responder.inputs, responder.outputs, self._limits)
                answer = self._writer.write(asked.input_ids, asked.grammar, asked.request_output_len)
            except ContractError as error:
                responder.fail(Code.INVALID_ARGUMENT, str(error))
            except GrammarError as error:
                responder.fail(Code.INVALID_ARGUMENT, f"guided_decoding_guide: {error}")
            else:
                self._serving.submit(call_of(next(self._keys), asked, answer, responder))

    def finalize(self) -> None:
        """Gives up what runs."""
        self._serving.close()


def writer_of(parameters: dict[str, str]) -> Writer:
    """Returns what writes the answers."""
    shares = Shares(
        off_topic=float(parameters["off_topic_share"]),
        not_verbatim=float(parameters["not_verbatim_share"]),
        wrong=float(parameters["wrong_share"]),
    )
    return Writer(parameters["tokenizer_path"], int(parameters["oracle_seed"]), shares)


def scheduler_of(parameters: dict[str, str]) -> Scheduler:
    """Returns a scheduler with the timing of a GPU, or with one time for all requests where there is one."""
    timing = load_timing(parameters["gpu"])
    fixed = float(parameters["fixed_request_milliseconds"]) / 1000
    now = time.monotonic()
    batch: Batch = FixedBatch(fixed, now) if fixed else GpuBatch(timing, now)
    return Scheduler(
        slots=int(parameters["bole_max_batch_size"]),
        cache=KvCache(int(parameters["kv_cache_blocks"]) or timing.kv_cache_blocks),
        batch=batch,
        requests_per_second_limit=float(parameters["requests_per_second_limit"]),
    )


def call_of(key: int, request: InferRequest, answer: list[int], responder: Responder) -> Call:
    """Returns a request as the thread takes it."""
    computed = np.concatenate((request.input_ids, np.array(answer[:-1], np.int32)))
    return Call(
        job=Job(
            key=key,
            prompt_tokens=len(request.input_ids),
            keys=block_keys(computed.tobytes()),
            output_tokens=max(1, len(answer)),
            output_limit=request.request_output_len,
        ),
        is_cancelled=responder.is_cancelled,
        succeed=lambda done: responder.succeed(answer_tensors(request, answer, reused_blocks=done.reused_blocks)),
        fail=lambda failure: responder.fail(CODES[failure], failure.value),
    )


def show(gauges: Gauges, scheduler: Scheduler, load: Load) -> None:
    """Sets the metrics."""
    cache = scheduler.cache
    families: dict[str, dict[str, float]] = {
        "nv_trt_llm_request_metrics": {
            "active": load.scheduled,
            "max": scheduler.slots,
            "scheduled": load.scheduled,
            "context": load.prefilling,
            "waiting": load.waiting,
        },
        "nv_trt_llm_kv_cache_block_metrics": {
            "max": cache.max_blocks,
            "free": cache.free_blocks,
            "used": cache.used_blocks,
            "tokens_per": TOKENS_PER_BLOCK,
            "reused": cache.reused_blocks,
            "fraction": cache.used_blocks / cache.max_blocks,
        },
        "nv_trt_llm_inflight_batcher_metrics": {
            "total_context_tokens": load.prefilling_tokens,
            "generation_requests": load.scheduled - load.prefilling,
            "micro_batch_id": 0,
            "paused_requests": 0,
        },
        "nv_trt_llm_general_metrics": {
            "iteration_counter": load.steps,
            "timestamp": time.time_ns() // 1000,  # microseconds, as TensorRT-LLM
        },
    }
    for family, values in families.items():
        for kind, value in values.items():
            gauges.set(family, kind, value)
