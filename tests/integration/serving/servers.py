"""Real Triton servers with the tiny test model, and a plain client of theirs."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import tritonclient.grpc as triton
from numpy.typing import NDArray
from tritonclient.utils import np_to_triton_dtype

from build_engine.rendering.templates import MODEL_NAME, render_repository
from local_model import LocalModel, find_model
from serve_cpu import cpu_parameters
from triton_metrics import metric, read_metrics
from triton_server import TritonServer, running_triton

TINY = Path(__file__).resolve().parents[2] / "data" / "models" / "tiny"
OUTPUTS = ("output_ids", "sequence_length", "num_input_tokens", "num_output_tokens", "kv_cache_reused_blocks")

Arrays = dict[str, NDArray[np.generic]]


@dataclass(frozen=True, slots=True, kw_only=True)
class CpuServer:
    """A running server, and the model that it serves."""

    triton: TritonServer
    model: LocalModel

    def request_metric(self, request_type: str) -> float:
        """Returns a series of `nv_trt_llm_request_metrics` from the server's own metrics."""
        value = metric(read_metrics(self.triton.metrics_url), "nv_trt_llm_request_metrics", request_type=request_type)
        assert value is not None
        return value


@contextlib.contextmanager
def running_cpu_server(folder: Path, *, prefix_caching: bool = True) -> Iterator[CpuServer]:
    """Serves the tiny model on CPUs, 64 requests at the same time; `folder` gets the repository and the log."""
    model = find_model(str(TINY))
    parameters = cpu_parameters(
        model, max_seq_len=4096, max_batch_size=64, cache_size_gib=1, prefix_caching=prefix_caching
    )
    repository = render_repository("cpu", folder / "repository", parameters)
    with running_triton(repository, log=folder / "triton.log") as server:
        yield CpuServer(triton=server, model=model)


def request_arrays(
    prompt: Sequence[int], *, length: int, grammar: str | None = None, end_id: int = 1004, **more: NDArray[np.generic]
) -> Arrays:
    """Returns the tensors of a greedy request as the service sends them; `more` adds to them or replaces some."""
    arrays: Arrays = {
        "input_ids": np.array([prompt], np.int32),
        "input_lengths": np.array([[len(prompt)]], np.int32),
        "request_output_len": np.array([[length]], np.int32),
        "end_id": np.array([[end_id]], np.int32),
        "pad_id": np.array([[1002]], np.int32),
        "streaming": np.array([[False]]),
        "exclude_input_in_output": np.array([[True]]),
        "runtime_top_k": np.array([[1]], np.int32),
        "return_num_input_tokens": np.array([[True]]),
        "return_num_output_tokens": np.array([[True]]),
        "return_perf_metrics": np.array([[True]]),
    }
    if grammar is not None:
        arrays["guided_decoding_guide_type"] = np.array([[b"ebnf_grammar"]], np.object_)
        arrays["guided_decoding_guide"] = np.array([[grammar.encode()]], np.object_)
    return arrays | more


def infer_inputs(arrays: Mapping[str, NDArray[np.generic]]) -> list[triton.InferInput]:
    """Returns arrays as tritonclient sends them."""
    inputs = []
    for name, array in arrays.items():
        tensor = triton.InferInput(name, list(array.shape), np_to_triton_dtype(array.dtype))
        tensor.set_data_from_numpy(array)
        inputs.append(tensor)
    return inputs


def infer_outputs(names: Sequence[str] = OUTPUTS) -> list[triton.InferRequestedOutput]:
    """Returns names as tritonclient asks for them."""
    return [triton.InferRequestedOutput(name) for name in names]


def infer(server: TritonServer, arrays: Arrays, names: Sequence[str] = OUTPUTS) -> triton.InferResult:
    """Asks once and waits for the answer."""
    with triton.InferenceServerClient(server.grpc_address) as client:
        return client.infer(MODEL_NAME, infer_inputs(arrays), outputs=infer_outputs(names), client_timeout=60)


def output_ids(result: triton.InferResult) -> list[int]:
    """Returns the token ids of an answer, cut to its sequence length."""
    length = int(result.as_numpy("sequence_length")[0, 0])
    return [int(token) for token in result.as_numpy("output_ids")[0, 0, :length]]
