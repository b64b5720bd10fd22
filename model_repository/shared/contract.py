"""The tensors of the model `tensorrt_llm`: what a request may hold, how strictly it is read, and what an answer holds.

Names, types and shapes are those of TensorRT-LLM 1.2.1, and a request is refused where its C++ backend refuses it, so
that a service which works with a server of this folder works with an engine too. Pure functions of numpy arrays that
know nothing of Triton. The modules of this folder are copied beside each `model.py`, which imports them by their names.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from guide import GuideError, read_guide
from numpy.typing import NDArray

Array = NDArray[Any]
"""A tensor of any type: the table below says which."""

MAX_TEMPERATURE = 100.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tensor:
    """One tensor of the contract: its type as in config.pbtxt, and its shape without the leading batch dimension."""

    name: str
    data_type: str
    dims: tuple[int, ...]
    optional: bool = False


def _optional(name: str, data_type: str, dims: tuple[int, ...] = (1,)) -> Tensor:
    return Tensor(name=name, data_type=data_type, dims=dims, optional=True)


def _output(name: str, dims: tuple[int, ...]) -> Tensor:
    return Tensor(name=name, data_type="TYPE_INT32", dims=dims)


INPUTS = (
    # Optional in the configuration, as with TensorRT-LLM (encoder models have none), and demanded by the backend.
    _optional("input_ids", "TYPE_INT32", (-1,)),
    Tensor(name="input_lengths", data_type="TYPE_INT32", dims=(1,)),
    Tensor(name="request_output_len", data_type="TYPE_INT32", dims=(1,)),
    _optional("end_id", "TYPE_INT32"),
    _optional("pad_id", "TYPE_INT32"),
    _optional("stop_words_list", "TYPE_INT32", (2, -1)),
    _optional("streaming", "TYPE_BOOL"),
    _optional("exclude_input_in_output", "TYPE_BOOL"),
    _optional("temperature", "TYPE_FP32"),
    _optional("runtime_top_k", "TYPE_INT32"),
    _optional("runtime_top_p", "TYPE_FP32"),
    _optional("seed", "TYPE_UINT64"),
    _optional("return_num_input_tokens", "TYPE_BOOL"),
    _optional("return_num_output_tokens", "TYPE_BOOL"),
    _optional("return_perf_metrics", "TYPE_BOOL"),
    _optional("guided_decoding_guide_type", "TYPE_STRING"),
    _optional("guided_decoding_guide", "TYPE_STRING"),
)

OUTPUTS = (
    _output("output_ids", (-1, -1)),
    _output("sequence_length", (-1,)),
    _output("num_input_tokens", (1,)),
    _output("num_output_tokens", (1,)),
    _output("kv_cache_reused_blocks", (1,)),
)

REQUIRED_OUTPUTS = ("output_ids", "sequence_length")


class ContractError(Exception):
    """A request that the contract forbids; the message names the field and holds nothing of the prompt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What the served model takes: tokens of prompt and output together, and the number of token ids."""

    max_seq_len: int
    vocab_size: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class InferRequest:
    """One request, read and checked.

    `input_ids` are int32 of shape [n], n >= 1. `stop_words` are token sequences that end the output and stay in it.
    None stands for a tensor that was not sent. `outputs` are the names of the tensors that were asked for.
    """

    input_ids: NDArray[np.int32]
    request_output_len: int
    end_id: int | None
    stop_words: tuple[tuple[int, ...], ...]
    exclude_input_in_output: bool
    temperature: float | None
    top_k: int | None
    top_p: float | None
    seed: int | None
    return_num_input_tokens: bool
    return_num_output_tokens: bool
    return_perf_metrics: bool
    grammar: str | None
    outputs: frozenset[str]

    @property
    def greedy(self) -> bool:
        """True where always the likeliest token is taken: top k is 1, or neither top k nor top p says otherwise."""
        return self.top_k == 1 or (not self.top_k and not self.top_p)


def read_request(inputs: Mapping[str, Array], outputs: Collection[str], limits: Limits) -> InferRequest:
    """Reads and checks one request.

    Args:
        inputs: The tensors that were sent, each with its leading batch dimension: numbers of the table's type, strings
            as arrays of `bytes`.
        outputs: The names of the tensors that were asked for.
        limits: What the served model takes.

    Raises:
        ContractError: A tensor is missing, more than one row is sent, streaming is asked for, a needed output is not
            asked for, or a value is outside its range. The first of these is told.
    """
    _check_outputs(outputs)
    input_ids = _input_ids(inputs, limits)
    if _flag(inputs, "streaming"):
        raise ContractError("streaming: Streaming is only supported if model is deployed using decoupled mode.")
    return InferRequest(
        input_ids=input_ids,
        request_output_len=_output_length(inputs, len(input_ids), limits),
        end_id=_token_id(inputs, "end_id", limits),
        stop_words=_stop_words(inputs.get("stop_words_list")),
        exclude_input_in_output=_flag(inputs, "exclude_input_in_output"),
        temperature=_number(inputs, "temperature", at_most=MAX_TEMPERATURE),
        top_k=_natural(inputs, "runtime_top_k"),
        top_p=_number(inputs, "runtime_top_p", at_most=1),
        seed=_natural(inputs, "seed"),
        return_num_input_tokens=_flag(inputs, "return_num_input_tokens"),
        return_num_output_tokens=_flag(inputs, "return_num_output_tokens"),
        return_perf_metrics=_flag(inputs, "return_perf_metrics"),
        grammar=_grammar(inputs),
        outputs=frozenset(outputs),
    )


def answer_tensors(
    request: InferRequest, generated_ids: Sequence[int], *, reused_blocks: int | None = None
) -> dict[str, Array]:
    """Returns the tensors of an answer by name, all int32: those that were asked for and are known.

    Args:
        request: What was asked.
        generated_ids: The generated token ids, without the end id.
        reused_blocks: KV cache blocks taken from earlier requests, None where the runtime does not know.
    """
    ids = list(generated_ids) if request.exclude_input_in_output else [*request.input_ids, *generated_ids]
    known = {
        "output_ids": np.array([[ids]], np.int32).reshape(1, 1, len(ids)),
        "sequence_length": np.array([[len(ids)]], np.int32),
    }
    if request.return_num_input_tokens:
        known["num_input_tokens"] = np.array([[len(request.input_ids)]], np.int32)
    if request.return_num_output_tokens:
        known["num_output_tokens"] = np.array([[len(generated_ids)]], np.int32)
    if request.return_perf_metrics and reused_blocks is not None:
        known["kv_cache_reused_blocks"] = np.array([[reused_blocks]], np.int32)
    return {name: tensor for name, tensor in known.items() if name in request.outputs}


def _check_outputs(outputs: Collection[str]) -> None:
    for name in REQUIRED_OUTPUTS:
        if name not in outputs:
            raise ContractError(f"{name}: this output must be asked for in every request")


def _input_ids(inputs: Mapping[str, Array], limits: Limits) -> NDArray[np.int32]:
    """Returns the prompt as [n]; one row, as long as `input_lengths` says, of ids that the model has."""
    ids = _present(inputs, "input_ids")
    if ids.shape[0] != 1:
        raise ContractError(
            "input_ids: Batch size > 1 requires the tensorrt_llm backend to be using decoupled transaction policy"
        )
    prompt: NDArray[np.int32] = ids.reshape(-1).astype(np.int32)
    length = int(_present(inputs, "input_lengths").reshape(-1)[0])
    if length != len(prompt):
        raise ContractError(f"input_lengths: says {length}, but input_ids holds {len(prompt)} ids")
    if length == 0:
        raise ContractError("input_ids: the prompt is empty")
    if prompt.min() < 0 or prompt.max() >= limits.vocab_size:
        raise ContractError(f"input_ids: an id is not within acceptable range [0, {limits.vocab_size})")
    return prompt


def _output_length(inputs: Mapping[str, Array], prompt_length: int, limits: Limits) -> int:
    """Returns `request_output_len`, which must fit behind the prompt.

    The C++ backend shortens a length that does not fit and only logs it: output cut that way looks whole to its caller.
    """
    length = int(_present(inputs, "request_output_len").reshape(-1)[0])
    if length < 1:
        raise ContractError(f"request_output_len: {length} is not at least 1")
    if prompt_length > limits.max_seq_len - 1:
        raise ContractError(
            f"input_ids: Prompt length ({prompt_length}) exceeds maximum input length ({limits.max_seq_len - 1})."
        )
    if prompt_length + length > limits.max_seq_len:
        raise ContractError(
            f"request_output_len: Prompt length + number of requested output tokens ({prompt_length} + {length}) "
            f"exceeds maximum sequence length ({limits.max_seq_len})."
        )
    return length


def _grammar(inputs: Mapping[str, Array]) -> str | None:
    try:
        return read_guide(_text(inputs, "guided_decoding_guide_type"), _text(inputs, "guided_decoding_guide"))
    except GuideError as error:
        raise ContractError(str(error)) from error


def _stop_words(words: Array | None) -> tuple[tuple[int, ...], ...]:
    """Reads `stop_words_list` [1, 2, k]: row 0 all ids one after another, row 1 the end offsets filled up with -1."""
    if words is None:
        return ()
    ids, offsets = words.reshape(2, -1).tolist()
    ends = [offset for offset in offsets if offset >= 0]
    if ends != sorted(ends) or (ends and ends[-1] > len(ids)):
        raise ContractError("stop_words_list: the end offsets of row 1 must ascend and lie within row 0")
    starts = [0, *ends]
    return tuple(tuple(ids[start:end]) for start, end in zip(starts, ends, strict=False) if end > start)


def _present(inputs: Mapping[str, Array], name: str) -> Array:
    if name not in inputs:
        raise ContractError(f"{name} is not present in the request")
    return inputs[name]


def _scalar(inputs: Mapping[str, Array], name: str) -> Any:  # noqa: ANN401 (whatever type the tensor has)
    return inputs[name].reshape(-1)[0].item() if name in inputs else None


def _flag(inputs: Mapping[str, Array], name: str) -> bool:
    return bool(_scalar(inputs, name))


def _natural(inputs: Mapping[str, Array], name: str) -> int | None:
    value = _scalar(inputs, name)
    if value is not None and value < 0:
        raise ContractError(f"{name}: {value} is not at least 0")
    return None if value is None else int(value)


def _number(inputs: Mapping[str, Array], name: str, *, at_most: float) -> float | None:
    """Returns a number of [0, at_most]; zero stands for none, as with TensorRT-LLM. The `not` also catches NaN."""
    value = _scalar(inputs, name)
    if value is not None and not 0 <= value <= at_most:
        raise ContractError(f"{name}: {value} is not within [0, {at_most:g}]")
    return None if not value else float(value)


def _token_id(inputs: Mapping[str, Array], name: str, limits: Limits) -> int | None:
    """Returns a token id; -1 stands for none, as with TensorRT-LLM."""
    value = _scalar(inputs, name)
    if value is not None and not -1 <= value < limits.vocab_size:
        raise ContractError(f"{name}: {value} is not within acceptable range [-1, {limits.vocab_size})")
    return None if value is None or value < 0 else int(value)


def _text(inputs: Mapping[str, Array], name: str) -> str | None:
    value = inputs[name].reshape(-1)[0] if name in inputs else None
    try:
        return value.decode() if isinstance(value, bytes) else value
    except UnicodeDecodeError as error:
        raise ContractError(f"{name}: not UTF-8") from error
