"""The tokenizer information of the grammars: does it let an answer end where the service ends it?"""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict

from build_engine.building.folders import TOKENIZER, TOKENIZER_INFO
from build_engine.building.json_file import read_json
from build_engine.specs.models import END_TOKEN


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class _TokenizerInfo(_Part):
    """xgrammar_tokenizer_info.json, as far as it is of use here."""

    encoded_vocab: tuple[str, ...]
    stop_token_ids: tuple[int, ...]


class _AddedToken(_Part):
    id: int
    content: str


class _Tokenizer(_Part):
    """tokenizer.json, as far as it is of use here."""

    added_tokens: tuple[_AddedToken, ...]


def info_differences(engine: Path, vocab_size: int) -> list[str]:
    """Names what keeps grammars from working; nothing where a file is missing, which is told elsewhere.

    A grammar allows the stop tokens of this file at its end, and no others; the service ends answers with `<|im_end|>`.

    Raises:
        BuildError: A file is no such file.
    """
    if not ((engine / TOKENIZER_INFO).is_file() and (engine / TOKENIZER).is_file()):
        return []
    wrong = f"{TOKENIZER_INFO} or {TOKENIZER} at {engine} is not what it should be"
    info = read_json(engine / TOKENIZER_INFO, _TokenizerInfo, missing=wrong, wrong=wrong)
    tokenizer = read_json(engine / TOKENIZER, _Tokenizer, missing=wrong, wrong=wrong)
    ends = tuple(token.id for token in tokenizer.added_tokens if token.content == END_TOKEN)
    found = []
    if info.stop_token_ids != ends:
        found.append(f"stop_token_ids of {TOKENIZER_INFO}: {list(ends)} expected, {list(info.stop_token_ids)} built")
    if not 0 < len(info.encoded_vocab) <= vocab_size:
        found.append(
            f"encoded_vocab of {TOKENIZER_INFO}: 1 to {vocab_size} tokens expected, {len(info.encoded_vocab)} built"
        )
    return found
