"""Finds the model that somebody names: a folder, a GGUF file, or a name on the Hugging Face hub."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from gguf_header import read_gguf_header

OPENVINO_MODEL = ("openvino_model.xml", "openvino_model.bin")
TOKENIZER = "tokenizer.json"
HUB_NAME = re.compile(r"(?P<repository>[\w.-]+/[\w.-]+?)(?::(?P<file>[\w./-]+\.gguf))?")
HUB_FILES = ("*.json", "*.xml", "*.bin")
CONVERTED = re.compile(r"-(?:GGUF|(?:int4|int8|fp16)\S*-ov)$", re.IGNORECASE)
"""How the hub's conversions of Qwen2.5 end; without it, theirs is the name of the model that they were made from."""


class ModelError(Exception):
    """No model can be served under this name; the message says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalModel:
    """A model on this machine.

    `path` is what OpenVINO loads: a GGUF file or a folder. Digests are SHA-256 in lower-case hex; `max_seq_len` is what
    the model was made for, in tokens of prompt and output together.
    """

    path: Path
    tokenizer: Path
    model_digest: str
    tokenizer_sha256: str
    vocab_size: int
    max_seq_len: int


def find_model(name: str) -> LocalModel:
    """Returns the model that `name` means.

    Args:
        name: A folder with a GGUF file or an OpenVINO model, a GGUF file (each with its tokenizer.json), or a hub name:
            `OWNER/REPOSITORY` of an OpenVINO model, `OWNER/REPOSITORY:FILE.gguf` of a GGUF file. The hub's files are
            downloaded once.

    Raises:
        ModelError: There is no such model, it cannot be fetched, or a file of it is missing or broken.
    """
    path = Path(name).expanduser()
    if path.is_file():
        return _gguf_model(path.absolute(), path.absolute().with_name(TOKENIZER))
    if path.is_dir():
        return _folder_model(path.absolute())
    match = HUB_NAME.fullmatch(name)
    if match is None:
        raise ModelError(
            f"{name} is neither a file, nor a folder, nor a hub name (OWNER/REPOSITORY or OWNER/REPOSITORY:FILE.gguf)."
        )
    return _hub_model(name, match["repository"], match["file"])


def sha256_of(files: Sequence[Path]) -> str:
    """Returns the SHA-256 of one file, or of the lines that sha256sum prints for several."""
    digests = [_file_digest(file) for file in files]
    if len(digests) == 1:
        return digests[0]
    lines = (f"{digest}  {file.name}\n" for digest, file in zip(digests, files, strict=True))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def base_repository(repository: str) -> str:
    """Returns the repository of Qwen that a conversion was made from: its GGUF files come without tokenizer.json."""
    return f"Qwen/{CONVERTED.sub('', repository.partition('/')[2])}"


def _folder_model(folder: Path) -> LocalModel:
    if (folder / OPENVINO_MODEL[0]).is_file():
        return _openvino_model(folder, folder / TOKENIZER)
    found = sorted(folder.glob("*.gguf"))
    if len(found) != 1:
        raise ModelError(f"{folder} holds {len(found)} GGUF files and no {OPENVINO_MODEL[0]}. Name one GGUF file.")
    return _gguf_model(found[0], folder / TOKENIZER)


def _gguf_model(path: Path, tokenizer: Path) -> LocalModel:
    try:
        header = read_gguf_header(path)
    except ValueError as error:
        raise ModelError(f"{path} {error}. Name a GGUF file or an OpenVINO folder of Qwen2.5 Instruct.") from error
    _check_files([tokenizer])
    return LocalModel(
        path=path,
        tokenizer=tokenizer,
        model_digest=sha256_of([path]),
        tokenizer_sha256=sha256_of([tokenizer]),
        vocab_size=header.vocab_size,
        max_seq_len=header.max_seq_len,
    )


def _openvino_model(folder: Path, tokenizer: Path) -> LocalModel:
    files = [folder / name for name in OPENVINO_MODEL]
    _check_files([*files, tokenizer, folder / "config.json", folder / "openvino_tokenizer.xml"])
    try:
        config = json.loads((folder / "config.json").read_text())
        vocab_size, max_seq_len = int(config["vocab_size"]), int(config["max_position_embeddings"])
    except (ValueError, KeyError, TypeError) as error:
        raise ModelError(f"{folder / 'config.json'} does not say vocab_size and max_position_embeddings.") from error
    return LocalModel(
        path=folder,
        tokenizer=tokenizer,
        model_digest=sha256_of(files),
        tokenizer_sha256=sha256_of([tokenizer]),
        vocab_size=vocab_size,
        max_seq_len=max_seq_len,
    )


def _check_files(files: Sequence[Path]) -> None:
    for file in files:
        if not file.is_file():
            raise ModelError(f"{file} is missing. Put the file of that name from the model's repository there.")


def _hub_model(name: str, repository: str, file: str | None) -> LocalModel:
    """Fetches a model, or takes what an earlier start has fetched."""
    if file is None:
        folder = _fetch(name, repository, HUB_FILES)
        own = folder / TOKENIZER
        return _openvino_model(folder, own if own.is_file() else _fetch_tokenizer(name, repository))
    path = _fetch(name, repository, (file,)) / file
    if not path.is_file():
        raise ModelError(f"{repository} has no file {file}. Look at its list of files on the hub.")
    return _gguf_model(path, _fetch_tokenizer(name, repository))


def _fetch_tokenizer(name: str, repository: str) -> Path:
    return _fetch(name, base_repository(repository), (TOKENIZER,)) / TOKENIZER


def _fetch(name: str, repository: str, files: Sequence[str]) -> Path:
    """Returns the folder in which the files of a repository lie that match the patterns."""
    # Slow to import, and not needed for local models.
    from huggingface_hub import snapshot_download  # noqa: PLC0415
    from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError  # noqa: PLC0415

    try:
        # One question for the whole list first, which fails at once without a network: a single file is asked for again
        # and again for half a minute.
        return Path(snapshot_download(repository, allow_patterns=list(files)))
    except LocalEntryNotFoundError as error:
        raise ModelError(
            f"{name} is not on this machine, and the hub cannot be reached. Name a folder that holds the model and its "
            f"{TOKENIZER}, or start once with network access."
        ) from error
    except (HfHubHTTPError, OSError, ValueError) as error:
        raise ModelError(f"{name} cannot be fetched from the hub ({_first_line(error)}). Check the name.") from error


def _first_line(error: Exception) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__)


def _file_digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
