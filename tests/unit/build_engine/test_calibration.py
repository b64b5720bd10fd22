"""Calibration texts: enough of them, in both languages, always the same, of nobody."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from build_engine.building.calibration import SAMPLE_TOKENS, SAMPLES, samples, write_samples


def test_there_are_enough_texts_and_none_twice() -> None:
    texts = samples()
    assert len(texts) == SAMPLES == len(set(texts))
    chinese = sum(bool(re.search(r"[\u4e00-\u9fff]", text)) for text in texts)
    assert chinese == SAMPLES // 2


def test_they_are_the_same_every_time() -> None:
    assert samples(20) == samples(20) == samples()[:20]


def test_each_is_a_chat_with_an_answer_that_quotes_it() -> None:
    for text in samples(50):
        assert re.match(r"<\|im_start\|>system\n.+<\|im_end\|>\n<\|im_start\|>user\n", text)
        prompt, _, answer = text.rpartition("<|im_start|>assistant\n")
        quote = json.loads(answer.removesuffix("<|im_end|>\n"))["1"]["quotes"][0]
        assert quote in prompt
        assert "{" not in prompt.replace("{}", "")


def test_they_are_written_as_a_data_set(tmp_path: Path) -> None:
    """One file that `datasets.load_dataset` takes for the split `train`, with the column `text`."""
    write_samples(tmp_path / "calibration")
    assert [file.name for file in (tmp_path / "calibration").iterdir()] == ["train.jsonl"]
    rows = [json.loads(line) for line in (tmp_path / "calibration" / "train.jsonl").read_text().splitlines()]
    assert [row["text"] for row in rows] == samples()
    with pytest.raises(FileExistsError):
        write_samples(tmp_path / "calibration")


def test_they_are_as_long_as_they_should_be() -> None:
    """By characters: 1 to 2 a token in Chinese, 3 to 5 in English; none is far beyond where it is cut."""
    tokens = [len(text) / (1.4 if re.search(r"[\u4e00-\u9fff]", text) else 4.2) for text in samples()]
    assert min(tokens) > 100
    assert max(tokens) < 1.2 * SAMPLE_TOKENS
