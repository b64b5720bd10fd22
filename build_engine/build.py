"""`build`: weights to an engine, and to a repository that Triton serves."""

from __future__ import annotations

import shlex
import signal
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

import click

from build_engine.building.commands import EXAMPLES, Kind, Step, steps_of
from build_engine.building.folders import MANIFEST, Folders, partial
from build_engine.building.host import Host, look
from build_engine.building.manifest import read_manifest
from build_engine.building.preflight import check, needed_disk
from build_engine.building.runner import pending, run_steps
from build_engine.errors import BuildError
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
@click.option("--replace", is_flag=True, help="Replace an engine of another kind, size, split or precision.")
@engine_options
def build(
    out: Path,
    kind: str,
    weights: Path | None,
    examples: Path,
    *,
    dry_run: bool,
    replace: bool,
    **engine: Any,  # noqa: ANN401 (checked by the options)
) -> None:
    """Build an engine, step by step; what is done already is not done again."""
    _refuse_strange_paths(out, weights)
    settings, served = engine_settings(**engine), Kind(kind)
    folders = Folders(root=out, own_weights=weights)
    steps = steps_of(settings, folders, served, examples)
    if dry_run:
        click.echo(script(steps, settings, served))
        return
    if not replace:
        _refuse_other_engine(folders.engine, settings, served)
    host = look(out, started_programs(steps))
    to_do = pending(steps, folders.journal, _versions(host))
    for warning in check(host, settings, served, needed_disk(settings, served, to_do) - begun_bytes(steps, to_do)):
        click.echo(f"Warning: {warning}", err=True)
    if settings.yarn:
        click.echo("Warning: with YaRN answers to short texts become a little worse. Run make accept.", err=True)
    signal.signal(signal.SIGTERM, _end)
    run_steps(steps, folders.journal, _versions(host), click.echo)
    click.echo(f"Engine: {folders.engine}\nTriton repository: {folders.repository}")


def _refuse_strange_paths(*paths: Path | None) -> None:
    """Paths end up in files of Triton and in the manifest: what those cannot hold is refused at once."""
    for path in paths:
        try:
            strange = path is not None and "${" in str(path).encode().decode()
        except UnicodeEncodeError:
            strange = True
        if strange:
            raise BuildError(
                f"{str(path)!r} cannot stand in a configuration of Triton. Choose a path without ${{ and in UTF-8."
            )


def script(steps: tuple[Step, ...], settings: EngineSettings, kind: Kind) -> str:
    """Returns all commands as a shell script, what `build` does between them too."""
    gigabytes = needed_disk(settings, kind, {step.name for step in steps if step.output is not None}) / 1e9
    lines = [
        "set -e",
        f"# needs {settings.tensor_parallel} GPUs of one kind, about {gigabytes:.0f} GB of disk, TensorRT-LLM "
        + ("1.2.1" if kind is Kind.ENGINE else "1.2.1 or newer"),
        "# needs build_engine where `python3` finds it; ends where a folder is there already",
    ]
    for step in steps:
        lines.append(f"\n# {step.name}")
        if step.output is not None:
            lines.append(shlex.join(("test", "!", "-e", str(step.output))))
        if step.output is not None and not step.keeps_partial:
            lines.append(shlex.join(("rm", "-rf", str(partial(step.output)))))
        lines += map(shlex.join, step.commands)
        if step.output is not None:
            lines.append(shlex.join(("mv", "-T", str(partial(step.output)), str(step.output))))
    return "\n".join(lines)


def begun_bytes(steps: tuple[Step, ...], to_do: set[str]) -> int:
    """Returns the bytes that earlier tries of steps have left: they are used again, or deleted before a step begins."""
    begun = (partial(step.output) for step in steps if step.output is not None and step.name in to_do)
    return sum(file.stat().st_size for folder in begun for file in folder.rglob("*") if file.is_file())


def started_programs(steps: tuple[Step, ...]) -> list[str]:
    """Returns the programs and scripts that steps start, those of this package left out."""
    found = {command[0] for step in steps for command in step.commands}
    scripts = {
        command[1] for step in steps for command in step.commands if command[0] == "python3" and command[1] != "-m"
    }
    return sorted(found | scripts)


def _refuse_other_engine(engine: Path, settings: EngineSettings, kind: Kind) -> None:
    """An engine takes long to build: one of another kind, size, split or precision is not replaced by accident."""
    if not (engine / MANIFEST).is_file():
        return
    try:
        there = read_manifest(engine)
    except BuildError:  # what is broken is built anew
        return
    built = (there.kind, there.model.name, there.settings.tensor_parallel, there.settings.precision)
    wanted = (kind, settings.model.name, settings.tensor_parallel, settings.precision.value)
    if built != wanted:
        raise BuildError(
            f"{engine} holds another engine: {_named(*built)}, and not {_named(*wanted)}. Choose another --out, or add "
            "--replace."
        )


def _named(kind: str, model: str, ranks: int, precision: str) -> str:
    return f"--kind {kind} --model {model} --tp {ranks} --precision {precision}"


def _end(_number: int, _frame: FrameType | None) -> NoReturn:
    """Ends as after Ctrl-C: the command that runs is ended first."""
    raise KeyboardInterrupt


def _versions(host: Host) -> str:
    gpu = host.gpus[0].name if host.gpus else ""
    return f"{host.tensorrt_llm} {host.tensorrt} {gpu}"
