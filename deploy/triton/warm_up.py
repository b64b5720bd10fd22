"""The first request: guided, because a server without guided decoding loads well and then fails every resume."""

from __future__ import annotations

import contextlib
import json
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import Any

from preflight import MODEL
from refused_error import RefusedError

ANSWER = "yes"
GRAMMAR = f'root ::= "{ANSWER}"'
PROMPT = (88, 68, 82)
"""Three letters, as byte tokens: what is answered is the grammar's matter, whatever is asked."""

MAX_TOKENS = 16
REQUEST_SECONDS = 300.0
LOOK_SECONDS = 0.2
HEALTH_SECONDS = 5.0
BODY_BYTES = 2000

_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))
"""Opens addresses of this container: the environment's proxies lead elsewhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """What is read of a tokenizer: the texts of its tokens, and the tokens that end an output and fill up."""

    texts: dict[int, str]
    end_id: int
    pad_id: int

    def text(self, ids: Sequence[int]) -> str:
        """Returns the text before the first token that ends an output, where it is plain letters."""
        ends = [place for place, token in enumerate(ids) if token in (self.end_id, self.pad_id)]
        return "".join(self.texts.get(token, "?") for token in ids[: min(ends, default=len(ids))])


def read_vocabulary(tokenizer: Path) -> Vocabulary:
    """Reads a tokenizer.json.

    Raises:
        RefusedError: It cannot be read, or is not that of Qwen2.5.
    """
    try:
        content: Any = json.loads(tokenizer.read_text())
        added = {token["content"]: int(token["id"]) for token in content["added_tokens"]}
        texts = {int(number): str(text) for text, number in content["model"]["vocab"].items()}
        return Vocabulary(texts=texts, end_id=added["<|im_end|>"], pad_id=added["<|endoftext|>"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RefusedError(f"{tokenizer} is no tokenizer of Qwen2.5 ({error!r}). Build the engine again.") from error


def is_ready(url: str) -> bool:
    """Says whether a server answers that its models are ready."""
    try:
        with _DIRECT.open(f"{url}/v2/health/ready", timeout=HEALTH_SECONDS):
            return True
    except (OSError, HTTPException):  # refused, an error status, or no HTTP at all
        return False


def warm_up(url: str, vocabulary: Vocabulary, within_seconds: float) -> None:
    """Waits until a server is ready, and lets it answer one guided request.

    Raises:
        RefusedError: It was not ready in time, failed the request, or answered something that the grammar forbids.
    """
    until = time.monotonic() + within_seconds
    while not is_ready(url):
        if time.monotonic() > until:
            raise RefusedError(
                f"The server was not ready within {within_seconds:g} s. Look at its log, or raise --ready-seconds."
            )
        time.sleep(LOOK_SECONDS)
    found = vocabulary.text(_output_ids(url, vocabulary))
    if found != ANSWER:
        raise RefusedError(
            f"The server answers a guided request with {found!r}, where only {ANSWER!r} is allowed. "
            f"{_look_at_guiding()}"
        )


def _output_ids(url: str, vocabulary: Vocabulary) -> list[int]:
    body = json.dumps(_request(vocabulary)).encode()
    request = urllib.request.Request(f"{url}/v2/models/{MODEL}/infer", body, {"Content-Type": "application/json"})  # noqa: S310 (http, on this host)
    try:
        with _DIRECT.open(request, timeout=REQUEST_SECONDS) as answer:
            outputs: Any = {output["name"]: output["data"] for output in json.load(answer)["outputs"]}
        return [int(number) for number in outputs["output_ids"][: int(outputs["sequence_length"][0])]]
    except urllib.error.HTTPError as error:
        raise RefusedError(f"The server fails a guided request: {_body(error)}. {_look_at_guiding()}") from error
    except (OSError, HTTPException, ValueError, KeyError, TypeError, IndexError) as error:
        raise RefusedError(f"The server gives no answer to a guided request ({error!r}). Look at its log.") from error


def _body(error: urllib.error.HTTPError) -> str:
    """Returns what the server says; the status where the connection ends before that."""
    with contextlib.suppress(OSError, HTTPException):
        return error.read(BODY_BYTES).decode(errors="replace")
    return str(error)


def _request(vocabulary: Vocabulary) -> dict[str, Any]:
    """Returns a request as the service sends it: the tensors of model_repository/shared/contract.py."""
    inputs = [
        _tensor("input_ids", "INT32", PROMPT),
        _tensor("input_lengths", "INT32", [len(PROMPT)]),
        _tensor("request_output_len", "INT32", [MAX_TOKENS]),
        _tensor("end_id", "INT32", [vocabulary.end_id]),
        _tensor("pad_id", "INT32", [vocabulary.pad_id]),
        _tensor("streaming", "BOOL", [False]),
        _tensor("exclude_input_in_output", "BOOL", [True]),
        _tensor("runtime_top_k", "INT32", [1]),
        _tensor("guided_decoding_guide_type", "BYTES", ["ebnf_grammar"]),
        _tensor("guided_decoding_guide", "BYTES", [GRAMMAR]),
    ]
    return {"id": "warm-up", "inputs": inputs, "outputs": [{"name": "output_ids"}, {"name": "sequence_length"}]}


def _tensor(name: str, datatype: str, values: Sequence[int | bool | str]) -> dict[str, Any]:
    return {"name": name, "datatype": datatype, "shape": [1, len(values)], "data": list(values)}


def _look_at_guiding() -> str:
    return (
        "Guided decoding is not set up: look at guided_decoding_backend, tokenizer_dir and "
        f"xgrammar_tokenizer_info_path in the config.pbtxt of {MODEL}, or render the repository again."
    )
