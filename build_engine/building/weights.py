"""Are the weights on this disk those that were published, and of the model that was asked for?"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

import click

from build_engine.building.folders import CHECKSUMS, TOKENIZER
from build_engine.errors import BuildError
from build_engine.specs.models import ModelShape, load_model

CONFIG = "config.json"
WEIGHTS = "*.safetensors"
INDEX = "model.safetensors.index.json"


def check_weights(folder: Path, model: ModelShape, published: Mapping[str, str] | None = None) -> str:
    """Checks a folder of weights, file by file, and keeps the checksums in its SHA256SUMS.

    Args:
        folder: The files of a repository of the hub.
        model: What they must be.
        published: SHA-256 by file name as the hub tells them; None to go by the SHA256SUMS that is there: weights of
            one's own may be tuned further, and their tokenizer written anew.

    Returns:
        The SHA-256 of the list of checksums: the digest of the weights.

    Raises:
        BuildError: A file is missing, differs from what was published, or is of another model.
    """
    check_shape(folder, model)
    expected = dict(published) if published is not None else read_checksums(folder)
    files = [*_weight_files(folder), folder / TOKENIZER, folder / CONFIG]
    found = {file.name: _sha256(file) for file in sorted(files)}
    for name, digest in found.items():
        if name not in expected:
            # Small files are no LFS files on the hub, which tells no SHA-256 of theirs; the revision fixes them.
            if published is not None and name in {TOKENIZER, CONFIG}:
                continue
            raise BuildError(f"{folder / name} is not in the list of checksums. Remove it, or make the list anew.")
        if digest != expected[name]:
            raise BuildError(
                f"{folder / name} is not the published file: its SHA-256 is {digest}, and should be {expected[name]}. "
                "Delete it and run again."
            )
    if published is not None and found[TOKENIZER] != model.tokenizer_sha256:
        raise BuildError(
            f"{folder / TOKENIZER} is not that of Qwen2.5: its SHA-256 is {found[TOKENIZER]}, and should be "
            f"{model.tokenizer_sha256}. Delete it and run again."
        )
    if published is not None:
        (folder / CHECKSUMS).write_text(_listed(found), encoding="utf-8")
    return hashlib.sha256(_listed(found).encode()).hexdigest()


def weights_digest(folder: Path) -> str:
    """Returns what `check_weights` returned, from the list of checksums alone.

    Raises:
        BuildError: There is no list.
    """
    listed = read_checksums(folder)
    names = {file.name for file in folder.glob(WEIGHTS)} | {TOKENIZER, CONFIG}
    return hashlib.sha256(_listed({name: listed[name] for name in listed if name in names}).encode()).hexdigest()


def check_shape(folder: Path, model: ModelShape) -> None:
    """Compares config.json with the model that was asked for.

    Raises:
        BuildError: There is none, or it differs; every difference is named.
    """
    path = folder / CONFIG
    try:
        config = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BuildError(
            f"There are no weights at {folder}: {CONFIG} is missing. Name a folder with the files of "
            f"{model.repository}, or leave out --weights to download them."
        ) from error
    except ValueError as error:
        raise BuildError(f"{path} is no JSON. Delete it and fetch it again.") from error
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
    except OSError as error:
        raise BuildError(
            f"{path} is missing. Where the weights came from, run: sha256sum {WEIGHTS} {TOKENIZER} {CONFIG} > "
            f"{CHECKSUMS}"
        ) from error
    found = {}
    for line in lines:
        digest, _, name = line.partition(" ")
        if len(digest) != 64 or not name.strip():
            raise BuildError(f"{path} has a line that sha256sum did not write. Make it anew.")
        found[name.strip().removeprefix("*")] = digest.lower()
    return found


def published_checksums(model: ModelShape) -> dict[str, str]:
    """Asks the hub for the SHA-256 of the files of a model's pinned revision.

    Raises:
        BuildError: The hub cannot be reached.
    """
    # Slow to import, and only there where weights are downloaded.
    from huggingface_hub import HfApi  # noqa: PLC0415
    from huggingface_hub.errors import HfHubHTTPError  # noqa: PLC0415

    try:
        told = HfApi().model_info(model.repository, revision=model.revision, files_metadata=True)
    except (HfHubHTTPError, OSError, ValueError) as error:
        raise BuildError(
            f"The hub does not tell the checksums of {model.repository}. Check the network and run again."
        ) from error
    return {file.rfilename: file.lfs.sha256 for file in told.siblings or () if file.lfs is not None}


def _listed(digests: Mapping[str, str]) -> str:
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(digests.items()))


def _weight_files(folder: Path) -> list[Path]:
    """Returns the files of the weights, all that the index names.

    Raises:
        BuildError: There is none, or one of them is missing.
    """
    found = sorted(folder.glob(WEIGHTS))
    if not found:
        raise BuildError(f"There are no weights at {folder}: no file {WEIGHTS}. Delete the folder and run again.")
    index = folder / INDEX
    if index.is_file():
        named = set(json.loads(index.read_text(encoding="utf-8"))["weight_map"].values())
        missing = sorted(named - {file.name for file in found})
        if missing:
            raise BuildError(f"{folder} lacks {', '.join(missing)}. Run again: a download goes on where it ended.")
    return found


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
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
