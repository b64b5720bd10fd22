"""The documents that are measured on."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SHARED_RESUMES = ROOT.parent / "shared" / "data" / "resumes"
SHARED_LABELLED = SHARED_RESUMES.parent / "labelled"
EXAMPLES = ROOT / "examples"


def pdf_resumes() -> list[Path]:
    """Returns the real PDF resumes beside the repository, else the examples."""
    real = sorted((SHARED_RESUMES / "pdf").glob("*.pdf"))
    if not real:
        print("The real resumes are not beside the repository: measuring on examples/ alone.")
    return real or sorted((EXAMPLES / "resumes").glob("*.pdf"))
