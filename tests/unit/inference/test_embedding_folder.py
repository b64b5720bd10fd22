"""What a folder of an embedding model has to hold, and what is said of one that does not."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bole.domain.errors import BoleError, ErrorReason
from bole.inference.embedding_folder import embedding_model, is_test_model

TINY = Path(__file__).resolve().parents[2] / "data/models/encoder"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the test model, to be changed."""
    return Path(shutil.copytree(TINY, tmp_path / "model"))


def write(name: str, value: object) -> Callable[[Path], None]:
    """Returns what writes a JSON file into a folder."""

    def change(folder: Path) -> None:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(json.dumps(value), encoding="utf-8")

    return change


def remove(name: str) -> Callable[[Path], None]:
    """Returns what takes a file out of a folder."""
    return lambda folder: (folder / name).unlink()


def spoil(name: str) -> Callable[[Path], None]:
    """Returns what makes a file one that is no JSON."""

    def change(folder: Path) -> None:
        (folder / name).write_bytes(b"\xff\xfe{")

    return change


def test_what_the_test_model_says(folder: Path) -> None:
    """Without other files the usual holds: mean pooling, no prefixes."""
    model = embedding_model(folder)

    assert (model.pooling, model.most_tokens, model.is_test_model) == ("mean", 128, True)
    assert (model.languages, model.threshold, model.criterion_prefix) == (("zh", "en"), 3.0, "")
    assert is_test_model(folder)


@pytest.mark.parametrize(
    ("change", "reason", "said"),
    [
        (shutil.rmtree, ErrorReason.ARGUMENT_INVALID, "names no folder"),
        (remove("model.onnx"), ErrorReason.ARGUMENT_INVALID, "neither model.onnx nor onnx/model.onnx"),
        (remove("tokenizer.json"), ErrorReason.ARGUMENT_INVALID, "no tokenizer.json"),
        (remove("config.json"), ErrorReason.ARGUMENT_INVALID, "no config.json"),
        (spoil("config.json"), ErrorReason.MODEL_CONTRACT_MISMATCH, "config.json of the embedding model is no JSON"),
        (write("config.json", []), ErrorReason.MODEL_CONTRACT_MISMATCH, "config.json .* holds no JSON object"),
        (spoil("bole.json"), ErrorReason.MODEL_CONTRACT_MISMATCH, "bole.json"),
        (write("bole.json", {"treshold": 3}), ErrorReason.MODEL_CONTRACT_MISMATCH, "not right in: treshold"),
        (write("bole.json", {"threshold": -1.0}), ErrorReason.MODEL_CONTRACT_MISMATCH, "not right in: threshold"),
        (write("bole.json", {"threshold": float("nan")}), ErrorReason.MODEL_CONTRACT_MISMATCH, "in: threshold"),
        (write("bole.json", {"languages": []}), ErrorReason.MODEL_CONTRACT_MISMATCH, "not right in: languages"),
        (write("bole.json", {"languages": ["English"]}), ErrorReason.MODEL_CONTRACT_MISMATCH, "in: languages.0"),
        (write("bole.json", {"pooling": "max"}), ErrorReason.MODEL_CONTRACT_MISMATCH, "not right in: pooling"),
        (
            write("1_Pooling/config.json", {"pooling_mode_max_tokens": True}),
            ErrorReason.MODEL_CONTRACT_MISMATCH,
            "pools by max_tokens",
        ),
        (
            write("modules.json", [{"type": "sentence_transformers.models.Dense"}]),
            ErrorReason.MODEL_CONTRACT_MISMATCH,
            "steps that this service does not take: Dense",
        ),
        (write("modules.json", {"a": 1}), ErrorReason.MODEL_CONTRACT_MISMATCH, "steps"),
    ],
    ids=[
        "no folder",
        "no graph",
        "no tokenizer",
        "no config",
        "config no JSON",
        "config a list",
        "own file no JSON",
        "unknown field",
        "negative threshold",
        "threshold not a number",
        "no languages",
        "language by name",
        "unknown pooling",
        "pools otherwise",
        "dense layer",
        "modules no list",
    ],
)
def test_a_folder_that_cannot_be_used(
    folder: Path, change: Callable[[Path], None], reason: ErrorReason, said: str
) -> None:
    """Every sentence names the file and the setting."""
    change(folder)
    with pytest.raises(BoleError, match=said) as caught:
        embedding_model(folder)

    assert caught.value.reason is reason
    assert "BOLE_ENCODER_MODEL" in caught.value.message


def test_the_layout_of_sentence_transformers_is_read(folder: Path) -> None:
    """Graph in its own folder, prompts, pooling by the first token, positions in the manner of RoBERTa."""
    (folder / "onnx").mkdir()
    (folder / "model.onnx").rename(folder / "onnx/model.onnx")
    (folder / "bole.json").unlink()
    for change in (
        write("config_sentence_transformers.json", {"prompts": {"query": "query: ", "document": "passage: "}}),
        write("1_Pooling/config.json", {"pooling_mode_cls_token": True, "include_prompt": True}),
        write("config.json", {"model_type": "xlm-roberta", "max_position_embeddings": 514, "pad_token_id": 1}),
        write("modules.json", [{"type": f"sentence_transformers.models.{one}"} for one in ("Transformer", "Pooling")]),
    ):
        change(folder)
    model = embedding_model(folder)

    assert (model.pooling, model.most_tokens, model.is_test_model) == ("cls", 512, False)
    assert (model.criterion_prefix, model.passage_prefix) == ("query: ", "passage: ")
    assert model.graph == folder / "onnx/model.onnx"


def test_what_bole_json_says_goes_first(folder: Path) -> None:
    """An empty prefix is one too."""
    write("config_sentence_transformers.json", {"prompts": {"query": "query: ", "passage": "passage: "}})(folder)
    write("sentence_bert_config.json", {"max_seq_length": 64})(folder)
    write("bole.json", {"query_prefix": "", "passage_prefix": "query: ", "pooling": "cls", "languages": ["en"]})(folder)
    model = embedding_model(folder)

    assert (model.criterion_prefix, model.passage_prefix, model.pooling) == ("", "query: ", "cls")
    assert (model.most_tokens, model.languages, model.threshold) == (64, ("en",), None)


@pytest.mark.parametrize(
    "name", ["model.onnx", "model.onnx_data", "tokenizer.json", "bole.json", "1_Pooling/config.json"]
)
def test_every_file_that_decides_is_in_the_digest(folder: Path, name: str) -> None:
    """Weights beside the graph too; a copy elsewhere has the same digest."""
    before = embedding_model(folder).digest
    with (folder / name).open("ab") as file:
        file.write(b" ")

    assert embedding_model(folder).digest != before
    assert embedding_model(TINY).digest == before
