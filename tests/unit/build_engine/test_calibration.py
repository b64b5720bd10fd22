"""Calibration texts: enough of them, in both languages, always the same, of nobody."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from tokenizers import Regex, Tokenizer
from tokenizers.models import BPE
from tokenizers.pre_tokenizers import ByteLevel, Sequence, Split

from build_engine.building.calibration import SAMPLE_TOKENS, SAMPLES, samples, write_samples
from tests.requirements import require_data


def test_there_are_enough_texts_and_none_twice() -> None:
    texts = samples()
    assert len(texts) == SAMPLES == len(set(texts))
    chinese = sum(bool(re.search(r"[\u4e00-\u9fff]", text)) for text in texts)
    assert chinese == SAMPLES // 2


def test_they_are_the_same_every_time() -> None:
    assert samples(20) == samples(20) == samples()[:20]


def test_each_is_a_row_of_chats_with_answers_that_quote_them() -> None:
    for text in samples(50):
        chats = re.findall(r"<\|im_start\|>system\n.+?<\|im_end\|>\n(?=<\|im_start\|>system|$)", text, re.DOTALL)
        assert "".join(chats) == text
        for chat in chats:
            prompt, _, answer = chat.rpartition("<|im_start|>assistant\n")
            quote = json.loads(answer.removesuffix("<|im_end|>\n"))["1"]["quotes"][0]
            assert quote in prompt
            assert "{" not in prompt


def test_they_are_written_as_a_data_set(tmp_path: Path) -> None:
    """One file that `datasets.load_dataset` takes for the split `train`, with the column `text`."""
    write_samples(tmp_path / "calibration")
    assert [file.name for file in (tmp_path / "calibration").iterdir()] == ["train.jsonl"]
    rows = [json.loads(line) for line in (tmp_path / "calibration" / "train.jsonl").read_text().splitlines()]
    assert [row["text"] for row in rows] == samples()
    with pytest.raises(FileExistsError):
        write_samples(tmp_path / "calibration")


def test_none_has_to_be_filled_up(encode: Callable[[str], int]) -> None:
    """Each has more tokens than are taken, by the vocabulary of Qwen itself."""
    tokens = [encode(text) for text in samples()[:60]]
    assert min(tokens) >= SAMPLE_TOKENS
    assert max(tokens) < 4 * SAMPLE_TOKENS


@pytest.fixture
def encode() -> Callable[[str], int]:
    """Counts tokens with the merges of Qwen2.5."""
    vocabulary = require_data("tokenizer/vocab.json")
    tokenizer = Tokenizer(BPE.from_file(str(vocabulary), str(require_data("tokenizer/merges.txt"))))
    pattern = Regex(
        r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*"
        r"|\s*[\r\n]+|\s+(?!\S)|\s+"
    )
    tokenizer.pre_tokenizer = Sequence([Split(pattern, "isolated"), ByteLevel(add_prefix_space=False, use_regex=False)])
    return lambda text: len(tokenizer.encode(text).ids)
