"""Measures a model's answers against labels made by hand, and says whether it is accepted: `make accept`."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from acceptance_figures import GATES, Answers, Share, failed_gates, figures, levels
from acceptance_run import ANSWER_SECONDS, answers_to_expect, gather_answers
from acceptance_set import labelled_resumes
from bole.cli.connection import UserError, connected, run
from bole.domain.screening import Provenance
from build_engine.rendering.templates import render_repository
from local_model import ModelError, find_model
from serve_cpu import cpu_parameters
from triton_server import TritonError, running_triton

OUT = Path(__file__).resolve().parents[1] / "out" / "accept.json"


@click.command()
@click.option("--server", metavar="HOST:PORT", help="A service that runs.")
@click.option("--model", metavar="MODEL", help="Folder, GGUF file or hub name; a service on it is started.")
@click.option("--engine", type=click.Choice(["rules"]), help="An engine that needs no model.")
def main(*, server: str | None, model: str | None, engine: str | None) -> None:
    """Run the acceptance set and the examples, print the figures and write out/accept.json.

    Ends with 1 when a gate does not pass.
    """
    if sum(map(bool, (server, model, engine))) != 1:
        raise UserError("Say what to measure: MODEL=<folder, GGUF file or hub name>, or SERVER=HOST:PORT.")
    with _settings(model, engine) as settings:
        answers = run(lambda: _answers(server, settings))
    measured = figures(answers)
    failed = failed_gates(measured)
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps(report(answers, measured), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    Console().print(table(measured))
    click.echo(f"Written: {OUT}")
    click.echo(f"Not accepted: {', '.join(failed)}" if failed else "Accepted: every gate passes.")
    raise SystemExit(1 if failed else 0)


@contextmanager
def _settings(model: str | None, engine: str | None) -> Iterator[dict[str, str]]:
    """Starts Triton on a model, if one is named, and yields the settings of the service that is to be measured.

    Raises:
        UserError: The model cannot be found or served.
    """
    if not model:
        yield {"engine": engine} if engine else {}
        return
    try:
        served = find_model(model)
        with tempfile.TemporaryDirectory(prefix="bole-accept-") as folder:
            repository = render_repository("cpu", Path(folder), cpu_parameters(served))
            with running_triton(repository) as triton:
                yield {
                    "engine": "triton",
                    "triton_addresses": triton.grpc_address,
                    "tokenizer": str(served.tokenizer),
                    "model_timeout_seconds": str(ANSWER_SECONDS),
                }
    except (ModelError, TritonError) as error:
        raise UserError(str(error)) from error


async def _answers(server: str | None, settings: dict[str, str]) -> Answers:
    labelled = labelled_resumes()
    console = Console(stderr=True)
    columns = (TextColumn("Answers"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    async with connected(server, **settings) as stub:
        with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as progress:
            task = progress.add_task("", total=answers_to_expect(labelled))
            return await gather_answers(stub, labelled, lambda: progress.advance(task))


def table(measured: Mapping[str, Share]) -> Table:
    """Lays the figures out, each with its counts and its gate."""
    rows = Table("figure", "value", "of", "gate", "")
    for name, share in measured.items():
        gate = GATES.get(name)
        value = "not measured" if share.value is None else f"{share.value:.3f}"
        verdict = "" if gate is None else "passes" if gate.passes(share) else "FAILS"
        rows.add_row(name, value, f"{share.hits}/{share.of}", _bound(name), verdict)
    return rows


def report(answers: Answers, measured: Mapping[str, Share]) -> dict[str, object]:
    """Returns what out/accept.json holds: the verdict, the figures, what answered, and where it left the labels."""
    failed = failed_gates(measured)
    return {
        "accepted": not failed,
        "failed_gates": failed,
        "figures": {name: share.value for name, share in measured.items()},
        "counts": {name: [share.hits, share.of] for name, share in measured.items()},
        "failures": Counter(answers.failures),
        "answered_by": _answered_by(answers),
        "disagreements": disagreements(answers),
    }


def disagreements(answers: Answers) -> list[dict[str, str]]:
    """Lists the criteria whose level is not that of the label."""
    return [
        {
            "resume": resume.name,
            "criterion": one.criterion_id,
            "label": resume.labels[one.criterion_id].level,
            "answer": levels(candidate).get(one.criterion_id, ""),
        }
        for resume, candidate in answers.labelled
        for one in resume.asked
        if levels(candidate).get(one.criterion_id) is not resume.labels[one.criterion_id].level
    ]


def _answered_by(answers: Answers) -> list[dict[str, str]]:
    found = {_origin(one.provenance) for one in answers.screenings}
    return [
        {"engine": engine, "model_digest": model, "prompt_digest": prompt} for engine, model, prompt in sorted(found)
    ]


def _origin(provenance: Provenance) -> tuple[str, str, str]:
    return provenance.engine, provenance.model_digest, provenance.prompt_digest


def _bound(name: str) -> str:
    gate = GATES.get(name)
    if gate is None:
        return "reported"
    return f">= {gate.least:g}" if gate.least else f"<= {gate.most:g}"


if __name__ == "__main__":
    main()
