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
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    help="Part of free memory for keys and values; else that of the build.",
)
def render(engine: Path, out: Path, kv_memory_fraction: float | None) -> None:
    """Write the Triton repository of an engine, after checking that both agree."""
    click.echo(f"Triton repository: {write_repository(repository_of(engine, kv_memory_fraction), out)}")
