"""Weights are those that were published, or it is said which file is not."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from build_engine.building.long_context import stretch
from build_engine.building.weights import check_weights, read_checksums, weights_digest
from build_engine.errors import BuildError
from build_engine.specs.models import load_model
from tests.unit.build_engine.machines import write_checksums, write_weights

MODEL = load_model("7B")


def published(folder: Path) -> dict[str, str]:
    """Returns what the hub tells: SHA-256 of large files, and the SHA-1 of Git of small ones."""
    small = {}
    for path in folder.glob("*.json"):
        content = path.read_bytes()
        git = hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()
        small[path.name] = f"git:{git}"
    return {name: digest for name, digest in read_checksums(folder).items() if name.endswith(".safetensors")} | small


def test_weights_that_are_as_published_get_their_list(tmp_path: Path) -> None:
    """The digest is the same, wherever the list came from."""
    folder = write_weights(tmp_path / "weights", MODEL)
    expected, listed = check_weights(folder, MODEL), published(folder)
    (folder / "SHA256SUMS").unlink()
    assert check_weights(folder, MODEL, listed) == expected
    assert check_weights(folder, MODEL) == expected
    assert weights_digest(folder) == expected


@pytest.mark.parametrize("name", ["config.json", "tokenizer.json", "tokenizer_config.json"])
def test_small_files_are_compared_too(tmp_path: Path, name: str) -> None:
    folder = write_weights(tmp_path / "weights", MODEL)
    listed = published(folder)
    (folder / name).write_text((folder / name).read_text() + "\n")
    with pytest.raises(BuildError, match=rf"{name} is not the published file: its digest is git:"):
        check_weights(folder, MODEL, listed)


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


def test_a_listed_shard_that_is_missing_is_named_without_an_index_too(tmp_path: Path) -> None:
    folder = write_weights(tmp_path / "weights", MODEL)
    (folder / "model.safetensors.index.json").unlink()
    write_checksums(folder)
    (folder / "model-00002-of-00002.safetensors").unlink()
    with pytest.raises(BuildError, match=r"lacks model-00002-of-00002\.safetensors"):
        check_weights(folder, MODEL)


def test_a_file_that_nobody_published_is_refused(tmp_path: Path) -> None:
    folder = write_weights(tmp_path / "weights", MODEL)
    (folder / "extra.safetensors").write_bytes(b"?")
    with pytest.raises(BuildError, match=r"extra\.safetensors is not in the list of checksums"):
        check_weights(folder, MODEL)


@pytest.mark.parametrize(
    ("break_it", "message"),
    [
        (lambda folder: (folder / "config.json").unlink(), "There are no weights at"),
        (lambda folder: (folder / "config.json").write_text("<html>"), "is no JSON"),
        (
            lambda folder: (folder / "SHA256SUMS").unlink(),
            r"run: sha256sum \*\.safetensors \*\.json > SHA256SUMS",
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
