"""What a run of `bole screen` leaves behind: results.jsonl, ranking.csv and report.html."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bole.api.json_format import as_line
from bole.api.stored_items import screened
from bole.cli.whole_file import whole_file
from bole.domain.interview import InterviewKit
from bole.domain.rubric import Rubric
from bole.domain.screening import ScreenedCandidate
from bole.reports.html_report import html_report
from bole.reports.ranking import rank
from bole.reports.ranking_csv import ranking_csv
from bole.v1 import screening_pb2
from bole.v1 import screening_service_pb2 as pb


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A finished run: the lines of results.jsonl, and the same as domain values, in order of item number."""

    lines: tuple[str, ...]
    candidates: tuple[ScreenedCandidate, ...]
    rubric: Rubric
    as_of: datetime.date
    language_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kit:
    """The interview questions for one candidate of a run."""

    item_id: str
    kit: InterviewKit


def result_files(out: Path) -> tuple[Path, ...]:
    """Returns the files that a run writes into a folder, in the order of writing."""
    return tuple(out / name for name in ("results.jsonl", "ranking.csv", "report.html"))


def run_of(
    items: Sequence[screening_pb2.ScreenedItem],
    contacts: Mapping[str, pb.Contact],
    rubric: Rubric,
    config: pb.ScreenResumesConfig,
) -> Run:
    """Puts the answers of a stream together."""
    return Run(
        lines=tuple(as_line(item) for item in items),
        candidates=tuple(screened(item, contacts.get(item.item_id, pb.Contact())) for item in items),
        rubric=rubric,
        as_of=datetime.date(config.as_of.year, config.as_of.month, config.as_of.day),
        language_code=config.output_language_code or rubric.language_code,
    )


def write_results(finished: Run, kit: Kit | None, out: Path, *, blind: bool) -> None:
    """Writes the three files, each whole or not at all.

    Raises:
        UserError: A file cannot be written.
    """
    ranked = rank(finished.candidates)
    language = finished.language_code
    page = html_report(
        ranked,
        finished.rubric,
        title=finished.rubric.title,
        as_of=finished.as_of,
        language_code=language,
        blind=blind,
        kit=kit.kit if kit else None,
        kit_for=kit.item_id if kit else "",
    )
    lines = "".join(f"{line}\n" for line in finished.lines)
    contents = (lines.encode(), ranking_csv(ranked, blind=blind, language_code=language), page.encode())
    for path, content in zip(result_files(out), contents, strict=True):
        with whole_file(path) as unfinished:
            unfinished.write_bytes(content)
