"""`build`: weights to an engine, and to a repository that Triton serves."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

import click

from build_engine.building.commands import EXAMPLES, Kind, Step, steps_of
from build_engine.building.folders import Folders, partial
from build_engine.building.host import Host, look
from build_engine.building.preflight import check, needed_disk
from build_engine.building.runner import run_steps
from build_engine.options import engine_options, engine_settings
from build_engine.specs.settings import EngineSettings


@click.command()
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), default="models", help="Where everything will lie."
)
@click.option("--kind", type=click.Choice([one.value for one in Kind]), default="engine", help="How it will be served.")
@click.option(
    "--weights", type=click.Path(path_type=Path, file_okay=False), help="Weights of your own, with SHA256SUMS."
)
@click.option(
    "--examples",
    type=click.Path(path_type=Path, file_okay=False),
    default=EXAMPLES,
    help="Scripts of TensorRT-LLM 1.2.1.",
)
@click.option("--dry-run", is_flag=True, help="Print all commands and run none.")
@engine_options
def build(
    out: Path,
    kind: str,
    weights: Path | None,
    examples: Path,
    *,
    dry_run: bool,
    **engine: Any,  # noqa: ANN401 (checked by the options)
) -> None:
    """Build an engine, step by step; what is done already is not done again."""
    settings, served = engine_settings(**engine), Kind(kind)
    folders = Folders(root=out, own_weights=weights)
    steps = steps_of(settings, folders, served, examples)
    if dry_run:
        click.echo(script(steps, settings, served, with_weights=weights is not None))
        return
    host = look(out, started_programs(steps))
    for warning in check(host, settings, served, with_weights=folders.weights.is_dir()):
        click.echo(f"Warning: {warning}", err=True)
    if settings.yarn:
        click.echo("Warning: with YaRN answers to short texts become a little worse. Run make accept.", err=True)
    out.mkdir(parents=True, exist_ok=True)
    run_steps(steps, folders.journal, _versions(host), click.echo)
    click.echo(f"Engine: {folders.engine}\nTriton repository: {folders.repository}")


def script(steps: tuple[Step, ...], settings: EngineSettings, kind: Kind, *, with_weights: bool) -> str:
    """Returns all commands as a shell script, what `build` does between them too."""
    gigabytes = needed_disk(settings, kind, with_weights=with_weights) / 1e9
    lines = [
        "set -e",
        f"# needs {settings.tensor_parallel} GPUs of one kind, about {gigabytes:.0f} GB of disk, TensorRT-LLM "
        + ("1.2.1" if kind is Kind.ENGINE else "1.2.1 or newer"),
    ]
    for step in steps:
        lines.append(f"\n# {step.name}")
        if step.output is not None and not step.keeps_partial:
            lines.append(shlex.join(("rm", "-rf", str(partial(step.output)))))
        lines += map(shlex.join, step.commands)
        if step.output is not None:
            lines.append(shlex.join(("rm", "-rf", str(step.output))))
            lines.append(shlex.join(("mv", str(partial(step.output)), str(step.output))))
    return "\n".join(lines)


def started_programs(steps: tuple[Step, ...]) -> list[str]:
    """Returns the programs and scripts that steps start, those of this package left out."""
    found = {command[0] for step in steps for command in step.commands}
    scripts = {
        command[1] for step in steps for command in step.commands if command[0] == "python3" and command[1] != "-m"
    }
    return sorted(found | scripts)


def _versions(host: Host) -> str:
    return f"{host.tensorrt_llm} {host.tensorrt} {host.gpus[0].name}"
