"""What the tests ask a simulated server, as the service does."""

from __future__ import annotations

import functools
from concurrent.futures import ThreadPoolExecutor
from typing import TypeAlias

import tritonclient.grpc as triton
from tokenizers import Tokenizer

from bole.prompting.guides import screening_guide
from build_engine.rendering.templates import MODEL_NAME
from tests.integration.serving.servers import Arrays, infer_inputs, infer_outputs, output_ids, request_arrays
from tests.integration.simulated.conftest import TOKENIZER
from triton_metrics import metric, read_metrics
from triton_server import TritonServer

TERMS = ("Python", "Kafka", "Redis", "Go", "Docker", "SQL", "Linux", "gRPC", "React", "Rust")

IM_START, IM_END = 1003, 1004
"""Control tokens of the tiny tokenizer."""

RESUME = """2019 - 2024 Backend developer, Northwind
- Built order services in Python and Go for 40 hotels.
使用Redis缓存热点数据，日均请求百万级。
- Ran Docker hosts and 12 Linux servers.
Skills: SQL, gRPC"""
POSTING = "We look for an engineer who keeps our booking services running. " * 20

Answer: TypeAlias = triton.InferResult | triton.InferenceServerException


@functools.cache
def tokenizer() -> Tokenizer:
    """Returns the tokenizer, which reads no control tokens in texts."""
    loaded = Tokenizer.from_file(str(TOKENIZER))
    loaded.encode_special_tokens = True
    return loaded


def screening(resume: str = RESUME, posting: str = POSTING, *, length: int = 2000) -> Arrays:
    """Returns the tensors of a screening by `TERMS`."""
    criteria = "\n".join(f"{number}. Knows {term} [{term}]" for number, term in enumerate(TERMS, 1))
    task = f"user\n{posting}\n<criteria>\n{criteria}\n</criteria>\n\n<resume>\n"
    texts = (task, resume, "\n</resume>\nAnswer.")
    ids = [id_ for text in texts for id_ in tokenizer().encode(text, add_special_tokens=False).ids]
    grammar = screening_guide(len(TERMS)).grammar
    return request_arrays([IM_START, *ids, IM_END, IM_START], length=length, grammar=grammar)


def ask(server: TritonServer, arrays: Arrays, *, timeout: float = 30) -> triton.InferResult:
    """Asks once and waits for the answer, at most `timeout` seconds."""
    with triton.InferenceServerClient(server.grpc_address) as client:
        return client.infer(MODEL_NAME, infer_inputs(arrays), outputs=infer_outputs(), client_timeout=timeout)


def ask_at_once(server: TritonServer, requests: list[Arrays]) -> list[Answer]:
    """Asks all of them at the same time; errors are returned in their places."""

    def one(arrays: Arrays) -> Answer:
        try:
            return ask(server, arrays)
        except triton.InferenceServerException as error:
            return error

    with ThreadPoolExecutor(max_workers=len(requests)) as pool:
        return list(pool.map(one, requests))


def text_of(result: triton.InferResult) -> str:
    """Returns the answer in words."""
    text: str = tokenizer().decode(output_ids(result))
    return text


def count(result: triton.InferResult, name: str) -> int | None:
    """Returns an output of one number, None where it was not sent."""
    array = result.as_numpy(name)
    return None if array is None else int(array.reshape(-1)[0])


def series(server: TritonServer, family: str, kind: str) -> float:
    """Returns a series of one of TensorRT-LLM's families from the server's own metrics."""
    labels = {"request": "request_type", "kv_cache_block": "kv_cache_block_type"}
    value = metric(read_metrics(server.metrics_url), f"nv_trt_llm_{family}_metrics", **{labels[family]: kind})
    assert value is not None
    return value
