"""The contract of the model `tensorrt_llm`, read without Triton."""

from __future__ import annotations

from pathlib import Path
from string import Template

import numpy as np
import pytest
from contract import INPUTS, OUTPUTS, Array, ContractError, InferRequest, Limits, Tensor, answer_tensors, read_request
from google.protobuf import text_format
from guide import MAX_GUIDE_BYTES
from tritonclient.grpc.model_config_pb2 import DataType, ModelConfig

from bole.domain.generation import Guide
from bole.domain.interview import QuestionPlan
from bole.prompting.guides import interview_guide, rubric_guide, screening_guide

REPOSITORIES = Path(__file__).resolve().parents[3] / "model_repository"
LIMITS = Limits(max_seq_len=20, vocab_size=100)
ALL_OUTPUTS = tuple(tensor.name for tensor in OUTPUTS)


def one(value: object, data_type: type) -> Array:
    return np.array([[value]], data_type)


def sent(**more: Array) -> dict[str, Array]:
    """Returns the tensors of a small request; `more` replaces and adds."""
    return {
        "input_ids": np.array([[7, 8, 9]], np.int32),
        "input_lengths": one(3, np.int32),
        "request_output_len": one(5, np.int32),
        "streaming": one(value=False, data_type=np.bool_),
        "runtime_top_k": one(1, np.int32),
    } | more


def read(**more: Array) -> InferRequest:
    return read_request(sent(**more), ALL_OUTPUTS, LIMITS)


@pytest.mark.parametrize("kind", ["cpu", "engine", "llmapi", "simulated"])
def test_the_configuration_lists_the_tensors_of_the_contract(kind: str) -> None:
    """Name by name, with types, shapes and what may be left out; no request may be streamed."""
    template = Template((REPOSITORIES / kind / "tensorrt_llm" / "config.pbtxt").read_text())
    config = text_format.Parse(template.substitute(dict.fromkeys(template.get_identifiers(), "1")), ModelConfig())
    inputs = [
        Tensor(name=t.name, data_type=DataType.Name(t.data_type), dims=tuple(t.dims), optional=t.optional)
        for t in config.input
    ]
    outputs = [Tensor(name=t.name, data_type=DataType.Name(t.data_type), dims=tuple(t.dims)) for t in config.output]
    assert sorted(inputs, key=lambda tensor: tensor.name) == sorted(INPUTS, key=lambda tensor: tensor.name)
    assert sorted(outputs, key=lambda tensor: tensor.name) == sorted(OUTPUTS, key=lambda tensor: tensor.name)
    assert config.name == "tensorrt_llm"
    assert not config.model_transaction_policy.decoupled
    assert config.max_batch_size >= 1
    assert {name for name in config.parameters if name.startswith("bole_")} == {
        "bole_model_digest",
        "bole_tokenizer_sha256",
        "bole_vocab_size",
        "bole_max_seq_len",
        "bole_max_batch_size",
    }


def test_a_whole_request_is_read() -> None:
    """Each tensor becomes a plain value."""
    request = read(
        end_id=one(3, np.int32),
        pad_id=one(4, np.int32),
        exclude_input_in_output=one(value=True, data_type=np.bool_),
        stop_words_list=np.array([[[5, 6, 7], [1, 3, -1]]], np.int32),
        temperature=one(0.5, np.float32),
        runtime_top_k=one(0, np.int32),
        runtime_top_p=one(0.25, np.float32),
        seed=one(2**63, np.uint64),
        guided_decoding_guide_type=one(b"ebnf_grammar", np.object_),
        guided_decoding_guide=one('root ::= "好"'.encode(), np.object_),
    )
    assert request.input_ids.tolist() == [7, 8, 9]
    assert (request.request_output_len, request.end_id) == (5, 3)
    assert request.stop_words == ((5,), (6, 7))
    assert (request.temperature, request.top_k, request.top_p, request.seed) == (0.5, 0, 0.25, 2**63)
    assert request.exclude_input_in_output
    assert request.grammar == 'root ::= "好"'
    assert not request.greedy


def test_what_is_not_sent_is_none() -> None:
    """And without any word on sampling the likeliest token is taken."""
    inputs = sent()
    del inputs["runtime_top_k"], inputs["streaming"]
    request = read_request(inputs, ALL_OUTPUTS, LIMITS)
    assert (request.end_id, request.temperature, request.top_k, request.top_p, request.seed) == (None,) * 5
    assert request.grammar is None
    assert request.stop_words == ()
    assert not request.exclude_input_in_output
    assert request.greedy


def test_minus_one_is_no_end_id() -> None:
    """As with TensorRT-LLM."""
    assert read(end_id=one(-1, np.int32)).end_id is None


REFUSED = [
    ("input_ids", {"input_ids": np.array([[7, 8, 9]] * 2, np.int32)}),
    ("input_ids", {"input_ids": np.array([[7, 8, 100]], np.int32)}),
    ("input_ids", {"input_ids": np.array([[7, 8, -1]], np.int32)}),
    ("input_ids", {"input_ids": np.zeros((1, 0), np.int32), "input_lengths": one(0, np.int32)}),
    ("input_ids", {"input_ids": np.ones((1, 20), np.int32), "input_lengths": one(20, np.int32)}),
    ("input_lengths", {"input_lengths": one(2, np.int32)}),
    ("request_output_len", {"request_output_len": one(0, np.int32)}),
    ("request_output_len", {"request_output_len": one(18, np.int32)}),
    ("streaming", {"streaming": one(value=True, data_type=np.bool_)}),
    ("end_id", {"end_id": one(100, np.int32)}),
    ("temperature", {"temperature": one(np.nan, np.float32)}),
    ("temperature", {"temperature": one(-1, np.float32)}),
    ("runtime_top_p", {"runtime_top_p": one(1.5, np.float32)}),
    ("runtime_top_k", {"runtime_top_k": one(-1, np.int32)}),
    ("stop_words_list", {"stop_words_list": np.array([[[5], [2]]], np.int32)}),
    ("guided_decoding_guide_type", {"guided_decoding_guide": one(b"x", np.object_)}),
    ("guided_decoding_guide_type", {"guided_decoding_guide_type": one(b"poem", np.object_)}),
    ("guided_decoding_guide_type", {"guided_decoding_guide_type": one(b"regex", np.object_)}),
    ("guided_decoding_guide:", {"guided_decoding_guide_type": one(b"ebnf_grammar", np.object_)}),
    ("guided_decoding_guide_type", {"guided_decoding_guide_type": one(b"\xff", np.object_)}),
]


@pytest.mark.parametrize(("field", "more"), REFUSED)
def test_a_wrong_value_is_refused_by_name(field: str, more: dict[str, Array]) -> None:
    """The message begins with the field."""
    with pytest.raises(ContractError) as caught:
        read(**more)
    assert str(caught.value).startswith(field)


def guided(grammar: str) -> InferRequest:
    return read(
        guided_decoding_guide_type=one(b"ebnf_grammar", np.object_),
        guided_decoding_guide=one(grammar.encode(), np.object_),
    )


TOO_DEEP = [
    "root ::= " + "(" * 30_000 + '"a"' + ")" * 30_000,
    "root ::= " + '")" (' * 65 + '"a"' + ")" * 65,
    "root ::= [)] # ) \n" + "(\n[\\])]" * 65 + '"a"' + ")" * 65,
]


@pytest.mark.parametrize("grammar", TOO_DEEP)
def test_a_guide_that_is_nested_too_deep_is_refused(grammar: str) -> None:
    """Parentheses in literals, classes and comments close nothing."""
    with pytest.raises(ContractError, match=r"^guided_decoding_guide: parentheses are nested deeper than 64"):
        guided(grammar)


def test_parentheses_that_are_text_or_stand_beside_each_other_do_not_count() -> None:
    """Nor do 64 that lie one in the other go too far."""
    for grammar in ('root ::= "' + "(" * 1000 + '"', "root ::= " + '("a")' * 1000, "(" * 64 + '"a"' + ")" * 64):
        assert guided(grammar).grammar == grammar


@pytest.mark.timeout(10)
@pytest.mark.parametrize("piece", ["[", '"', "\\", '"\\', "#", ")"])
def test_no_guide_takes_long_to_be_measured(piece: str) -> None:
    """Not even one that never closes what it opens."""
    assert guided(piece * (MAX_GUIDE_BYTES // len(piece))).grammar


def test_a_guide_may_have_64_kib() -> None:
    """And no byte more, counted in UTF-8."""
    longest = 'root ::= "好"' + " " * (MAX_GUIDE_BYTES - 14)
    assert guided(longest).grammar == longest
    with pytest.raises(ContractError, match=r"^guided_decoding_guide: 65537 bytes exceed the maximum of 65536"):
        guided(longest + " ")


@pytest.mark.parametrize(
    "guide",
    [
        screening_guide(24),
        rubric_guide(),
        interview_guide(24, QuestionPlan(technical=10, behavioral=10, open_ended=10)),
    ],
)
def test_the_largest_guides_of_the_service_are_far_from_the_limits(guide: Guide) -> None:
    """A tenth of the length, and parentheses in parentheses at most."""
    assert guided(guide.grammar).grammar == guide.grammar
    assert len(guide.grammar.encode()) < MAX_GUIDE_BYTES / 10


@pytest.mark.parametrize("name", ["input_ids", "input_lengths", "request_output_len"])
def test_what_every_request_needs_is_missed_by_name(name: str) -> None:
    """Triton itself refuses some of these; the backend does not rely on it."""
    inputs = sent()
    del inputs[name]
    with pytest.raises(ContractError, match=f"{name} is not present"):
        read_request(inputs, ALL_OUTPUTS, LIMITS)


@pytest.mark.parametrize("name", ["output_ids", "sequence_length"])
def test_both_outputs_must_be_asked_for(name: str) -> None:
    """The C++ backend gives no answer without either of them."""
    with pytest.raises(ContractError, match=name):
        read_request(sent(), [output for output in ALL_OUTPUTS if output != name], LIMITS)


def test_a_prompt_and_its_output_may_fill_the_model() -> None:
    """The bound itself is allowed."""
    assert read(request_output_len=one(17, np.int32)).request_output_len == 17


def flags(**names: bool) -> dict[str, Array]:
    return {name: one(value, np.bool_) for name, value in names.items()}


def test_counts_come_only_when_they_are_asked_for() -> None:
    """Asking for the output is not enough."""
    tensors = answer_tensors(read(), [1, 2], reused_blocks=4)
    assert set(tensors) == {"output_ids", "sequence_length"}
    asked = read(**flags(return_num_input_tokens=True, return_num_output_tokens=True, return_perf_metrics=True))
    tensors = answer_tensors(asked, [1, 2], reused_blocks=4)
    assert {name: tensor.tolist() for name, tensor in tensors.items()} == {
        "output_ids": [[[7, 8, 9, 1, 2]]],
        "sequence_length": [[5]],
        "num_input_tokens": [[3]],
        "num_output_tokens": [[2]],
        "kv_cache_reused_blocks": [[4]],
    }
    assert {tensor.dtype for tensor in tensors.values()} == {np.dtype(np.int32)}


def test_what_the_runtime_does_not_know_is_left_out() -> None:
    """None is not zero."""
    assert "kv_cache_reused_blocks" not in answer_tensors(read(**flags(return_perf_metrics=True)), [1])


def test_the_prompt_can_be_left_out_of_the_answer() -> None:
    """Then the length counts what was generated; it may be nothing."""
    request = read(**flags(exclude_input_in_output=True))
    assert answer_tensors(request, [1, 2])["output_ids"].tolist() == [[[1, 2]]]
    assert answer_tensors(request, [])["output_ids"].shape == (1, 1, 0)
    assert answer_tensors(request, [])["sequence_length"].tolist() == [[0]]
