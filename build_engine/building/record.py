"""Writes the manifest of an engine: the last command of its step, before its folder gets its name."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from build_engine.building.commands import Kind, model_folder, steps_of
from build_engine.building.folders import MANIFEST, TOKENIZER, Folders, partial
from build_engine.building.host import Host, look
from build_engine.building.journal import read_journal
from build_engine.building.manifest import (
    GpuPart,
    Manifest,
    ModelPart,
    StepPart,
    VersionsPart,
    file_digests,
    model_digest,
    settings_part,
    write_manifest,
)
from build_engine.building.weights import check_shape, weights_digest
from build_engine.errors import BuildError
from build_engine.options import engine_options, engine_settings
from build_engine.specs.settings import EngineSettings

IMAGE_DIGEST = "IMAGE_DIGEST"
"""The variable that tells the digest of the container image: nothing inside a container knows it."""


def manifest_of(settings: EngineSettings, kind: Kind, folders: Folders, host: Host) -> Manifest:
    """Describes an engine that has been built, and lies in the folder that it is built in.

    Raises:
        BuildError: There is no GPU, or weights or engine are not there.
    """
    if not host.gpus:
        raise BuildError("There is no GPU, so that this is not the machine the engine was built on.")
    engine = partial(folders.engine)
    if not engine.is_dir():
        raise BuildError(f"There is no engine at {engine}. The commands before this one make it.")
    check_shape(folders.weights, settings.model)
    weights_sha256 = weights_digest(folders.weights)
    steps = _steps(settings, kind, folders)
    gpu = host.gpus[0]
    part = settings_part(settings)
    return Manifest(
        format=1,
        kind=kind,
        model=ModelPart(
            name=settings.model.name,
            repository=settings.model.repository,
            revision=settings.model.revision if folders.own_weights is None else "",
            weights_sha256=weights_sha256,
            tokenizer_sha256=file_digests([folders.weights / TOKENIZER])[TOKENIZER],
            vocab_size=settings.model.vocab_size,
        ),
        model_digest=model_digest(kind, weights_sha256, part, host.tensorrt_llm),
        settings=part,
        versions=VersionsPart(tensorrt_llm=host.tensorrt_llm, tensorrt=host.tensorrt, driver=host.driver),
        gpu=GpuPart(
            name=gpu.name,
            compute_capability=gpu.compute_capability,
            memory_mib=gpu.memory_mib,
            count=settings.tensor_parallel,
        ),
        image_digest=os.environ.get(IMAGE_DIGEST) or None,
        weights=str(model_folder(settings, folders).absolute()),
        steps=steps,
        files=file_digests(file for file in engine.iterdir() if file.is_file() and file.name != MANIFEST),
        written=datetime.now(UTC).isoformat(timespec="seconds"),
        seconds=round(sum(step.seconds for step in steps), 1),
    )


def _steps(settings: EngineSettings, kind: Kind, folders: Folders) -> tuple[StepPart, ...]:
    """Returns what the journal knows of this build: the steps that are done, and the one that this is a part of.

    Nothing where the commands were run by hand.
    """
    journal, found = read_journal(folders.journal), []
    for step in steps_of(settings, folders, kind):
        earlier = journal.done.get(step.name)
        if step.name == journal.running:
            seconds = time.time() - journal.began
            found.append(StepPart(name=step.name, commands=journal.commands, seconds=round(seconds, 1)))
            break
        if earlier is not None:
            found.append(StepPart(name=step.name, commands=earlier.commands, seconds=round(earlier.seconds, 1)))
    return tuple(found)


@click.command()
@click.argument("root", type=click.Path(path_type=Path, file_okay=False))
@click.option("--kind", type=click.Choice([one.value for one in Kind]), default="engine")
@click.option("--weights", type=click.Path(path_type=Path, file_okay=False))
@engine_options
def main(root: Path, kind: str, weights: Path | None, **engine: Any) -> None:  # noqa: ANN401 (checked by the options)
    """Describe the engine that is being built below ROOT."""
    folders = Folders(root=root, own_weights=weights)
    try:
        manifest = manifest_of(engine_settings(**engine), Kind(kind), folders, look(root, ()))
        write_manifest(manifest, partial(folders.engine))
    except BuildError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"Model: {manifest.model_digest}")


if __name__ == "__main__":
    main()
