"""Are the weights on this disk those that were published, and of the model that was asked for?"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from build_engine.building.folders import CHECKSUMS, TOKENIZER
from build_engine.errors import BuildError
from build_engine.specs.models import END_TOKEN, ModelShape, load_model

CONFIG = "config.json"
TOKENIZER_CONFIG = "tokenizer_config.json"
WEIGHTS = "*.safetensors"
INDEX = "model.safetensors.index.json"
_GIT = "git:"
"""What begins the digest of a small file: the hub tells its name in Git in place of a SHA-256."""


def check_weights(folder: Path, model: ModelShape, published: Mapping[str, str] | None = None) -> str:
    """Checks a folder of weights, file by file, and keeps the checksums in its SHA256SUMS.

    Args:
        folder: The files of a repository of the hub.
        model: What they must be.
        published: Digests by file name as the hub tells them: SHA-256, or `git:` and a SHA-1 as Git makes it. None to
            go by the SHA256SUMS that is there: weights of one's own may be tuned further, and their tokenizer written
            anew.

    Returns:
        The SHA-256 of the list of checksums: the digest of the weights.

    Raises:
        BuildError: A file is missing, differs from what was published, or is of another model.
    """
    check_shape(folder, model)
    _check_end_token(folder)
    expected = dict(published) if published is not None else read_checksums(folder)
    names = [path.name for path in _weight_files(folder, expected)]
    found = {}
    for name in sorted([*names, TOKENIZER, CONFIG, TOKENIZER_CONFIG]):
        found[name] = _digest(folder / name, "sha256")
        _compare(folder / name, found[name], expected)
    if published is not None:
        (folder / CHECKSUMS).write_text(_listed(found), encoding="utf-8")
    return hashlib.sha256(_listed(found).encode()).hexdigest()


def weights_digest(folder: Path) -> str:
    """Returns what `check_weights` returned, from the list of checksums alone.

    Raises:
        BuildError: There is no list.
    """
    listed = read_checksums(folder)
    names = {file.name for file in folder.glob(WEIGHTS)} | {TOKENIZER, CONFIG, TOKENIZER_CONFIG}
    return hashlib.sha256(_listed({name: listed[name] for name in listed if name in names}).encode()).hexdigest()


def check_shape(folder: Path, model: ModelShape) -> None:
    """Compares config.json with the model that was asked for.

    Raises:
        BuildError: There is none, or it differs; every difference is named.
    """
    path = folder / CONFIG
    if not path.is_file():
        raise BuildError(
            f"There are no weights at {folder}: {CONFIG} is missing. Name a folder with the files of "
            f"{model.repository}, or leave out --weights to download them."
        )
    config = _read_object(path)
    wanted = {
        "hidden_size": model.hidden_size,
        "num_hidden_layers": model.layers,
        "num_attention_heads": model.query_heads,
        "num_key_value_heads": model.kv_heads,
        "intermediate_size": model.intermediate_size,
        "vocab_size": model.vocab_size,
        "tie_word_embeddings": model.tied_embeddings,
    }
    wrong = [
        f"{name} {config.get(name)} instead of {value}" for name, value in wanted.items() if config.get(name) != value
    ]
    if wrong:
        raise BuildError(f"{path} is not of Qwen2.5-{model.name}: {', '.join(wrong)}. Name its size with --model.")


def read_checksums(folder: Path) -> dict[str, str]:
    """Reads a list as sha256sum writes it: SHA-256 by file name.

    Raises:
        BuildError: There is none, or a line is none of sha256sum.
    """
    path = folder / CHECKSUMS
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BuildError(
            f"{path} is missing. Where the weights came from, run: sha256sum {WEIGHTS} *.json > {CHECKSUMS}"
        ) from error
    found = {}
    for line in lines:
        digest, _, name = line.partition(" ")
        if len(digest) != 64 or not name.strip():
            raise BuildError(f"{path} has a line that sha256sum did not write. Make it anew.")
        found[name.strip().removeprefix("*").removeprefix("./")] = digest.lower()
    return found


def published_checksums(model: ModelShape) -> dict[str, str]:
    """Asks the hub for the digests of the files of a model's pinned revision.

    Returns:
        SHA-256 of large files, `git:` and the SHA-1 of Git of small ones, by file name.

    Raises:
        BuildError: The hub cannot be reached.
    """
    # Slow to import, and only there where weights are downloaded.
    from huggingface_hub import HfApi  # noqa: PLC0415

    try:
        told = HfApi().model_info(model.repository, revision=model.revision, files_metadata=True)
    except Exception as error:  # (whatever its HTTP library raises; versions have different ones)
        raise BuildError(
            f"The hub does not tell the checksums of {model.repository} ({type(error).__name__}). Check the network "
            "and run again."
        ) from error
    return {
        file.rfilename: file.lfs.sha256 if file.lfs is not None else f"{_GIT}{file.blob_id}"
        for file in told.siblings or ()
    }


def _compare(path: Path, sha256: str, expected: Mapping[str, str]) -> None:
    if path.name not in expected:
        raise BuildError(f"{path} is not in the list of checksums. Remove it, or make the list anew.")
    wanted = expected[path.name]
    found = f"{_GIT}{_digest(path, 'sha1', git=True)}" if wanted.startswith(_GIT) else sha256
    if found != wanted:
        raise BuildError(
            f"{path} is not the published file: its digest is {found}, and should be {wanted}. Delete it and run again."
        )


def _weight_files(folder: Path, expected: Mapping[str, str]) -> list[Path]:
    """Returns the files of the weights: all that are listed, and all that the index names.

    Raises:
        BuildError: There is none, or one of them is missing.
    """
    found = sorted(folder.glob(WEIGHTS))
    if not found:
        raise BuildError(f"There are no weights at {folder}: no file {WEIGHTS}. Delete the folder and run again.")
    named = {name for name in expected if name.endswith(".safetensors") and "/" not in name}
    if (folder / INDEX).is_file():
        table = _read_object(folder / INDEX).get("weight_map")
        named |= set(table.values()) if isinstance(table, dict) else set()
    missing = sorted(named - {file.name for file in found})
    if missing:
        raise BuildError(f"{folder} lacks {', '.join(missing)}. Run again: a download goes on where it ended.")
    return found


def _check_end_token(folder: Path) -> None:
    """The tokenizer information of the grammars takes the end of an answer from this file."""
    path = folder / TOKENIZER_CONFIG
    if not path.is_file():
        raise BuildError(f"{path} is missing. It says how an answer ends; fetch it from the model's repository.")
    token = _read_object(path).get("eos_token")
    token = token.get("content") if isinstance(token, dict) else token
    if token != END_TOKEN:
        raise BuildError(
            f"{path} ends answers with {token} and not with {END_TOKEN}: use weights of an Instruct model."
        )


def _read_object(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BuildError(f"{path} is no JSON. Delete it and fetch it again.") from error
    if not isinstance(content, dict):
        raise BuildError(f"{path} is no JSON object. Delete it and fetch it again.")
    return content


def _listed(digests: Mapping[str, str]) -> str:
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(digests.items()))


def _digest(path: Path, algorithm: str, *, git: bool = False) -> str:
    """Returns a digest of a file; that of Git has the length before the content."""
    try:
        with path.open("rb") as file:
            if git:
                content = file.read()
                return hashlib.new(algorithm, b"blob %d\0" % len(content) + content).hexdigest()
            return hashlib.file_digest(file, algorithm).hexdigest()
    except OSError as error:
        raise BuildError(f"{path} is missing or cannot be read. Fetch it again.") from error


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--model", required=True, help="Size of Qwen2.5.")
@click.option("--hub", is_flag=True, help="Compare with what the hub says, and keep its checksums.")
def main(folder: Path, model: str, *, hub: bool) -> None:
    """Check the weights in FOLDER."""
    try:
        shape = load_model(model)
        digest = check_weights(folder, shape, published_checksums(shape) if hub else None)
    except BuildError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"Weights of {shape.repository}: {digest}")


if __name__ == "__main__":
    main()
