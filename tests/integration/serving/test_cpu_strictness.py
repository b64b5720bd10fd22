"""What the server refuses, and how it names the field: as strict as the C++ backend of TensorRT-LLM."""

from __future__ import annotations

import numpy as np
import pytest
from tritonclient.utils import InferenceServerException

from tests.integration.serving.servers import OUTPUTS, Arrays, CpuServer, infer, request_arrays

GUIDE = {
    "guided_decoding_guide_type": np.array([[b"ebnf_grammar"]], np.object_),
    "guided_decoding_guide": np.array([[b'root ::= "a"']], np.object_),
}


def whole() -> Arrays:
    return request_arrays([5, 6, 7], length=4)


def without(name: str) -> Arrays:
    return {key: array for key, array in whole().items() if key != name}


REFUSED = [
    pytest.param(without("input_ids"), "input_ids", id="no input_ids"),
    pytest.param(without("input_lengths"), "input_lengths", id="no input_lengths"),
    pytest.param(without("request_output_len"), "request_output_len", id="no request_output_len"),
    pytest.param(whole() | {"streaming": np.array([[True]])}, "decoupled mode", id="streaming"),
    pytest.param(
        {name: np.repeat(array, 2, axis=0) for name, array in whole().items()}, "Batch size > 1", id="two rows"
    ),
    pytest.param(whole() | {"input_lengths": np.array([[2]], np.int32)}, "input_lengths", id="wrong length"),
    pytest.param(whole() | {"input_ids": np.array([[5, 6, 1024]], np.int32)}, "input_ids", id="unknown id"),
    pytest.param(request_arrays(list(range(5, 5005)), length=4), "input_ids", id="unknown ids of a long prompt"),
    pytest.param(request_arrays([5] * 4096, length=1), "Prompt length", id="prompt too long"),
    pytest.param(request_arrays([5] * 4000, length=200), "request_output_len", id="no room for the output"),
    pytest.param(whole() | {"request_output_len": np.array([[0]], np.int32)}, "request_output_len", id="no output"),
    pytest.param(whole() | {"end_id": np.array([[1024]], np.int32)}, "end_id", id="end id outside the vocabulary"),
    pytest.param(whole() | GUIDE | {"end_id": np.array([[7]], np.int32)}, "end_id", id="guided with another end"),
    pytest.param(
        whole() | GUIDE | {"guided_decoding_guide_type": np.array([[b"json_schema"]], np.object_)},
        "guided_decoding_guide_type",
        id="schema",
    ),
    pytest.param(
        whole() | GUIDE | {"guided_decoding_guide_type": np.array([[b"poem"]], np.object_)},
        "guided_decoding_guide_type",
        id="no guide type",
    ),
    pytest.param(
        whole() | {"stop_words_list": np.array([[[5, 6], [2, -1]]], np.int32)}, "stop_words_list", id="long stop word"
    ),
    pytest.param(whole() | {"runtime_top_p": np.array([[1.5]], np.float32)}, "runtime_top_p", id="top p"),
    pytest.param(
        whole() | GUIDE | {"guided_decoding_guide": np.array([[b"root ::= " + b"(" * 30_000]], np.object_)},
        "guided_decoding_guide: parentheses",
        id="a guide nested too deep",
    ),
    pytest.param(
        whole() | GUIDE | {"guided_decoding_guide": np.array([[b'root ::= "a"' + b" " * 70_000]], np.object_)},
        "guided_decoding_guide: 70012 bytes",
        id="a guide too long",
    ),
    pytest.param(whole() | {"mood": np.array([[1]], np.int32)}, "mood", id="a tensor of no contract"),
    pytest.param(whole() | {"end_id": np.array([[4]], np.int64)}, "end_id", id="another type"),
]


@pytest.mark.parametrize(("arrays", "names"), REFUSED)
def test_a_request_outside_the_contract_is_refused_by_name(cpu_server: CpuServer, arrays: Arrays, names: str) -> None:
    """The message names the field."""
    with pytest.raises(InferenceServerException, match=names):
        infer(cpu_server.triton, arrays)


@pytest.mark.parametrize("missing", ["output_ids", "sequence_length"])
def test_both_outputs_must_be_asked_for(cpu_server: CpuServer, missing: str) -> None:
    """The C++ backend gives no answer without either of them."""
    with pytest.raises(InferenceServerException, match=missing):
        infer(cpu_server.triton, whole(), [name for name in OUTPUTS if name != missing])
