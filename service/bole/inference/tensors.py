"""The tensors of the model `tensorrt_llm`: what a request is written as, and how an answer is read."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from tritonclient.grpc import InferInput, InferRequestedOutput, InferResult

from bole.domain.errors import BoleError, ErrorReason
from bole.domain.generation import GenerationRequest, Guide, Sampling

MODEL_NAME = "tensorrt_llm"
GUIDE_TYPE = "ebnf_grammar"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tensor:
    """One tensor as TensorRT-LLM 1.2.1 declares it.

    `data_type` is the name of the KServe protocol, `dims` the shape without the leading batch dimension of 1, with -1
    for any length. `always` is True for what stands in every request, False for what depends on sampling and guide.
    """

    name: str
    data_type: str
    dims: tuple[int, ...] = (1,)
    always: bool = True


INPUTS = (
    Tensor(name="input_ids", data_type="INT32", dims=(-1,)),
    Tensor(name="input_lengths", data_type="INT32"),
    Tensor(name="request_output_len", data_type="INT32"),
    Tensor(name="end_id", data_type="INT32"),
    Tensor(name="pad_id", data_type="INT32"),
    Tensor(name="stop_words_list", data_type="INT32", dims=(2, -1)),
    Tensor(name="streaming", data_type="BOOL"),
    Tensor(name="exclude_input_in_output", data_type="BOOL"),
    Tensor(name="runtime_top_k", data_type="INT32", always=False),
    Tensor(name="runtime_top_p", data_type="FP32", always=False),
    Tensor(name="temperature", data_type="FP32", always=False),
    Tensor(name="seed", data_type="UINT64", always=False),
    Tensor(name="return_num_input_tokens", data_type="BOOL"),
    Tensor(name="return_num_output_tokens", data_type="BOOL"),
    Tensor(name="return_perf_metrics", data_type="BOOL"),
    Tensor(name="guided_decoding_guide_type", data_type="BYTES", always=False),
    Tensor(name="guided_decoding_guide", data_type="BYTES", always=False),
)

OUTPUTS = (
    Tensor(name="output_ids", data_type="INT32", dims=(-1, -1)),
    Tensor(name="sequence_length", data_type="INT32", dims=(-1,)),
    Tensor(name="num_input_tokens", data_type="INT32"),
    Tensor(name="num_output_tokens", data_type="INT32"),
    Tensor(name="kv_cache_reused_blocks", data_type="INT32"),
)

_NUMPY = {"INT32": np.int32, "UINT64": np.uint64, "FP32": np.float32, "BOOL": np.bool_, "BYTES": np.object_}
_DATA_TYPES = {tensor.name: tensor.data_type for tensor in INPUTS}

_Scalar = int | float | bool | bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server answered: the ids of the output, cut at its length.

    `ids` are the output tokens that count; None stands for a count that the server left out.
    """

    ids: tuple[int, ...]
    input_tokens: int | None
    output_tokens: int | None
    reused_blocks: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestWriter:
    """Writes requests for one tokenizer; what is the same in all of them is made once.

    `end_id` ends an output (Qwen2.5: `<|im_end|>`, 151645), `pad_id` does so too, as a stop word (`<|endoftext|>`,
    151643): a server takes one end id, and the model knows both.
    """

    end_id: int
    pad_id: int
    _fixed: tuple[InferInput, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Makes the inputs that never change."""
        fixed = (
            _scalar("end_id", self.end_id),
            _scalar("pad_id", self.pad_id),
            _input("stop_words_list", np.array([[[self.pad_id], [1]]], np.int32)),
            _scalar("streaming", False),
            _scalar("exclude_input_in_output", True),
            _scalar("return_num_input_tokens", True),
            _scalar("return_num_output_tokens", True),
            _scalar("return_perf_metrics", True),
        )
        object.__setattr__(self, "_fixed", fixed)

    def write(self, request: GenerationRequest) -> list[InferInput]:
        """Returns the inputs of one request; the token ids are taken over as bytes."""
        ids = np.frombuffer(request.prompt.input_ids, dtype="<i4").reshape(1, -1)
        return [
            _input("input_ids", ids),
            _scalar("input_lengths", ids.shape[1]),
            _scalar("request_output_len", request.max_output_tokens),
            *_sampling(request.sampling),
            *_guide(request.guide),
            *self._fixed,
        ]


def requested_outputs() -> list[InferRequestedOutput]:
    """Returns what is asked for: everything of `OUTPUTS`, as raw bytes."""
    return [InferRequestedOutput(tensor.name) for tensor in OUTPUTS]


def read_answer(result: InferResult) -> Answer:
    """Reads an answer.

    Raises:
        BoleError: MODEL_CONTRACT_MISMATCH, where the ids or their length are missing or are not int32 of one sequence.
    """
    ids = _ids(result.as_numpy("output_ids"))
    length = _count(result.as_numpy("sequence_length"))
    if length is None or not 0 <= length <= ids.size:
        raise _broken("sequence_length", f"[1, 1] of at most {ids.size}")
    return Answer(
        ids=tuple(ids[:length].tolist()),
        input_tokens=_count(result.as_numpy("num_input_tokens")),
        output_tokens=_count(result.as_numpy("num_output_tokens")),
        reused_blocks=_count(result.as_numpy("kv_cache_reused_blocks")),
    )


def within(answer: Answer, max_output_tokens: int) -> Answer:
    """Returns an answer that is no longer than was asked for.

    Raises:
        BoleError: MODEL_CONTRACT_MISMATCH, where it is longer.
    """
    if len(answer.ids) > max_output_tokens:
        raise _broken("output_ids", f"of at most {max_output_tokens}")
    return answer


def _sampling(sampling: Sampling) -> list[InferInput]:
    if sampling.greedy:
        return [_scalar("runtime_top_k", 1)]
    return [
        _scalar("temperature", sampling.temperature),
        _scalar("runtime_top_p", sampling.top_p),
        _scalar("seed", sampling.seed),
    ]


def _guide(guide: Guide) -> list[InferInput]:
    if not guide.grammar:
        return []
    return [
        _scalar("guided_decoding_guide_type", GUIDE_TYPE.encode()),
        _scalar("guided_decoding_guide", guide.grammar.encode()),
    ]


def _scalar(name: str, value: _Scalar) -> InferInput:
    return _input(name, np.array([[value]], _NUMPY[_DATA_TYPES[name]]))


def _input(name: str, values: NDArray[np.generic]) -> InferInput:
    tensor = InferInput(name, list(values.shape), _DATA_TYPES[name])
    tensor.set_data_from_numpy(values)
    return tensor


def _ids(array: NDArray[np.generic] | None) -> NDArray[np.int32]:
    if array is None or array.dtype != np.int32 or array.ndim != 3 or array.shape[:2] != (1, 1):
        raise _broken("output_ids", "[1, 1, n]")
    return array.reshape(-1).astype(np.int32, copy=False)


def _count(array: NDArray[np.generic] | None) -> int | None:
    if array is None or array.dtype != np.int32 or array.size != 1:
        return None
    return int(array.reshape(-1)[0])


def _broken(name: str, wanted: str) -> BoleError:
    return BoleError(
        ErrorReason.MODEL_CONTRACT_MISMATCH,
        f"The model server's answer has no output {name} that is INT32 {wanted}. `bole doctor` says more.",
        metadata={"output": name},
    )
