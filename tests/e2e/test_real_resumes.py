"""`bole screen` over the real resumes beside the repository: every file ends in a result or a specific reason."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

from tests.requirements import require_data

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
SPECIFIC = {
    "DOCUMENT_WITHOUT_TEXT",
    "DOCUMENT_NOT_A_RESUME",
    "DOCUMENT_ENCRYPTED",
    "DOCUMENT_DAMAGED",
    "DOCUMENT_EMPTY",
    "DOCUMENT_TOO_LONG",
    "MEDIA_TYPE_UNSUPPORTED",
}


def test_every_real_resume_ends_in_a_result_or_a_specific_reason(tmp_path: Path) -> None:
    """No crash, no hang, no item lost; nearly all are screened."""
    folders = [require_data("resumes/pdf"), require_data("resumes/docx")]
    posting = EXAMPLES / "job_postings" / "backend_engineer_en.txt"
    command = [sys.executable, "-m", "bole", "screen", "--job-posting", str(posting), "--as-of", "2026-01-31"]

    subprocess.run([*command, "--out", str(tmp_path), *map(str, folders)], capture_output=True, timeout=110, check=True)

    items = [json.loads(line) for line in (tmp_path / "results.jsonl").read_text(encoding="utf-8").splitlines()]
    reasons = Counter(item["status"]["details"][0]["reason"] for item in items if "screening" not in item)
    assert len(items) == sum(1 for folder in folders for path in folder.rglob("*") if path.is_file())
    assert set(reasons) <= SPECIFIC, reasons
    assert reasons.total() <= len(items) * 0.05, reasons
