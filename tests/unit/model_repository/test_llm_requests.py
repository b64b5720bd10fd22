"""Between the contract and the LLM API: what is asked of it, and what is taken from its answers."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pytest
from contract import INPUTS, OUTPUTS, ContractError, InferRequest, Limits, read_request
from llm_requests import (
    cache_arguments,
    check_names,
    engine_arguments,
    generated_ids,
    guided_arguments,
    left_by_mpi,
    reused_blocks,
    sampling_arguments,
)

from bole.domain.generation import EncodedPrompt, GenerationRequest, Guide, Sampling
from bole.inference.tensors import RequestWriter

GRAMMAR = 'root ::= "yes"'
GREEDY = Sampling()
SAMPLED = Sampling(temperature=0.3, top_p=0.9, seed=7)


def asked(sampling: Sampling = GREEDY) -> InferRequest:
    """Returns what the service sends, read as a server reads it."""
    ids = np.array([5, 6, 7], np.int32).tobytes()
    request = GenerationRequest(
        prompt=EncodedPrompt(token_count=3, prefix_token_count=0, prefix_digest="", input_ids=ids),
        guide=Guide(grammar=GRAMMAR, json_schema=""),
        max_output_tokens=50,
        sampling=sampling,
    )
    sent = {tensor.name(): tensor for tensor in RequestWriter(end_id=3, pad_id=2).write(request)}
    arrays = {name: _array(name, tensor._get_content(), list(tensor.shape())) for name, tensor in sent.items()}
    return read_request(arrays, [tensor.name for tensor in OUTPUTS], Limits(max_seq_len=100, vocab_size=100))


def _array(name: str, content: bytes, shape: list[int]) -> np.ndarray[tuple[int, ...], np.dtype[np.generic]]:
    types = {"TYPE_INT32": np.int32, "TYPE_BOOL": np.bool_, "TYPE_FP32": np.float32, "TYPE_UINT64": np.uint64}
    data_type = next(tensor.data_type for tensor in INPUTS if tensor.name == name)
    if data_type == "TYPE_STRING":
        return np.array([[content[4:]]], np.object_)
    return np.frombuffer(content, types[data_type]).reshape(shape)


def test_a_greedy_request_of_the_service() -> None:
    """Greedy is top k of 1 and nothing else; the end id of the service counts, and its stop word as a single id."""
    assert sampling_arguments(asked()) == {
        "end_id": 3,
        "pad_id": 3,
        "max_tokens": 50,
        "stop_token_ids": [2],
        "include_stop_str_in_output": True,
        "detokenize": False,
        "add_special_tokens": False,
        "exclude_input_from_output": True,
        "return_perf_metrics": True,
        "top_k": 1,
    }
    assert guided_arguments(asked()) == {"grammar": GRAMMAR}


def test_a_sampled_request_of_the_service() -> None:
    arguments = sampling_arguments(asked(SAMPLED))
    chosen = {name: arguments.get(name) for name in ("temperature", "top_p", "seed", "top_k")}
    assert chosen == {"temperature": pytest.approx(0.3), "top_p": pytest.approx(0.9), "seed": 7, "top_k": None}


def test_what_is_not_sent_is_not_said() -> None:
    plain = replace(asked(), grammar=None, stop_words=(), return_perf_metrics=False)
    assert guided_arguments(plain) is None
    assert sampling_arguments(plain)["stop_token_ids"] is None
    assert sampling_arguments(plain)["return_perf_metrics"] is False


def test_what_the_api_cannot_do_is_refused() -> None:
    with pytest.raises(ContractError, match="stop_words_list: words of several tokens"):
        sampling_arguments(replace(asked(), stop_words=((1, 2),)))
    with pytest.raises(ContractError, match="end_id is not present"):
        sampling_arguments(replace(asked(), end_id=None))


def test_tensors_of_other_contracts_are_refused_by_name() -> None:
    check_names([tensor.name for tensor in INPUTS])
    with pytest.raises(ContractError, match=r"beam_width, text_input: not of the tensors"):
        check_names(["input_ids", "text_input", "beam_width"])


def test_the_engine_is_started_as_the_configuration_says() -> None:
    parameters = {
        "model_path": "/models/weights",
        "tensor_parallel_size": "4",
        "max_num_tokens": "8192",
        "kv_memory_fraction": "0.9",
        "bole_max_batch_size": "128",
        "bole_max_seq_len": "16384",
    }
    arguments = engine_arguments(parameters)
    assert arguments["model"] == "/models/weights"
    assert arguments["tensor_parallel_size"] == 4
    assert (arguments["max_batch_size"], arguments["max_seq_len"], arguments["max_num_tokens"]) == (128, 16_384, 8192)
    assert (arguments["backend"], arguments["guided_decoding_backend"]) == ("pytorch", "xgrammar")
    assert arguments["trust_remote_code"] is False
    assert cache_arguments(parameters) == {"enable_block_reuse": True, "free_gpu_memory_fraction": 0.9}


def test_what_an_mpi_launcher_left_is_taken_out_and_its_configuration_stays() -> None:
    job = ["OMPI_COMM_WORLD_RANK", "OMPI_MCA_orte_ess_num_procs", "PMIX_RANK", "PMI_SIZE", "PRTE_X"]
    kept = ["OMPI_MCA_btl", "PATH", "PMIX_MCA_gds"]
    assert left_by_mpi([*kept, *job]) == job


def test_an_end_id_is_no_token_of_the_answer() -> None:
    assert generated_ids([8, 9, 3], asked()) == [8, 9]
    assert generated_ids([8, 9], asked()) == [8, 9]
    assert generated_ids([], asked()) == []


@dataclass(frozen=True)
class Part:
    """A piece of what the API tells of a request."""

    request_perf_metrics: object = None
    kv_cache_metrics: object = None
    num_reused_blocks: int | None = None


@pytest.mark.parametrize(
    ("told", "blocks"),
    [
        (Part(request_perf_metrics=Part(kv_cache_metrics=Part(num_reused_blocks=4))), 4),
        (Part(request_perf_metrics=Part(kv_cache_metrics=Part())), None),
        (Part(), None),
        (object(), None),
    ],
)
def test_reused_blocks_are_told_where_the_api_tells_them(told: object, blocks: int | None) -> None:
    assert reused_blocks(told) == blocks
