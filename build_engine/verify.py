"""`verify`: is what a running Triton serves right, and how fast is it?"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from build_engine.errors import BuildError
from build_engine.whole_file import write_whole

if TYPE_CHECKING:
    from build_engine.verifying.report import Report


@click.command()
@click.option("--address", help="HOST:PORT of Triton's gRPC; else BOLE_TRITON_ADDRESSES.")
@click.option("--tokenizer", type=click.Path(path_type=Path), help="tokenizer.json; else BOLE_TOKENIZER.")
@click.option("--in-flight", type=click.IntRange(min=1), default=32, help="Requests in flight in the second load.")
@click.option("--rounds", type=click.IntRange(min=1), default=4, help="Requests for each of them.")
@click.option("--prompt-tokens", type=click.IntRange(min=1), default=1000, help="Tokens of a prompt, about.")
@click.option("--output-tokens", type=click.IntRange(min=2), default=128, help="Tokens of an answer.")
@click.option(
    "--reuse-optional",
    is_flag=True,
    envvar="VERIFY_REUSE_OPTIONAL",
    help="Let it pass that the server tells no reused blocks, as the one on CPUs.",
)
@click.option("--no-load", is_flag=True, help="Only the checks.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), default="out/verify.json", help="The report.")
def verify(
    *,
    address: str | None,
    tokenizer: Path | None,
    in_flight: int,
    rounds: int,
    prompt_tokens: int,
    output_tokens: int,
    reuse_optional: bool,
    no_load: bool,
    out: Path,
) -> None:
    """Check a running Triton with the service's own client, measure a short load, and write a report.

    TLS and keys are those of the service: BOLE_TRITON_ROOT_CERTIFICATES and so on. Ends with 1 when a check fails.
    """
    # The service's own packages: the image that engines are built in does not have them.
    try:
        from rich.console import Console  # noqa: PLC0415

        from build_engine.verifying.load import Load  # noqa: PLC0415
        from build_engine.verifying.report import print_report, write_report  # noqa: PLC0415
        from build_engine.verifying.run import verified  # noqa: PLC0415
    except ImportError as error:
        raise BuildError(f"verify needs the service: pip install 'bole-screening[triton]' ({error.name}).") from error
    out.parent.mkdir(parents=True, exist_ok=True)
    write_whole(out, "")  # before anything is measured: it can be written
    out.unlink()  # nobody takes the last report for this one
    loads = (
        ()
        if no_load
        else tuple(
            Load(in_flight=places, rounds=rounds, prompt_tokens=prompt_tokens, output_tokens=output_tokens)
            for places in dict.fromkeys((1, in_flight))
        )
    )
    report: Report = asyncio.run(verified(address, tokenizer, loads, reuse_told=not reuse_optional))
    print_report(report, Console(soft_wrap=True))
    write_report(report, out)
    click.echo(f"Report: {out}")
    sys.exit(0 if report.passed else 1)
