"""The model `tensorrt_llm` on CPUs: requests of Triton go to one thread that runs OpenVINO's continuous batching."""

from __future__ import annotations

import os
import signal
import time
from functools import partial
from typing import Any

import triton_python_backend_utils as pb_utils
from calls import Call, Failure
from codes import Code
from contract import ContractError, InferRequest, Limits, answer_tensors, read_request
from openvino_pipeline import RuntimeSettings, load
from runtime import Runtime, Statistics
from triton_glue import Gauges, Responder, string_parameters

CODES = {
    Failure.REFUSED: Code.INVALID_ARGUMENT,
    Failure.CANCELLED: Code.CANCELLED,
    Failure.OVERLOADED: Code.UNAVAILABLE,
    Failure.BROKEN: Code.INTERNAL,
}


class TritonPythonModel:
    """What Triton's Python backend calls."""

    def initialize(self, args: dict[str, str]) -> None:
        """Loads the model; an error here keeps the server from becoming ready, and stands in its log."""
        parameters = string_parameters(args["model_config"])
        self._limits = Limits(
            max_seq_len=int(parameters["bole_max_seq_len"]), vocab_size=int(parameters["bole_vocab_size"])
        )
        settings = RuntimeSettings(
            model_path=parameters["model_path"],
            max_batch_size=int(parameters["bole_max_batch_size"]),
            max_queue_size=int(parameters["max_queue_size"]),
            cache_size_gib=int(parameters["cache_size_gib"]),
            max_num_batched_tokens=int(parameters["max_num_batched_tokens"]),
            enable_prefix_caching=parameters["enable_prefix_caching"] == "true",
        )
        gauges = Gauges(args["model_name"], args["model_version"])
        self._runtime = Runtime(
            load(settings), settings, observe=partial(show, gauges), give_up=partial(end_server, os.getppid())
        )
        pb_utils.Logger.log_info(f"bole: loaded {settings.model_path}")

    def execute(self, requests: list[Any]) -> None:
        """Queues requests; they are answered later, through their response senders."""
        for request in requests:
            responder = Responder(request)
            try:
                asked = read_request(responder.inputs, responder.outputs, self._limits)
            except ContractError as error:
                responder.fail(Code.INVALID_ARGUMENT, str(error))
            else:
                self._runtime.submit(call_of(asked, responder))

    def finalize(self) -> None:
        """Ends what runs and lets the model go."""
        self._runtime.close()


def end_server(server: int) -> None:
    """Ends this process, and the server that started it: without its backend it would say that it is ready for ever."""
    pb_utils.Logger.log_error("bole: the runtime is broken; the server ends")
    if os.getppid() == server:
        os.kill(server, signal.SIGTERM)
    os._exit(1)


def call_of(request: InferRequest, responder: Responder) -> Call:
    """Returns what the runtime needs to generate and to answer."""
    return Call(
        request=request,
        is_cancelled=responder.is_cancelled,
        succeed=lambda ids: responder.succeed(answer_tensors(request, ids)),
        fail=lambda failure, message: responder.fail(CODES[failure], message),
    )


def show(gauges: Gauges, statistics: Statistics) -> None:
    """Sets the metrics that this runtime knows; of blocks it tells only the share in use."""
    gauges.set("nv_trt_llm_request_metrics", "active", statistics.active)
    gauges.set("nv_trt_llm_request_metrics", "max", statistics.max)
    gauges.set("nv_trt_llm_request_metrics", "scheduled", statistics.scheduled)
    gauges.set("nv_trt_llm_request_metrics", "waiting", statistics.waiting)
    gauges.set("nv_trt_llm_kv_cache_block_metrics", "fraction", statistics.cache_fraction)
    gauges.set("nv_trt_llm_general_metrics", "iteration_counter", statistics.iterations)
    gauges.set("nv_trt_llm_general_metrics", "timestamp", time.time_ns() // 1000)  # microseconds, as TensorRT-LLM
