"""Between the tensors of the contract and the LLM API of TensorRT-LLM: pure functions that import neither.

Names of the API are those of `SamplingParams`, `GuidedDecodingParams` and `LLM` in TensorRT-LLM 1.2.1.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from contract import INPUTS, ContractError, InferRequest

_INPUT_NAMES = frozenset(tensor.name for tensor in INPUTS)

MPI_JOB = ("OMPI_", "PMIX_", "PMI_", "ORTE_", "PRTE_")
MPI_CONFIGURATION = ("OMPI_MCA_", "PMIX_MCA_", "PRTE_MCA_")
"""What an MPI launcher leaves in the environment of the processes that it starts, and what a person has set."""


def check_names(names: Collection[str]) -> None:
    """Refuses tensors that are not of the contract.

    Raises:
        ContractError: Their names.
    """
    unknown = sorted(set(names) - _INPUT_NAMES)
    if unknown:
        raise ContractError(f"{', '.join(unknown)}: not of the tensors that are served here")


def sampling_arguments(request: InferRequest) -> dict[str, Any]:
    """Returns the arguments of `SamplingParams` for one request, `guided_decoding` left out.

    The API takes single tokens that end an output, not sequences of them.

    Raises:
        ContractError: A stop word is of several tokens, or no end id was sent.
    """
    if request.end_id is None:
        raise ContractError("end_id is not present in the request")
    if any(len(word) != 1 for word in request.stop_words):
        raise ContractError("stop_words_list: words of several tokens are not served here")
    return {
        "end_id": request.end_id,
        "pad_id": request.end_id,  # nothing is padded: one sequence a request
        "max_tokens": request.request_output_len,
        "stop_token_ids": [word[0] for word in request.stop_words] or None,
        "include_stop_str_in_output": True,  # as the C++ backend does
        "detokenize": False,
        "add_special_tokens": False,
        "exclude_input_from_output": True,  # the contract's own flag is followed when the answer is written
        "return_perf_metrics": request.return_perf_metrics,
    } | _choice(request)


def guided_arguments(request: InferRequest) -> dict[str, str] | None:
    """Returns the arguments of `GuidedDecodingParams`, or None for a request without a grammar."""
    return None if request.grammar is None else {"grammar": request.grammar}


def engine_arguments(parameters: Mapping[str, str]) -> dict[str, Any]:
    """Returns the arguments of `LLM` from the parameters of config.pbtxt, `kv_cache_config` left out."""
    return {
        "model": parameters["model_path"],
        "backend": "pytorch",
        "dtype": "bfloat16",
        "tensor_parallel_size": int(parameters["tensor_parallel_size"]),
        "max_batch_size": int(parameters["bole_max_batch_size"]),
        "max_seq_len": int(parameters["bole_max_seq_len"]),
        "max_num_tokens": int(parameters["max_num_tokens"]),
        "enable_chunked_prefill": True,
        "guided_decoding_backend": "xgrammar",
        "trust_remote_code": False,
    }


def cache_arguments(parameters: Mapping[str, str]) -> dict[str, Any]:
    """Returns the arguments of `KvCacheConfig`: prefixes are computed once."""
    return {"enable_block_reuse": True, "free_gpu_memory_fraction": float(parameters["kv_memory_fraction"])}


def left_by_mpi(names: Collection[str]) -> list[str]:
    """Returns the variables that would make the workers of the API join the job that started this process."""
    return sorted(
        name
        for name in names
        if name.startswith(MPI_JOB) and (name.startswith("OMPI_MCA_orte_") or not name.startswith(MPI_CONFIGURATION))
    )


def generated_ids(token_ids: Collection[int], request: InferRequest) -> list[int]:
    """Returns the tokens of an answer as the contract wants them: an end id at their end is none of them."""
    ids = list(token_ids)
    return ids[:-1] if ids and ids[-1] == request.end_id else ids


def reused_blocks(output: Any) -> int | None:  # noqa: ANN401 (a class of TensorRT-LLM)
    """Returns the KV cache blocks that an answer took from earlier requests, None where the API does not tell."""
    metrics = getattr(output, "request_perf_metrics", None)
    cache = getattr(metrics, "kv_cache_metrics", None)
    blocks = getattr(cache, "num_reused_blocks", None)
    return None if blocks is None else int(blocks)


def _choice(request: InferRequest) -> dict[str, Any]:
    """Returns how tokens are chosen: of several the greedy way needs only that one is looked at."""
    if request.greedy:
        return {"top_k": 1}
    chosen = {"temperature": request.temperature, "top_k": request.top_k, "top_p": request.top_p, "seed": request.seed}
    return {name: value for name, value in chosen.items() if value is not None}
