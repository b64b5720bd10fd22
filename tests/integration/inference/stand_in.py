"""A model of Triton's Python backend that fails as its parameters say; runs inside Triton, as `model.py`.

`guided` false: guided requests fail, as with a server that was built without a guided decoder. `internal_errors`: so
many requests after the first fail inside the server. `answer_ids`: what is answered, whatever the grammar says.
"""

import json
from importlib import import_module
from typing import Any

import numpy as np

pb_utils: Any = import_module("triton_python_backend_utils")
contract: Any = import_module("contract")

LIMITS = contract.Limits(max_seq_len=8192, vocab_size=4096)


class TritonPythonModel:
    """What Triton's Python backend calls."""

    def initialize(self, args: dict[str, str]) -> None:
        """Reads the parameters."""
        parameters = json.loads(args["model_config"])["parameters"]
        values = {name: value["string_value"] for name, value in parameters.items()}
        self._guided = values.get("guided", "true") == "true"
        self._errors = int(values.get("internal_errors", "0"))
        self._ids = [int(number) for number in values.get("answer_ids", "0").split(",")]
        self._asked = 0

    def execute(self, requests: list[Any]) -> list[Any]:
        """Answers at once."""
        return [self._answer(request) for request in requests]

    def _answer(self, request: Any) -> Any:  # noqa: ANN401 (classes without stubs)
        self._asked += 1
        if not self._guided:
            return _failure("Request is specified with GuidedDecodingParams, but GuidedDecoder is not setup")
        if 1 < self._asked <= 1 + self._errors:
            return _failure("something broke")
        inputs = {tensor.name(): tensor.as_numpy() for tensor in request.inputs()}
        asked = contract.read_request(inputs, request.requested_output_names(), LIMITS)
        tensors = contract.answer_tensors(asked, self._ids)
        outputs = [pb_utils.Tensor(name, np.ascontiguousarray(tensor)) for name, tensor in tensors.items()]
        return pb_utils.InferenceResponse(output_tensors=outputs)


def _failure(message: str) -> Any:  # noqa: ANN401 (a class without stubs)
    return pb_utils.InferenceResponse(error=pb_utils.TritonError(message, pb_utils.TritonError.INTERNAL))
