"""Writes the results of a run in the format that is asked for."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO

from bole.domain.batches import CutCost
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.rubric import Rubric
from bole.reports.hr_xml import write_hr_xml
from bole.reports.html_report import html_report
from bole.reports.json_resume import write_json_resumes
from bole.reports.parquet_table import write_parquet
from bole.reports.ranking import RankedCandidate
from bole.reports.ranking_csv import csv_lines
from bole.reports.ranking_xlsx import write_xlsx


class ExportFormat(StrEnum):
    """Formats of `write_export`."""

    CSV = "csv"
    XLSX = "xlsx"
    PARQUET = "parquet"
    HTML = "html"
    JSON_RESUME = "json-resume"
    HR_XML = "hr-xml"

    @property
    def file_name(self) -> str:
        """What the file is called by default."""
        return _FILE_NAMES[self]

    @property
    def tells_of_people(self) -> bool:
        """True for formats that hand people over to another system: they need profiles, and cannot be blind."""
        return self in {ExportFormat.JSON_RESUME, ExportFormat.HR_XML}


_FILE_NAMES = {
    ExportFormat.CSV: "ranking.csv",
    ExportFormat.XLSX: "ranking.xlsx",
    ExportFormat.PARQUET: "results.parquet",
    ExportFormat.HTML: "report.html",
    ExportFormat.JSON_RESUME: "json-resumes.zip",
    ExportFormat.HR_XML: "candidates.xml",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportTerms:
    """What holds for a whole export.

    Attributes:
        rubric: What the candidates were screened for.
        as_of: The date that the screenings were computed for.
        language_code: BCP-47 language of the words that are ours.
        title: Name of the opening; the title of the rubric where it is empty.
        blind: Leaves names, contacts and file names out.
        cut: What the cut of a two-stage batch cost.
    """

    rubric: Rubric
    as_of: datetime.date
    language_code: str
    title: str = ""
    blind: bool = False
    cut: CutCost | None = None


def write_export(
    export_format: ExportFormat, ranked: Iterable[RankedCandidate], terms: ExportTerms, out: BinaryIO
) -> None:
    """Writes the results; the same candidates and terms give the same bytes.

    Args:
        export_format: How.
        ranked: The candidates in their order, read one at a time, duplicates and failed items among them.
        terms: What holds for all of them.
        out: Where the bytes go.

    Raises:
        BoleError: ARGUMENT_INVALID for a blind export of a format that hands people over, or one without profiles;
            PART_NOT_INSTALLED for Parquet without pyarrow.
    """
    _check(export_format, blind=terms.blind)
    match export_format:
        case ExportFormat.CSV:
            out.writelines(csv_lines(ranked, blind=terms.blind, language_code=terms.language_code))
        case ExportFormat.XLSX:
            _write_xlsx(ranked, terms, out)
        case ExportFormat.PARQUET:
            write_parquet(ranked, out, blind=terms.blind)
        case ExportFormat.HTML:
            out.write(_html(ranked, terms).encode())
        case ExportFormat.JSON_RESUME:
            write_json_resumes(ranked, out)
        case ExportFormat.HR_XML:
            write_hr_xml(ranked, out, as_of=terms.as_of)


def _check(export_format: ExportFormat, *, blind: bool) -> None:
    if blind and export_format.tells_of_people:
        raise BoleError(
            ErrorReason.ARGUMENT_INVALID,
            f"The format {export_format} hands candidates over by name and cannot be blind. Leave blind out, or choose "
            "csv, xlsx, parquet or html.",
            metadata={"format": export_format.value},
        )


def _write_xlsx(ranked: Iterable[RankedCandidate], terms: ExportTerms, out: BinaryIO) -> None:
    write_xlsx(
        ranked,
        terms.rubric,
        out,
        title=terms.title,
        as_of=terms.as_of,
        language_code=terms.language_code,
        blind=terms.blind,
        cut=terms.cut,
    )


def _html(ranked: Iterable[RankedCandidate], terms: ExportTerms) -> str:
    return html_report(
        ranked,
        terms.rubric,
        title=terms.title,
        as_of=terms.as_of,
        language_code=terms.language_code,
        blind=terms.blind,
        cut=terms.cut,
    )
