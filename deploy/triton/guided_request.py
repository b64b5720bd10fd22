"""One guided request over HTTP: a server without guided decoding loads well and then fails every resume."""

from __future__ import annotations

import contextlib
import json
import re
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
BODY_BYTES = 2000
BUSY = (429, 503)
"""Statuses of a server that has no place now, or is not ready yet."""

STOPPED = re.compile(r"Stub process \S+ is not healthy")
"""What Triton answers for a process of its Python backend that does nothing any more."""

DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))
"""Opens addresses of this container: the environment's proxies lead elsewhere."""


class AnsweredError(Exception):
    """The server answered with an error; the message is its own."""

    def __init__(self, message: str, *, busy: bool) -> None:
        """Keeps whether the server may answer well a little later."""
        super().__init__(message)
        self.busy = busy


class NoAnswerError(Exception):
    """The server did not answer: it cannot be reached, broke the connection, or took too long."""


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


def ask(url: str, vocabulary: Vocabulary, within_seconds: float) -> str:
    """Returns what a server answers to a guided request: `ANSWER`, where it is guided.

    Raises:
        AnsweredError: It answers with an error.
        NoAnswerError: It does not answer, or not in time.
    """
    body = json.dumps(_request(vocabulary)).encode()
    request = urllib.request.Request(f"{url}/v2/models/{MODEL}/infer", body, {"Content-Type": "application/json"})  # noqa: S310 (http, on this host)
    try:
        with DIRECT.open(request, timeout=within_seconds) as answer:
            return vocabulary.text(_output_ids(answer.read()))
    except urllib.error.HTTPError as error:
        said = _body(error)
        if STOPPED.search(said):
            raise NoAnswerError(said) from error
        raise AnsweredError(said, busy=error.code in BUSY) from error
    except (OSError, HTTPException) as error:
        raise NoAnswerError(repr(error)) from error


def _output_ids(body: bytes) -> list[int]:
    try:
        outputs: Any = {output["name"]: output["data"] for output in json.loads(body)["outputs"]}
        return [int(number) for number in outputs["output_ids"][: int(outputs["sequence_length"][0])]]
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise AnsweredError(f"an answer that is none ({error!r})", busy=False) from error


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
