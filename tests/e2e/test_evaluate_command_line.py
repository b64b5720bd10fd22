"""`bole evaluate` as a user runs it."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
_GRADES = {
    "python_backend_zh": {"zhang_wei_zh": 3, "priya_raman_en": 2, "gus_tremaine_chef_en": 0},
    "accountant_en": {"he_xiaoyun_accountant_zh": 2, "zhang_wei_zh": 0, "gus_tremaine_chef_en": 0},
}


@pytest.fixture(scope="module")
def kitchen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A set of two postings and four resumes of examples/."""
    folder = tmp_path_factory.mktemp("sets") / "kitchen"
    (folder / "postings").mkdir(parents=True)
    (folder / "documents").mkdir()
    (folder / "dataset.yaml").write_text("name: kitchen\nabout: Resumes of the examples.\n", encoding="utf-8")
    with (folder / "labels.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["posting_id", "document_id", "rater_id", "grade", "language", "profession"])
        for posting, grades in _GRADES.items():
            shutil.copy(EXAMPLES / "job_postings" / f"{posting}.txt", folder / "postings")
            for name, grade in grades.items():
                (source,) = (EXAMPLES / "resumes").glob(f"{name}.*")
                shutil.copy(source, folder / "documents")
                rows.writerow([posting, name, "authors", grade, name[-2:], posting.partition("_")[0]])
    return folder


def evaluate(*arguments: str | Path, expect: int = 0) -> str:
    """Runs the command and returns what it prints."""
    command = [sys.executable, "-m", "bole", "evaluate", *map(str, arguments)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert ended.returncode == expect, ended.stderr
    return ended.stdout + ended.stderr


def figures_of(out: Path) -> dict[tuple[str, str, str], dict[str, object]]:
    """Returns the figures of a run by engine, metric and slice."""
    run = json.loads((out / "run.json").read_text(encoding="utf-8"))
    return {(one["engine"], one["metric"], one["slice"]): one for one in run["figures"]}


def test_engines_stand_beside_baselines_in_run_and_report(kitchen: Path, tmp_path: Path) -> None:
    """Two runs give the same figures but for time, and the report opens in both forms."""
    printed = evaluate(kitchen, "--engine", "rules", "--as-of", "2026-01-31", "--out", tmp_path / "one")
    evaluate(kitchen, "--engine", "rules", "--as-of", "2026-01-31", "--out", tmp_path / "two")

    found = figures_of(tmp_path / "one")
    assert found["rules", "ndcg@10", ""]["value"] == 1
    assert found["rules", "failure_rate", ""]["n"] == 6
    assert found["rules", "kendall_tau", "profession:python"]["n"] == 1
    beside = {"bm25", "tfidf", "random", "human"}
    assert {one[0] for one in found} == {"rules", "encoder", "triton", "openai_compatible"} | beside
    assert found["encoder", "ndcg@10", ""]["note"] == "not measured: no model"
    assert found["rules", "seconds_p50", ""]["n"] == 6
    again = figures_of(tmp_path / "two")
    assert {key: one for key, one in again.items() if "second" not in key[1]} == {
        key: one for key, one in found.items() if "second" not in key[1]
    }
    assert "zhang_wei" not in printed
    for name in ("report.md", "report.html"):
        assert "kitchen" in (tmp_path / "one" / name).read_text(encoding="utf-8")


def test_a_folder_that_is_no_set_ends_with_a_sentence(tmp_path: Path) -> None:
    """No traceback, and nothing is written."""
    (tmp_path / "set").mkdir()

    said = evaluate(tmp_path / "set", "--out", tmp_path / "out", expect=2)

    assert "dataset.yaml: The path does not exist" in said
    assert not (tmp_path / "out").exists()
