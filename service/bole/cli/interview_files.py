"""What `bole interview --out` leaves behind: kit.json, sheet.html and sheet.docx."""

from __future__ import annotations

from pathlib import Path

from bole.api.json_format import as_line
from bole.api.stored_kits import interview_kit
from bole.api.stored_rubrics import rubric as stored_rubric
from bole.cli.whole_file import whole_file
from bole.reports.interview_sheet import sheet_of
from bole.reports.sheet_html import sheet_html
from bole.sources.reading import shown
from bole.v1 import interview_pb2, rubric_pb2


def write_kit_files(
    kit: interview_pb2.InterviewKit, rubric: rubric_pb2.Rubric | None, out: Path, *, candidate: str
) -> tuple[str, ...]:
    """Writes the three files, each whole or not at all, and returns their paths, the sheets first.

    Raises:
        UserError: A file cannot be written.
    """
    from bole.reports.sheet_docx import sheet_docx  # noqa: PLC0415  # what a kit that is only printed does not need

    sheet = sheet_of(
        interview_kit(kit), stored_rubric(rubric) if rubric is not None else None, candidate=candidate.strip()
    )
    contents = {
        "sheet.html": sheet_html(sheet).encode(),
        "sheet.docx": sheet_docx(sheet),
        "kit.json": f"{as_line(kit)}\n".encode(),
    }
    for name, content in contents.items():
        with whole_file(out / name) as unfinished:
            unfinished.write_bytes(content)
    return tuple(shown(out / name) for name in contents)
