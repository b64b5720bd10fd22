"""What stands between Triton's Python backend and the contract: requests in, answers and errors out, metrics.

Imports `triton_python_backend_utils`, which exists only inside a backend process, and has its classes only after the
modules of a model have been imported.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import triton_python_backend_utils as pb_utils
from codes import Code
from contract import Array


def string_parameters(model_config: str) -> dict[str, str]:
    """Returns the parameters of config.pbtxt, from the JSON that Triton hands to `initialize`."""
    parameters = json.loads(model_config)["parameters"]
    return {name: value["string_value"] for name, value in parameters.items()}


class Responder:
    """One request of Triton: its tensors, and the way to answer it exactly once, from any thread."""

    def __init__(self, request: Any) -> None:  # noqa: ANN401 (a class without stubs)
        self._sender = request.get_response_sender()
        self.outputs = frozenset(request.requested_output_names())
        # Triton takes the memory of the tensors back when the request is let go.
        self.inputs: dict[str, Array] = {tensor.name(): tensor.as_numpy().copy() for tensor in request.inputs()}

    def is_cancelled(self) -> bool:
        """Says whether the client has gone; asks the server process, so it takes a while."""
        return bool(self._sender.is_cancelled())

    def succeed(self, tensors: Mapping[str, Array]) -> None:
        """Answers with tensors by name."""
        outputs = [pb_utils.Tensor(name, tensor) for name, tensor in tensors.items()]
        self._send(pb_utils.InferenceResponse(output_tensors=outputs))

    def fail(self, code: Code, message: str) -> None:
        """Answers with an error."""
        error = pb_utils.TritonError(message, getattr(pb_utils.TritonError, code.value))
        self._send(pb_utils.InferenceResponse(error=error))

    def _send(self, response: Any) -> None:  # noqa: ANN401 (a class without stubs)
        self._sender.send(response, flags=pb_utils.TRITONSERVER_RESPONSE_COMPLETE_FINAL)


FAMILIES = {
    "nv_trt_llm_request_metrics": ("request_type", "TRT LLM request metrics"),
    "nv_trt_llm_kv_cache_block_metrics": ("kv_cache_block_type", "TRT LLM KV cache block metrics"),
    "nv_trt_llm_inflight_batcher_metrics": (
        "inflight_batcher_specific_metric",
        "TRT LLM inflight_batcher-specific metrics",
    ),
    "nv_trt_llm_general_metrics": ("general_type", "General TRT LLM metrics"),
}
"""The metric families of TensorRT-LLM: the label that tells series apart, and the help text."""


class Gauges:
    """The gauges of the families above; family and series exist from the first value that is set."""

    def __init__(self, model: str, version: str) -> None:
        self._labels = {"model": model, "version": version}
        self._families: dict[str, Any] = {}
        self._series: dict[tuple[str, str], Any] = {}
        self._values: dict[tuple[str, str], float] = {}

    def set(self, family: str, kind: str, value: float) -> None:
        """Sets the series of `family` whose label says `kind`."""
        key = family, kind
        if self._values.get(key) == value:
            return
        if key not in self._series:
            label, text = FAMILIES[family]
            if family not in self._families:
                self._families[family] = pb_utils.MetricFamily(
                    name=family, description=text, kind=pb_utils.MetricFamily.GAUGE
                )
            self._series[key] = self._families[family].Metric(labels=self._labels | {label: kind})
        self._series[key].set(value)
        self._values[key] = value
