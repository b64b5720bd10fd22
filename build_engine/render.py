"""`render`: an engine to the repository that Triton serves."""

from __future__ import annotations

from pathlib import Path

import click

from build_engine.rendering.repository import repository_of, write_repository


@click.command()
@click.option(
    "--engine", type=click.Path(path_type=Path, file_okay=False), required=True, help="Folder with manifest.json."
)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="The repository.")
@click.option(
    "--kv-memory-fraction",
    type=float,
    help="Part of free memory for keys and values; else that of the build.",
)
def render(engine: Path, out: Path, kv_memory_fraction: float | None) -> None:
    """Write the Triton repository of an engine, after checking that both agree."""
    repository = repository_of(engine, kv_memory_fraction)
    write_repository(repository, out)
    click.echo(f"Rendered: model {repository.served.model_digest}")
