"""What was found, for people and for files."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bole.domain.generation import ModelIdentity
from build_engine.errors import BuildError
from build_engine.verifying.checks import Check, Verdict
from build_engine.verifying.load import Figures
from build_engine.whole_file import write_whole

UNKNOWN = "cannot be told"

METHOD = (
    "Times are those of unary calls through the service's own client, after the grammar was compiled. The time between "
    "tokens is what long answers take more than answers of a quarter of their length, over the further tokens; the "
    "first token is a short answer less its tokens. Under load both hold the waiting for prompts of others."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The outcome of one run: `seed` chose the texts, `identity` is None where nothing that fits is served."""

    seed: int
    addresses: str
    identity: ModelIdentity | None
    checks: tuple[Check, ...]
    loads: tuple[Figures, ...]

    @property
    def passed(self) -> bool:
        """True where no check failed."""
        return all(check.verdict is not Verdict.FAILED for check in self.checks)


def write_report(report: Report, path: Path) -> None:
    """Writes a report as JSON.

    Raises:
        BuildError: The file cannot be written.
    """
    content = {
        "written": datetime.now(UTC).isoformat(timespec="seconds"),
        "addresses": report.addresses,
        "seed": report.seed,
        "passed": report.passed,
        "model": None if report.identity is None else asdict(report.identity),
        "checks": [asdict(check) for check in report.checks],
        "loads": [asdict(figures) for figures in report.loads],
        "method": METHOD,
    }
    try:
        write_whole(path, json.dumps(content, indent=2, ensure_ascii=False) + "\n")
    except OSError as error:
        raise BuildError(f"{path} cannot be written ({error.strerror}). Name another file with --out.") from error


def print_report(report: Report, console: Console) -> None:
    """Prints a report as tables."""
    if report.identity is not None:
        console.print(
            f"Model {report.identity.model_digest[:16]} at {report.addresses}: {report.identity.max_seq_len:,} tokens, "
            f"{report.identity.max_batch_size} requests at a time\n"
        )
    console.print(_checks(report.checks))
    if report.loads:
        console.print(_loads(report.loads))
        console.print(METHOD)


def _checks(checks: Sequence[Check]) -> Table:
    table = Table("check", "", "seen", title="Checks", title_justify="left")
    for check in checks:
        table.add_row(check.name, check.verdict.value, check.seen)
    return table


def _loads(loads: Sequence[Figures]) -> Table:
    table = Table("", *(f"{one.in_flight} in flight" for one in loads), title="Load", title_justify="left")
    table.add_row("requests", *(str(one.requests) for one in loads))
    table.add_row("prompt tokens", *(f"{one.prompt_tokens:,}" for one in loads))
    table.add_row("output tokens", *(_number(one.output_tokens) for one in loads))
    table.add_row("first token", *(_milliseconds(one.first_token) for one in loads))
    table.add_row("between tokens", *(_milliseconds(one.between_tokens) for one in loads))
    table.add_row("answer, median", *(_milliseconds(one.answer) for one in loads))
    table.add_row("answer, 95 %", *(_milliseconds(one.answer_p95) for one in loads))
    table.add_row("output tokens a second", *(_number(one.output_tokens_a_second) for one in loads))
    table.add_row("requests a second", *(f"{one.requests_a_second:.2f}" for one in loads))
    return table


def _milliseconds(seconds: float | None) -> str:
    return UNKNOWN if seconds is None else f"{seconds * 1000:.1f} ms"


def _number(value: float | None) -> str:
    return UNKNOWN if value is None else f"{value:,.0f}"
