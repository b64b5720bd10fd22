"""Makes old office documents for tests, with LibreOffice itself."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

import docx
from docx.shared import RGBColor

from tests.unit.parsing.make_documents import RESUME_LINES


def word_resume() -> bytes:
    """Returns a resume as Word writes it, with words that are hidden and words that are white."""
    document = docx.Document()
    for line in RESUME_LINES:
        document.add_paragraph(line)
    paragraph = document.add_paragraph("Docker")
    paragraph.add_run(" and these words are hidden").font.hidden = True
    paragraph.add_run(" and these words are white").font.color.rgb = RGBColor(255, 255, 255)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def converted(soffice: Path, folder: Path, suffix: str) -> bytes:
    """Returns that resume in another format, such as `doc`."""
    (folder / "cv.docx").write_bytes(word_resume())
    subprocess.run(
        [soffice, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", suffix, "cv.docx"],
        cwd=folder, check=True, capture_output=True, timeout=60,
    )  # fmt: skip
    return (folder / f"cv.{suffix}").read_bytes()
