"""What `bole bulk` refuses before any Ray starts."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest
from click.testing import CliRunner, Result
from pyarrow import parquet

from bole.bulk.folder import Folder
from bole.bulk.record import AskedRun, opened, settle
from bole.cli import main
from bole.domain.rubric import Rubric
from bole.rubric.rubric_file import write_rubric
from bole.rubric.validation import validate_rubric
from tests.factories import criterion, rubric

ASKED = validate_rubric(rubric([criterion("c1", "Python"), criterion("c2", "Kafka")]))


def asked_for(folder: Path, *arguments: str | Path) -> Result:
    """Runs the command in this process."""
    (folder / "asked.yaml").write_text(write_rubric(ASKED), encoding="utf-8")
    fixed = ["bulk", "--rubric", str(folder / "asked.yaml"), "--out", str(folder / "out")]
    return CliRunner().invoke(main, [*fixed, *map(str, arguments)])


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--address", "ray://127.0.0.1:10001", "resumes"], "does not run through ray://"),
        (["--address", "127.0.0.1:9", "resumes"], "No Ray answers at 127.0.0.1:9."),
        (["resumes", "nowhere"], "nowhere does not exist. Check how it is spelled."),
        (["file:///nowhere"], "SOURCE_NOT_FOUND"),
        (["nothing"], "There is nothing to screen."),
        (["strange://bucket/folder"], "SOURCE_UNREADABLE"),
        (["table.parquet"], "needs the columns item_id, and content or uri"),
        (["text.parquet"], "The column content of a Parquet file has to hold bytes."),
        (["damaged.parquet"], "SOURCE_UNREADABLE"),
        (["twice.parquet"], "1 item_id stand in the Parquet files more than once"),
        (["nameless.parquet"], "a row without item_id"),
        (["resumes", "--job-posting", "resumes/ada.txt"], "leave out either --job-posting or --rubric"),
    ],
)
def test_what_cannot_run_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("nothing").mkdir()
    Path("resumes").mkdir()
    Path("resumes", "ada.txt").write_text("Ada\nPython")
    Path("damaged.parquet").write_bytes(b"PAR1")
    tables = {
        "table": {"name": ["a"]},
        "text": {"item_id": ["a"], "content": ["b"]},
        "twice": {"item_id": ["a", "a"], "uri": ["file:///b", "file:///c"]},
        "nameless": {"item_id": ["a", None], "uri": ["file:///b", "file:///c"]},
    }
    for name, columns in tables.items():
        parquet.write_table(pa.table(columns), f"{name}.parquet")

    refused = asked_for(tmp_path, *arguments)

    assert refused.exit_code == 2
    assert told in refused.output
    assert not Path("out").exists()


def test_a_folder_takes_no_other_run(tmp_path: Path) -> None:
    (tmp_path / "ada.txt").write_text("Ada\nPython")
    begun(tmp_path, ASKED)

    other = asked_for(tmp_path, "--as-of", "2026-02-01", "--language", "zh", tmp_path / "ada.txt")

    assert other.exit_code == 2
    assert "another job posting or rubric, another --as-of, another --language" in other.output


def test_a_folder_whose_rubric_was_changed_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "ada.txt").write_text("Ada\nPython")
    begun(tmp_path, ASKED)
    (tmp_path / "out" / "rubric.yaml").write_text("title: Mine\n")

    refused = asked_for(tmp_path, tmp_path / "ada.txt")

    assert refused.exit_code == 2
    assert "STORAGE_MISMATCH" in refused.output


def begun(folder: Path, asked: Rubric) -> None:
    """Leaves behind what a run on another posting begins with."""
    out = Folder(place=str(folder / "out"))
    run = AskedRun(target_digest="0" * 64, draft=lambda: asked, engine="rules", as_of=None, language_code="")
    record, _ = opened(out, run)
    settle(out, record, asked, "")
