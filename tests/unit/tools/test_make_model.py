"""Test models are the same bytes every time, load where they are served, and answer by grammar."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import gguf
import numpy as np
import pytest
from tokenizers import Tokenizer

from make_model import BENCH, main, read_tokenizer, small_tokenizer
from tests.requirements import require_data, require_module

ROOT = Path(__file__).resolve().parents[3]
TINY = ROOT / "tests/data/models/tiny"
ENCODER = ROOT / "tests/data/models/encoder"
TEXTS = (
    "Hello, I'm 12 years\r\n\r\n  in",
    "负责订单系统的重构，2020.03 - 至今\n",
    "é 😀 龘",
    "<|im_start|>user\nhi<|im_end|>",
)
GRAMMAR = r"""
root ::= "{\"1\":" answer ",\"2\":" answer ",\"experience\":[" text ("," text){0,2} "]}"
answer ::= "{\"quotes\":[" (text ("," text)?)? "],\"level\":\"" level "\"}"
level ::= "DEMONSTRATED" | "USED" | "LISTED" | "ABSENT" | "UNCLEAR"
text ::= "\"" [^"\\\x00-\x1f]{1,120} "\""
"""


def test_model_in_the_repository_is_fresh(tmp_path: Path) -> None:
    """Another process, with other hashes of strings, writes the bytes that tests use."""
    program = [sys.executable, str(ROOT / "tools/make_model.py"), "tiny", str(tmp_path)]
    subprocess.run(program, check=True, timeout=60, env={**os.environ, "PYTHONHASHSEED": "7"})

    for name in ("model.gguf", "tokenizer.json", "bole.json"):
        assert (tmp_path / name).read_bytes() == (TINY / name).read_bytes(), name
        assert (TINY / name).stat().st_size < 512 * 1024


def test_encoder_in_the_repository_is_fresh(tmp_path: Path) -> None:
    """The embedding model too is the same bytes every time."""
    program = [sys.executable, str(ROOT / "tools/make_model.py"), "encoder", str(tmp_path)]
    subprocess.run(program, check=True, timeout=60, env={**os.environ, "PYTHONHASHSEED": "7"})
    made = sorted(file.relative_to(tmp_path) for file in tmp_path.rglob("*") if file.is_file())

    assert made == sorted(file.relative_to(ENCODER) for file in ENCODER.rglob("*") if file.is_file())
    for name in made:
        assert (tmp_path / name).read_bytes() == (ENCODER / name).read_bytes(), name
        assert (ENCODER / name).stat().st_size < 512 * 1024


def test_model_says_that_it_is_for_tests() -> None:
    """Whoever serves it can read in its parameters that it screens nobody."""
    fields = gguf.GGUFReader(TINY / "model.gguf").fields

    assert fields["general.name"].contents() == "bole-test-tiny"
    assert "cannot screen anybody" in fields["general.description"].contents()
    assert fields["qwen2.context_length"].contents() == 32768


def test_bench_model_has_the_width_of_a_real_one() -> None:
    """Hidden width, heads and feed-forward width of Qwen2.5-0.5B, so that times mean something."""
    assert (BENCH.hidden, BENCH.heads, BENCH.kv_heads, BENCH.feed_forward) == (896, 14, 2, 4864)


def test_small_vocabulary_cannot_be_larger_than_its_text() -> None:
    """A corpus too short is named instead of a model with fewer tokens than its shape says."""
    with pytest.raises(ValueError, match=r"corpus\.txt gives \d+ tokens, not 100000"):
        small_tokenizer(100_000)


def test_qwen_tokenizer_gives_the_published_ids(tmp_path: Path) -> None:
    """The 46 test vectors of llama.cpp for Qwen2: the same ids, and the text back."""
    vocab, merges = require_data("tokenizer/vocab.json"), require_data("tokenizer/merges.txt")
    vectors = require_data("tokenizer/llama.cpp/ggml-vocab-qwen2.gguf.inp").read_bytes().decode()
    published = require_data("tokenizer/llama.cpp/ggml-vocab-qwen2.gguf.out").read_text(encoding="utf-8")
    main(["tokenizer", str(vocab), str(merges), str(tmp_path / "tokenizer.json")])
    tokenizer = Tokenizer.from_file(str(tmp_path / "tokenizer.json"))

    texts = vectors.split("\n__ggml_vocab_test__\n")[:-1]
    for text, line in zip(texts, published.splitlines(), strict=True):
        ids = tokenizer.encode(text).ids
        assert ids == [int(number) for number in line.split()], text
        assert tokenizer.decode(ids) == text


def test_qwen_tokenizer_has_the_published_control_tokens() -> None:
    """The special tokens that Qwen2.5 names, in their order, at the ids of its configuration."""
    vocab, merges = require_data("tokenizer/vocab.json"), require_data("tokenizer/merges.txt")
    folder = require_data("tokenizer/qwen2.5-7b-instruct")
    named = json.loads((folder / "tokenizer_config.json").read_text(encoding="utf-8"))["extra_special_tokens"]
    ends = json.loads((folder / "generation_config.json").read_text(encoding="utf-8"))["eos_token_id"]

    tokenizer = read_tokenizer(vocab, merges)

    assert [tokenizer.token_to_id(name) for name in named] == list(range(151644, 151657))
    assert [tokenizer.token_to_id(name) for name in ("<|im_end|>", "<|endoftext|>")] == ends
    assert tokenizer.token_to_id("<|file_sep|>") == 151664


def test_served_model_and_tokenizer_file_agree() -> None:
    """OpenVINO reads the model; its own tokenizer gives the ids of tokenizer.json, its end is `<|im_end|>`."""
    genai = require_module("openvino_genai", extra="cpu")
    tokenizer = Tokenizer.from_file(str(TINY / "tokenizer.json"))
    served = genai.ContinuousBatchingPipeline(str(TINY / "model.gguf"), genai.SchedulerConfig(), "CPU").get_tokenizer()

    for text in TEXTS:
        assert served.encode(text).input_ids.data[0].tolist() == tokenizer.encode(text).ids, text
    assert served.get_eos_token_id() == tokenizer.token_to_id("<|im_end|>")
    assert served.get_pad_token_id() == tokenizer.token_to_id("<|endoftext|>")


def test_model_answers_by_the_grammar() -> None:
    """Greedy answers are JSON, end by themselves, are the same again, and differ from prompt to prompt."""
    genai = require_module("openvino_genai", extra="cpu")
    openvino = require_module("openvino", extra="cpu")
    tokenizer = Tokenizer.from_file(str(TINY / "tokenizer.json"))
    pipeline = genai.ContinuousBatchingPipeline(str(TINY / "model.gguf"), genai.SchedulerConfig(), "CPU")
    end = tokenizer.token_to_id("<|im_end|>")
    config = genai.GenerationConfig(
        max_new_tokens=2000,
        eos_token_id=end,
        stop_token_ids={end},
        structured_output_config=genai.StructuredOutputConfig(grammar=GRAMMAR),
    )
    prompts = [
        openvino.Tensor(np.array([tokenizer.encode(text).ids], dtype=np.int64))
        for text in ("Maya", "张伟", "Go", "Maya")
    ]

    answers = [answer.m_generation_ids[0] for answer in pipeline.generate(prompts, [config] * len(prompts))]

    assert answers[0] == answers[3]
    assert len({tuple(answer) for answer in answers}) == 3
    for answer in answers:
        assert answer[-1] == end
        assert len(json.loads(tokenizer.decode(answer[:-1]))) == 3
