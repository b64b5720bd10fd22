"""Protected files and archives on the command line: one password for all of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.unit.parsing.archives.make_archives import seven_zipped
from tests.unit.parsing.mail.make_mails import COVER, eml
from tests.unit.parsing.make_documents import RESUME_TEXT, resume_pdf

POSTING = Path(__file__).resolve().parents[2] / "examples" / "job_postings" / "backend_engineer_en.txt"
OPENS = "right"


def _screened(inbox: Path, out: Path, password: str) -> dict[str, str]:
    """Screens a folder, and returns for each file its score or the reason why it has none."""
    command = [sys.executable, "-m", "bole", "screen", "--job-posting", str(POSTING), "--as-of", "2026-01-31"]
    subprocess.run(
        [*command, "--out", str(out), str(inbox)],
        env={**os.environ, "BOLE_DOCUMENT_PASSWORD": password},
        capture_output=True,
        timeout=100,
        check=False,
    )
    items = [json.loads(line) for line in (out / "results.jsonl").read_text(encoding="utf-8").splitlines()]
    return {
        item["source"]: str(item["screening"]["match_score"])
        if "screening" in item
        else item["status"]["details"][0]["reason"]
        for item in items
    }


def test_one_password_opens_all_files_and_archives(tmp_path: Path) -> None:
    """Each is screened as if it had come open; without the password each says what is missing."""
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "a.txt").write_text(RESUME_TEXT, encoding="utf-8")
    (inbox / "b.pdf").write_bytes(resume_pdf(user_key=OPENS))
    (inbox / "c.eml").write_bytes(eml(COVER, [("cv.pdf", resume_pdf(user_key=OPENS))]))
    (inbox / "d.7z").write_bytes(seven_zipped(("简历.txt", RESUME_TEXT.encode()), password=OPENS))

    opened = _screened(inbox, tmp_path / "opened", OPENS)
    closed = _screened(inbox, tmp_path / "closed", "")

    assert list(opened) == list(closed) == ["a.txt", "b.pdf", "c.eml", "d.7z/简历.txt"]
    assert set(opened.values()) == {closed.pop("a.txt")}
    assert set(closed.values()) == {"DOCUMENT_ENCRYPTED"}
