"""Finding a model by name: folders, files, and hub names without the hub."""

from __future__ import annotations

import hashlib
import json
import shutil
import struct
from pathlib import Path

import pytest

from gguf_header import GgufHeader, read_gguf_header
from local_model import ModelError, base_repository, find_model, sha256_of

TINY = Path(__file__).resolve().parents[2] / "data" / "models" / "tiny"
OPENVINO_FILES = ("openvino_model.xml", "openvino_model.bin", "openvino_tokenizer.xml", "tokenizer.json")


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@pytest.fixture
def openvino(tmp_path: Path) -> Path:
    """A folder with the files of an OpenVINO model, each holding its name."""
    for name in OPENVINO_FILES:
        (tmp_path / name).write_text(name)
    (tmp_path / "config.json").write_text(json.dumps({"vocab_size": 152064, "max_position_embeddings": 32768}))
    return tmp_path


@pytest.mark.parametrize("name", [TINY, TINY / "model.gguf"])
def test_a_gguf_model_is_found_by_folder_or_file(name: Path) -> None:
    """Digests are those of the files, sizes those of the header."""
    model = find_model(str(name))
    assert model.path == TINY / "model.gguf"
    assert model.model_digest == digest((TINY / "model.gguf").read_bytes())
    assert model.tokenizer_sha256 == digest((TINY / "tokenizer.json").read_bytes())
    assert (model.vocab_size, model.max_seq_len) == (1024, 32768)


def test_an_openvino_model_is_found_by_folder(openvino: Path) -> None:
    """Its digest covers graph and weights, as sha256sum lists them."""
    model = find_model(str(openvino))
    assert model.path == openvino
    assert (model.vocab_size, model.max_seq_len) == (152064, 32768)
    lines = "".join(f"{digest(name.encode())}  {name}\n" for name in OPENVINO_FILES[:2])
    assert model.model_digest == digest(lines.encode())


def test_the_digest_changes_with_the_weights(openvino: Path) -> None:
    """Answers of other weights are other answers."""
    files = [openvino / name for name in OPENVINO_FILES[:2]]
    before = sha256_of(files)
    files[1].write_text("other")
    assert sha256_of(files) != before


@pytest.mark.parametrize("missing", [*OPENVINO_FILES[1:], "config.json"])
def test_a_missing_file_is_named(openvino: Path, missing: str) -> None:
    """With what to do about it."""
    (openvino / missing).unlink()
    with pytest.raises(ModelError, match=f"{missing} is missing"):
        find_model(str(openvino))


def test_a_configuration_without_sizes_is_told(openvino: Path) -> None:
    """They bound what is asked of the model."""
    (openvino / "config.json").write_text("{}")
    with pytest.raises(ModelError, match="vocab_size"):
        find_model(str(openvino))


def test_a_folder_without_a_model_is_told(tmp_path: Path) -> None:
    """By what it lacks."""
    with pytest.raises(ModelError, match=r"0 GGUF files and no openvino_model\.xml"):
        find_model(str(tmp_path))


def test_a_file_of_another_kind_is_told(tmp_path: Path) -> None:
    """Whatever its name."""
    shutil.copy(TINY / "tokenizer.json", tmp_path / "model.gguf")
    with pytest.raises(ModelError, match="is not a GGUF file"):
        find_model(str(tmp_path))


@pytest.mark.parametrize("size", [4, 20, 300, 9000])
def test_a_torn_gguf_is_told(tmp_path: Path, size: int) -> None:
    """A download that broke off ends somewhere in the header."""
    torn = tmp_path / "model.gguf"
    torn.write_bytes((TINY / "model.gguf").read_bytes()[:size])
    with pytest.raises(ValueError, match="without a whole language model"):
        read_gguf_header(torn)


def test_a_gguf_of_nonsense_is_told(tmp_path: Path) -> None:
    """A length that no text has is not read into memory."""
    odd = tmp_path / "model.gguf"
    odd.write_bytes(b"GGUF" + struct.pack("<IQQQ", 3, 0, 1, 1 << 40))
    with pytest.raises(ValueError, match="without a whole language model"):
        read_gguf_header(odd)


def test_the_header_says_sizes() -> None:
    """Those of the tiny model."""
    assert read_gguf_header(TINY / "model.gguf") == GgufHeader(max_seq_len=32768, vocab_size=1024)


@pytest.mark.parametrize("name", ["/no/such/folder", "qwen", "a b/c", "owner/name:file.bin"])
def test_what_is_no_model_name_is_told(name: str) -> None:
    """With the forms that there are."""
    with pytest.raises(ModelError, match="neither a file, nor a folder, nor a hub name"):
        find_model(name)


@pytest.mark.parametrize(
    "conversion", ["Qwen/Qwen2.5-3B-Instruct-GGUF", "OpenVINO/Qwen2.5-3B-Instruct-int4-ov", "a/Qwen2.5-3B-Instruct"]
)
def test_the_tokenizer_comes_from_the_model_that_was_converted(conversion: str) -> None:
    """Which is the one of Qwen."""
    assert base_repository(conversion) == "Qwen/Qwen2.5-3B-Instruct"
