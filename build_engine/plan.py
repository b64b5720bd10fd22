"""`plan`: will it fit, and how fast may it be?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from build_engine.options import engine_options, engine_settings
from build_engine.planning.comparison import compare
from build_engine.planning.picture import check_format, draw_plan
from build_engine.planning.speed import Workload
from build_engine.specs.gpus import gpu_names, load_gpu


@click.command()
@click.option("--gpu", type=click.Choice(gpu_names()), required=True, help="Kind of GPU.")
@click.option("--gpus", type=click.IntRange(1, 1024), default=4, help="How many of them.")
@engine_options
@click.option("--shared-tokens", type=click.IntRange(min=0), default=1500, help="Tokens all prompts begin with.")
@click.option("--own-tokens", type=click.IntRange(min=1), default=2000, help="Tokens of one resume.")
@click.option("--output-tokens", type=click.IntRange(min=1), default=400, help="Tokens of an answer.")
@click.option("--picture", type=click.Path(path_type=Path, dir_okay=False), help="Also draw it (.svg, .png, .pdf).")
def plan(
    *,
    gpu: str,
    gpus: int,
    shared_tokens: int,
    own_tokens: int,
    output_tokens: int,
    picture: Path | None,
    **engine: Any,  # noqa: ANN401 (checked by the options)
) -> None:
    """Say what fits on so many GPUs of a kind, and estimate how fast it is."""
    # Not needed where only engines are built.
    from rich.console import Console  # noqa: PLC0415

    from build_engine.planning.table import print_plan  # noqa: PLC0415

    if picture is not None:
        check_format(picture)
    workload = Workload(shared_tokens=shared_tokens, own_tokens=own_tokens, output_tokens=output_tokens)
    compared = compare(engine_settings(**engine), load_gpu(gpu), gpus, workload)
    print_plan(compared, Console(soft_wrap=True))
    if picture is not None:
        draw_plan(compared, picture)
        click.echo(f"Picture: {picture}")
