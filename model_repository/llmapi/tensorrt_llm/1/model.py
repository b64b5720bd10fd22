"""The model `tensorrt_llm` on GPUs through the LLM API of TensorRT-LLM; it has not run on a GPU yet."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Coroutine
from functools import partial
from typing import Any

import triton_python_backend_utils as pb_utils
from answering import answer
from codes import Code
from contract import ContractError, InferRequest, Limits, read_request
from llm_requests import (
    cache_arguments,
    check_names,
    engine_arguments,
    guided_arguments,
    left_by_mpi,
    sampling_arguments,
)
from triton_glue import Responder, string_parameters


class TritonPythonModel:
    """What Triton's Python backend calls."""

    def initialize(self, args: dict[str, str]) -> None:
        """Loads the model; an error here keeps the server from becoming ready, and stands in its log."""
        parameters = string_parameters(args["model_config"])
        self._limits = Limits(
            max_seq_len=int(parameters["bole_max_seq_len"]), vocab_size=int(parameters["bole_vocab_size"])
        )
        for name in left_by_mpi(os.environ):
            del os.environ[name]
        # Imported only now: the import itself reads the environment and takes hold of the GPUs.
        import tensorrt_llm.llmapi as api  # noqa: PLC0415

        self._api = api
        self._llm = api.LLM(
            **engine_arguments(parameters), kv_cache_config=api.KvCacheConfig(**cache_arguments(parameters))
        )
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="llm-api", daemon=True)
        self._thread.start()
        pb_utils.Logger.log_info(f"bole: loaded {parameters['model_path']}")

    def execute(self, requests: list[Any]) -> None:
        """Starts requests; they are answered later, through their response senders."""
        for request in requests:
            responder = Responder(request)
            try:
                check_names(responder.inputs)
                asked = read_request(responder.inputs, responder.outputs, self._limits)
                arguments = sampling_arguments(asked)
            except ContractError as error:
                responder.fail(Code.INVALID_ARGUMENT, str(error))
            else:
                self._start(answer(asked, partial(self._generate, asked, arguments), responder))

    def finalize(self) -> None:
        """Lets the model go; what runs ends with it."""
        self._llm.shutdown()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop)

    def _generate(self, asked: InferRequest, arguments: dict[str, Any]) -> Any:  # noqa: ANN401 (of the API)
        guided = guided_arguments(asked)
        guide = None if guided is None else self._api.GuidedDecodingParams(**guided)
        sampling = self._api.SamplingParams(**arguments, guided_decoding=guide)
        return self._llm.generate_async(asked.input_ids.tolist(), sampling_params=sampling)
