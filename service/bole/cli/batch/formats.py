"""The formats of `bole batch export`, each written by its module of `reports`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from bole.api.json_format import as_line
from bole.api.stored_rubrics import rubric
from bole.cli.batch import wording
from bole.cli.batch.items import as_of, blinded_item, cut, ranked, screened_item
from bole.cli.batch.spool import Spool
from bole.reports.hr_xml import write_hr_xml
from bole.reports.html_report import html_report
from bole.reports.json_resume import write_json_resumes
from bole.reports.parquet_table import results_schema, write_parquet
from bole.reports.ranking import RankedCandidate
from bole.reports.ranking_csv import csv_lines
from bole.reports.ranking_xlsx import write_xlsx
from bole.v1 import batch_service_pb2 as pb


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """What is written: a batch with its rubric, and its items."""

    batch: pb.Batch
    spool: Spool
    blind: bool

    def ranked(self) -> Iterator[RankedCandidate]:
        """Yields the items in the order of the ranking, one at a time."""
        return map(ranked, self.spool.by_rank())


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A format: the ending of its files, and what writes them.

    Attributes:
        ending: With its dot, and before it what tells it from other files.
        write: Writes all results.
        of_people: Tells what resumes say of people: needs their profiles, and cannot be blind.
        check: Raises BoleError, before any work, where a part is missing that it needs.
    """

    ending: str
    write: Callable[[Results, BinaryIO], None]
    of_people: bool = False
    check: Callable[[], object] = lambda: None


def _jsonl(results: Results, out: BinaryIO) -> None:
    for item in results.spool.by_item_id():
        line = as_line(screened_item(blinded_item(item) if results.blind else item))
        out.write(f"{line}\n".encode())


def _csv(results: Results, out: BinaryIO) -> None:
    language = wording.language(results.batch)
    out.writelines(csv_lines(results.ranked(), blind=results.blind, language_code=language))


def _xlsx(results: Results, out: BinaryIO) -> None:
    write_xlsx(
        results.ranked(),
        rubric(results.batch.rubric),
        out,
        title=results.batch.title,
        as_of=as_of(results.batch),
        language_code=wording.language(results.batch),
        blind=results.blind,
        cut=cut(results.batch),
    )


def _parquet(results: Results, out: BinaryIO) -> None:
    write_parquet(results.ranked(), out, blind=results.blind)


def _html(results: Results, out: BinaryIO) -> None:
    page = html_report(
        results.ranked(),
        rubric(results.batch.rubric),
        title=results.batch.title,
        as_of=as_of(results.batch),
        language_code=wording.language(results.batch),
        blind=results.blind,
        cut=cut(results.batch),
    )
    out.write(page.encode())


def _json_resume(results: Results, out: BinaryIO) -> None:
    write_json_resumes(results.ranked(), out)


def _hr_xml(results: Results, out: BinaryIO) -> None:
    write_hr_xml(results.ranked(), out, as_of=as_of(results.batch))


FORMATS = {
    "jsonl": Format(ending=".jsonl", write=_jsonl),
    "csv": Format(ending=".csv", write=_csv),
    "xlsx": Format(ending=".xlsx", write=_xlsx),
    "parquet": Format(ending=".parquet", write=_parquet, check=results_schema),
    "html": Format(ending=".html", write=_html),
    "json-resume": Format(ending="-json-resume.zip", write=_json_resume, of_people=True),
    "hr-xml": Format(ending="-hr.xml", write=_hr_xml, of_people=True),
}
