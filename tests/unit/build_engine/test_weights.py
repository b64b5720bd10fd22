"""Weights are those that were published, or it is said which file is not."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest

from build_engine.building.long_context import stretch
from build_engine.building.weights import check_weights, read_checksums, weights_digest
from build_engine.errors import BuildError
from build_engine.specs.models import load_model
from tests.unit.build_engine.machines import TOKENIZER, write_weights

MODEL = replace(load_model("7B"), tokenizer_sha256=hashlib.sha256(TOKENIZER).hexdigest())


def published(folder: Path) -> dict[str, str]:
    """Returns what the hub tells: the large files only."""
    return {name: digest for name, digest in read_checksums(folder).items() if name.endswith(".safetensors")}


def test_weights_that_are_as_published_get_their_list(tmp_path: Path) -> None:
    """The digest is the same, wherever the list came from."""
    folder = write_weights(tmp_path / "weights", MODEL)
    expected, listed = check_weights(folder, MODEL), published(folder)
    (folder / "SHA256SUMS").unlink()
    assert check_weights(folder, MODEL, listed) == expected
    assert check_weights(folder, MODEL) == expected
    assert weights_digest(folder) == expected


def test_other_weights_have_another_digest(tmp_path: Path) -> None:
    one = write_weights(tmp_path / "one", MODEL)
    other = write_weights(tmp_path / "other", MODEL, shards=3)
    assert check_weights(one, MODEL) != check_weights(other, MODEL)


def test_a_file_that_was_changed_is_named(tmp_path: Path) -> None:
    folder = write_weights(tmp_path / "weights", MODEL)
    (folder / "model-00002-of-00002.safetensors").write_bytes(b"cut off")
    with pytest.raises(BuildError, match=r"model-00002-of-00002\.safetensors is not the published file"):
        check_weights(folder, MODEL)


def test_a_shard_that_is_missing_is_named(tmp_path: Path) -> None:
    folder = write_weights(tmp_path / "weights", MODEL)
    (folder / "model-00001-of-00002.safetensors").unlink()
    with pytest.raises(BuildError, match=r"lacks model-00001-of-00002\.safetensors. Run again"):
        check_weights(folder, MODEL)


def test_a_file_that_nobody_published_is_refused(tmp_path: Path) -> None:
    folder = write_weights(tmp_path / "weights", MODEL)
    (folder / "extra.safetensors").write_bytes(b"?")
    with pytest.raises(BuildError, match=r"extra\.safetensors is not in the list of checksums"):
        check_weights(folder, MODEL)


def test_the_hub_must_bring_the_known_tokenizer(tmp_path: Path) -> None:
    """It is a small file, of which the hub tells no SHA-256. Weights of one's own may have another."""
    folder = write_weights(tmp_path / "weights", MODEL)
    with pytest.raises(BuildError, match=r"tokenizer\.json is not that of Qwen2\.5"):
        check_weights(folder, load_model("7B"), published(folder))
    assert check_weights(folder, load_model("7B")) == check_weights(folder, MODEL)


@pytest.mark.parametrize(
    ("break_it", "message"),
    [
        (lambda folder: (folder / "config.json").unlink(), "There are no weights at"),
        (lambda folder: (folder / "config.json").write_text("<html>"), "is no JSON"),
        (
            lambda folder: (folder / "SHA256SUMS").unlink(),
            r"run: sha256sum \*\.safetensors tokenizer\.json",
        ),
        (lambda folder: (folder / "SHA256SUMS").write_text("abc  x\n"), "a line that sha256sum did not write"),
        (lambda folder: (folder / "tokenizer.json").unlink(), r"tokenizer\.json is missing or cannot be read"),
        (lambda folder: [file.unlink() for file in folder.glob("*.safetensors")], r"no file \*\.safetensors"),
    ],
)
def test_what_is_missing_is_told(tmp_path: Path, break_it: object, message: str) -> None:
    folder = write_weights(tmp_path / "weights", MODEL)
    assert callable(break_it)
    break_it(folder)
    with pytest.raises(BuildError, match=message):
        check_weights(folder, MODEL)


def test_weights_of_another_size_are_named_by_what_differs(tmp_path: Path) -> None:
    folder = write_weights(tmp_path / "weights", load_model("14B"))
    with pytest.raises(BuildError, match=r"not of Qwen2\.5-7B: hidden_size 5120 instead of 3584, .*--model"):
        check_weights(folder, MODEL)


def test_longer_texts_get_a_configuration_of_their_own(tmp_path: Path) -> None:
    """Weights are linked, not copied; the original stays as it is."""
    folder = write_weights(tmp_path / "weights", MODEL)
    before = (folder / "config.json").read_bytes()
    stretch(folder, tmp_path / "stretched", 2)
    config = json.loads((tmp_path / "stretched" / "config.json").read_text())
    assert config["rope_scaling"] == {
        "type": "yarn",
        "rope_type": "yarn",
        "factor": 2,
        "original_max_position_embeddings": 32_768,
    }
    assert config["max_position_embeddings"] == 65_536
    assert config["hidden_size"] == MODEL.hidden_size
    assert (tmp_path / "stretched" / "model-00001-of-00002.safetensors").is_symlink()
    assert (folder / "config.json").read_bytes() == before


def test_without_weights_nothing_is_stretched(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="Build the step `weights` first"):
        stretch(tmp_path, tmp_path / "stretched", 2)
