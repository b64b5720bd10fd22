"""Weights with a configuration for texts beyond 32,768 tokens, which conversion and the LLM API read alike."""

from __future__ import annotations

import json
from pathlib import Path

import click

from build_engine.errors import BuildError
from build_engine.specs.models import NATIVE_POSITIONS


def stretch(weights: Path, target: Path, factor: float) -> None:
    """Links all files of `weights` into `target`, with a config.json of its own that asks for YaRN.

    Raises:
        BuildError: There is no config.json that can be read.
    """
    try:
        config = json.loads((weights / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BuildError(f"{weights / 'config.json'} cannot be read. Build the step `weights` first.") from error
    target.mkdir(parents=True)
    for file in sorted(weights.iterdir()):
        if file.is_file() and file.name != "config.json":
            (target / file.name).symlink_to(file.resolve())
    # Both spellings of the type: TensorRT-LLM reads `type`, newer transformers `rope_type`.
    scaling = {
        "type": "yarn",
        "rope_type": "yarn",
        "factor": factor,
        "original_max_position_embeddings": NATIVE_POSITIONS,
    }
    longer = config | {"max_position_embeddings": int(NATIVE_POSITIONS * factor), "rope_scaling": scaling}
    (target / "config.json").write_text(json.dumps(longer, indent=2), encoding="utf-8")


@click.command()
@click.argument("weights", type=click.Path(path_type=Path, file_okay=False))
@click.argument("target", type=click.Path(path_type=Path))
@click.option("--factor", type=float, required=True)
def main(weights: Path, target: Path, factor: float) -> None:
    """Write TARGET, which is WEIGHTS with positions stretched by FACTOR."""
    try:
        stretch(weights, target, factor)
    except BuildError as error:
        raise click.ClickException(str(error)) from error


if __name__ == "__main__":
    main()
