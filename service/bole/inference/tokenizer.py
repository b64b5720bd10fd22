"""Text to token ids of a Qwen model and back, in the ChatML layout, from a local tokenizer.json."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from bole.domain.errors import BoleError, ErrorReason
from bole.domain.generation import EncodedPrompt, ModelIdentity, Prompt, Turn

_START, _END, _PAD = "<|im_start|>", "<|im_end|>", "<|endoftext|>"

_HELP = "Set BOLE_TOKENIZER to the tokenizer.json of the served Qwen model."

_PREFIXES = 16
"""Prefixes kept encoded in one process: a batch has one, and few batches run at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenizerFile:
    """A loaded tokenizer.json with the control tokens of Qwen.

    `sha256` is of the file, in lower-case hex; `vocab_size` the highest token id and one; `end_id` ends an answer
    (`<|im_end|>`), `pad_id` fills up (`<|endoftext|>`), `start_id` starts a message (`<|im_start|>`).
    """

    sha256: str
    vocab_size: int
    start_id: int
    end_id: int
    pad_id: int
    _complete: Tokenizer = field(repr=False, compare=False)
    _text_only: Tokenizer = field(repr=False, compare=False)

    def text_ids(self, text: str) -> list[int]:
        """Returns the token ids of a text; the names of control tokens in it are text like any other."""
        return self._text_only.encode(text, add_special_tokens=False).ids

    def decode(self, ids: Sequence[int]) -> str:
        """Returns the text of an answer without the control tokens that end it.

        Bytes that are no UTF-8, as where an answer was cut inside a character, become U+FFFD; ids that the file does
        not know say nothing.
        """
        end = len(ids)
        while end and ids[end - 1] in (self.end_id, self.pad_id):
            end -= 1
        return self._complete.decode(ids[:end], skip_special_tokens=False)


def load_tokenizer(path: str) -> TokenizerFile:
    """Reads a tokenizer.json, once in a process as long as the file stays as it is.

    Raises:
        BoleError: MODEL_CONTRACT_MISMATCH when there is no such file, when it is no tokenizer.json, or when it lacks
            the control tokens of Qwen.
    """
    try:
        status = Path(path).stat()
        return _load(path, status.st_mtime_ns, status.st_size, status.st_ino)
    except OSError as error:
        raise _mismatch("The tokenizer file cannot be read") from error


@lru_cache(maxsize=4)
def _load(path: str, _changed: int, _size: int, _number: int) -> TokenizerFile:
    content = Path(path).read_bytes()
    try:
        complete = Tokenizer.from_buffer(content)
    except Exception as error:  # the library raises nothing narrower
        raise _mismatch("The tokenizer file is not a tokenizer.json") from error
    start_id, end_id, pad_id = (_control_id(complete, text) for text in (_START, _END, _PAD))
    return TokenizerFile(
        sha256=hashlib.sha256(content).hexdigest(),
        vocab_size=_vocab_size(complete),
        start_id=start_id,
        end_id=end_id,
        pad_id=pad_id,
        _complete=complete,
        _text_only=_text_only(complete),
    )


@lru_cache(maxsize=4)
def _verified(path: str, sha256: str) -> TokenizerFile:
    """Loads the file whose digest the model server was compared with; an encoder looks at the file only once."""
    tokenizer = load_tokenizer(path)
    if sha256 and tokenizer.sha256 != sha256:
        raise _mismatch("The tokenizer file is another one than when the model was connected")
    return tokenizer


def _control_id(tokenizer: Tokenizer, text: str) -> int:
    found = tokenizer.token_to_id(text)
    if found is None:
        raise _mismatch(f"The tokenizer file has no control token {text}")
    return found


def _vocab_size(tokenizer: Tokenizer) -> int:
    """Returns the highest id and one; listing the whole vocabulary would take longer than all other checks."""
    added = tokenizer.get_added_tokens_decoder()
    return max(tokenizer.get_vocab_size(with_added_tokens=False), max(added, default=-1) + 1)


def _text_only(complete: Tokenizer) -> Tokenizer:
    """Returns the same tokenizer without any added token.

    The library's own switch (`encode_special_tokens`) leaves added tokens that are not called special, such as
    `<tool_call>`, in force. Vocabulary and merges are shared with `complete`, not copied.
    """
    tokenizer = Tokenizer(complete.model)
    tokenizer.normalizer = complete.normalizer
    tokenizer.pre_tokenizer = complete.pre_tokenizer
    for index, token in complete.get_added_tokens_decoder().items():
        if token.special and index in tokenizer.encode(token.content).ids:
            raise _mismatch(f"The vocabulary of the tokenizer file spells {token.content} as one token of text")
    return tokenizer


def _mismatch(what: str) -> BoleError:
    return BoleError(ErrorReason.MODEL_CONTRACT_MISMATCH, f"{what}. {_HELP}")


def tokenizer_differences(tokenizer: TokenizerFile, identity: ModelIdentity) -> tuple[str, ...]:
    """Says where a tokenizer does not fit a served model; empty where it does.

    A model may know more ids than its tokenizer (Qwen2.5-7B: 152064 and 151665), never fewer. A digest that the server
    does not tell is not compared.
    """
    differences = []
    if identity.tokenizer_sha256 and identity.tokenizer_sha256 != tokenizer.sha256:
        differences.append(
            f"parameter bole_tokenizer_sha256: {identity.tokenizer_sha256} served, "
            f"the tokenizer file has {tokenizer.sha256}"
        )
    if tokenizer.vocab_size > identity.vocab_size:
        differences.append(
            f"parameter bole_vocab_size: the model knows only {identity.vocab_size} tokens, the tokenizer file has "
            f"{tokenizer.vocab_size}"
        )
    return tuple(differences)


@dataclass(frozen=True, slots=True, kw_only=True)
class QwenEncoder:
    """A `PromptEncoder` for Qwen2.5: token ids in the ChatML layout.

    Attributes:
        tokenizer_path: A tokenizer.json, read once in every process that encodes.
        tokenizer_sha256: Digest of the file that the model server was compared with; empty takes any file.
        max_tokens: Tokens of prompt and output together that the model takes.
    """

    tokenizer_path: str
    tokenizer_sha256: str = ""
    max_tokens: int

    def count(self, text: str) -> int:
        """Returns the tokens of a text by itself.

        Raises:
            BoleError: MODEL_CONTRACT_MISMATCH when the tokenizer file cannot be used, or is another one by now.
        """
        return len(_verified(self.tokenizer_path, self.tokenizer_sha256).text_ids(text))

    def encode(self, prompt: Prompt) -> EncodedPrompt:
        """Encodes a prompt.

        `task`, `document` and `closing` are encoded one by one, so that no token spans two of them and the ids before
        `document` are the same for a whole batch.

        Raises:
            BoleError: MODEL_CONTRACT_MISMATCH when the tokenizer file cannot be used, or is another one by now.
        """
        tokenizer = _verified(self.tokenizer_path, self.tokenizer_sha256)
        prefix = _encode_prefix(tokenizer, prompt.system, prompt.examples, prompt.task)
        document = tokenizer.text_ids(prompt.document)
        closing = [*tokenizer.text_ids(prompt.closing), *_answer_ids(tokenizer)]
        return EncodedPrompt(
            token_count=prefix.token_count + len(document) + len(closing),
            prefix_token_count=prefix.token_count,
            prefix_digest=prefix.digest,
            input_ids=prefix.ids + _packed(document) + _packed(closing),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Prefix:
    """The encoded start of a prompt; `ids` are int32, little-endian."""

    ids: bytes
    token_count: int
    digest: str


@lru_cache(maxsize=_PREFIXES)
def _encode_prefix(tokenizer: TokenizerFile, system: str, examples: tuple[Turn, ...], task: str) -> _Prefix:
    ids = [token for message in _closed(system, examples) for token in _message_ids(tokenizer, message)]
    ids += [tokenizer.start_id, *tokenizer.text_ids(f"user\n{task}")]
    packed = _packed(ids)
    return _Prefix(ids=packed, token_count=len(ids), digest=hashlib.sha256(packed).hexdigest())


def _closed(system: str, examples: tuple[Turn, ...]) -> Iterator[str]:
    """Yields the messages before the task, each as its role, a line break and its text."""
    yield f"system\n{system}"
    for turn in examples:
        yield f"user\n{turn.question}"
        yield f"assistant\n{turn.answer}"


def _message_ids(tokenizer: TokenizerFile, message: str) -> list[int]:
    return [tokenizer.start_id, *tokenizer.text_ids(message), tokenizer.end_id, *tokenizer.text_ids("\n")]


def _answer_ids(tokenizer: TokenizerFile) -> list[int]:
    """Returns what ends the last question and opens the answer."""
    opening = tokenizer.text_ids("assistant\n")
    return [tokenizer.end_id, *tokenizer.text_ids("\n"), tokenizer.start_id, *opening]


def _packed(ids: list[int]) -> bytes:
    return np.array(ids, dtype="<i4").tobytes()
