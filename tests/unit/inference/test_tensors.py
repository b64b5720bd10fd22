"""What requests are written as, and how answers are read; the tables are those of the model repositories."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from tritonclient.grpc import InferInput, InferResult, service_pb2

from bole.domain.errors import BoleError, ErrorReason
from bole.domain.generation import EncodedPrompt, GenerationRequest, Guide, Sampling
from bole.inference.tensors import INPUTS, OUTPUTS, RequestWriter, read_answer, requested_outputs, within

WRITER = RequestWriter(end_id=151645, pad_id=151643)
IDS = np.array([5, 70000, 1], "<i4")
REQUEST = GenerationRequest(
    prompt=EncodedPrompt(token_count=3, prefix_token_count=1, prefix_digest="d", input_ids=IDS.tobytes()),
    guide=Guide(grammar='root ::= "简历"', json_schema="{}"),
    max_output_tokens=7,
)
WARM = GenerationRequest(
    prompt=REQUEST.prompt,
    guide=REQUEST.guide,
    max_output_tokens=7,
    sampling=Sampling(temperature=0.3, top_p=0.9, seed=2**64 - 1),
)
FREE = replace(REQUEST, guide=Guide(grammar="", json_schema=""))


def values(tensor: InferInput) -> list[object]:
    """Reads back what would go over the wire."""
    content = tensor._get_content()
    if tensor.datatype() == "BYTES":
        size = int.from_bytes(content[:4], "little")
        assert len(content) == 4 + size
        return [content[4:].decode()]
    kinds = {"INT32": "<i4", "UINT64": "<u8", "FP32": "<f4", "BOOL": "?"}
    found: list[object] = np.frombuffer(content, kinds[tensor.datatype()]).tolist()
    return found


def written(request: GenerationRequest) -> dict[str, tuple[list[int], list[object]]]:
    return {tensor.name(): (list(tensor.shape()), values(tensor)) for tensor in WRITER.write(request)}


def test_a_greedy_request_says_exactly_this() -> None:
    assert written(REQUEST) == {
        "input_ids": ([1, 3], [5, 70000, 1]),
        "input_lengths": ([1, 1], [3]),
        "request_output_len": ([1, 1], [7]),
        "end_id": ([1, 1], [151645]),
        "pad_id": ([1, 1], [151643]),
        "stop_words_list": ([1, 2, 1], [151643, 1]),
        "streaming": ([1, 1], [False]),
        "exclude_input_in_output": ([1, 1], [True]),
        "runtime_top_k": ([1, 1], [1]),
        "return_num_input_tokens": ([1, 1], [True]),
        "return_num_output_tokens": ([1, 1], [True]),
        "return_perf_metrics": ([1, 1], [True]),
        "guided_decoding_guide_type": ([1, 1], ["ebnf_grammar"]),
        "guided_decoding_guide": ([1, 1], ['root ::= "简历"']),
    }


def test_a_sampled_request_differs_only_in_how_tokens_are_chosen() -> None:
    greedy, sampled = written(REQUEST), written(WARM)
    assert greedy.keys() - sampled.keys() == {"runtime_top_k"}
    chosen = {name: sampled[name] for name in sampled.keys() - greedy.keys()}
    assert chosen == {
        "temperature": ([1, 1], [pytest.approx(0.3)]),
        "runtime_top_p": ([1, 1], [pytest.approx(0.9)]),
        "seed": ([1, 1], [2**64 - 1]),
    }


def test_a_request_for_any_text_differs_only_in_that_nothing_guides_it() -> None:
    guided, free = written(REQUEST), written(FREE)
    assert guided.keys() - free.keys() == {"guided_decoding_guide_type", "guided_decoding_guide"}
    assert free.items() <= guided.items()


def test_what_is_written_is_what_the_table_says() -> None:
    """Names, types and numbers of dimensions; what the table calls always stands in every kind of request."""
    table = {tensor.name: tensor for tensor in INPUTS}
    tensors = [*WRITER.write(REQUEST), *WRITER.write(WARM)]
    assert {tensor.name() for tensor in tensors} == table.keys()
    for tensor in tensors:
        assert tensor.datatype() == table[tensor.name()].data_type
        assert len(tensor.shape()) == 1 + len(table[tensor.name()].dims)
    always = {name for name, tensor in table.items() if tensor.always}
    assert always == written(REQUEST).keys() & written(WARM).keys() & written(FREE).keys()


def test_everything_of_the_table_is_asked_for() -> None:
    assert [output.name() for output in requested_outputs()] == [tensor.name for tensor in OUTPUTS]


def result(**outputs: NDArray[np.generic]) -> InferResult:
    response = service_pb2.ModelInferResponse()
    names = {"int32": "INT32", "int64": "INT64"}
    for name, array in outputs.items():
        tensor = response.outputs.add(name=name, datatype=names[array.dtype.name])
        tensor.shape.extend(array.shape)
        response.raw_output_contents.append(array.tobytes())
    return InferResult(response)


def ids(*values: int) -> NDArray[np.int32]:
    return np.array(values, np.int32).reshape(1, 1, -1)


def number(value: int) -> NDArray[np.int32]:
    return np.array([[value]], np.int32)


def test_output_is_cut_at_its_length() -> None:
    answer = read_answer(result(output_ids=ids(4, 5, 6, 0, 0), sequence_length=number(3)))
    assert answer.ids == (4, 5, 6)


def test_an_empty_output_is_empty() -> None:
    assert read_answer(result(output_ids=ids(), sequence_length=number(0))).ids == ()


def test_counts_that_are_left_out_are_unknown() -> None:
    answer = read_answer(result(output_ids=ids(4), sequence_length=number(1)))
    assert (answer.input_tokens, answer.output_tokens, answer.reused_blocks) == (None, None, None)


def test_counts_are_read() -> None:
    counts = {"num_input_tokens": number(9), "num_output_tokens": number(1), "kv_cache_reused_blocks": number(2)}
    answer = read_answer(result(output_ids=ids(4), sequence_length=number(1), **counts))
    assert (answer.input_tokens, answer.output_tokens, answer.reused_blocks) == (9, 1, 2)


@pytest.mark.parametrize(
    ("outputs", "name"),
    [
        ({"sequence_length": number(1)}, "output_ids"),
        ({"output_ids": ids(1).reshape(1, 1), "sequence_length": number(1)}, "output_ids"),
        ({"output_ids": ids(1).astype(np.int64), "sequence_length": number(1)}, "output_ids"),
        ({"output_ids": np.repeat(ids(1), 2, axis=1), "sequence_length": number(1)}, "output_ids"),
        ({"output_ids": ids(1)}, "sequence_length"),
        ({"output_ids": ids(1), "sequence_length": number(2)}, "sequence_length"),
        ({"output_ids": ids(1), "sequence_length": number(-1)}, "sequence_length"),
    ],
)
def test_an_answer_without_usable_ids_names_the_output(outputs: dict[str, NDArray[np.generic]], name: str) -> None:
    with pytest.raises(BoleError) as caught:
        read_answer(result(**outputs))
    assert caught.value.reason is ErrorReason.MODEL_CONTRACT_MISMATCH
    assert caught.value.metadata == {"output": name}


def test_an_answer_longer_than_was_asked_for_is_broken() -> None:
    answer = read_answer(result(output_ids=ids(4, 5, 6), sequence_length=number(3)))
    assert within(answer, 3) is answer
    with pytest.raises(BoleError, match="output_ids that is INT32 of at most 2") as caught:
        within(answer, 2)
    assert caught.value.reason is ErrorReason.MODEL_CONTRACT_MISMATCH
