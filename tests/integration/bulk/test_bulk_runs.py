"""`bole bulk` by the embedded engine: what comes out, what a restart does, and what is refused."""

from __future__ import annotations

import datetime
import os
import shutil
import signal
import socket
import stat
import time
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from bole.api.stored_forms import StoredForms
from bole.bootstrap import reader
from bole.domain.documents import Document
from bole.domain.screening import ScreenedCandidate
from bole.pipeline.screening import ScreeningRequest, screen
from bole.reports.ranking import rank
from bole.settings import Settings
from tests.integration.bulk.commands import DAY, EXAMPLES, RESUMES, Bulk, Ray, backend_rubric

NAMES = (
    "chen_jingyi_en.txt",
    "daniel_obasi_en.docx",
    "he_xiaoyun_accountant_zh.txt",
    "helen_ashdown_accountant_en.pdf",
    "keyword_list_en.txt",
    "priya_raman_en.md",
)
"""Resumes of several kinds, two of which rank alike."""


def folder_of(path: Path, *names: str) -> Path:
    """Makes a folder with copies of example resumes."""
    path.mkdir()
    for name in names:
        shutil.copy(RESUMES / name, path)
    return path


def answers_of(*names: str) -> dict[str, bytes]:
    """Returns what the pipeline answers when it is called directly, as bytes by file name."""
    ours, rubric = reader(Settings()), backend_rubric()
    found = {}
    for name in names:
        document = Document(content=(RESUMES / name).read_bytes(), file_name=name)
        request = ScreeningRequest(documents=(document,), rubric=rubric, as_of=datetime.date.fromisoformat(DAY))
        found[name] = StoredForms().encode_answer(screen(request, ours))
    return found


def by_source(table: pa.Table, column: str) -> dict[str, object]:
    """Returns a column by file name."""
    return dict(zip(table.column("source").to_pylist(), table.column(column).to_pylist(), strict=True))


def test_a_folder_gets_the_answers_of_the_pipeline_and_bad_files_are_rows(bulk: Bulk) -> None:
    resumes = folder_of(bulk.folder / "resumes", *NAMES)
    shutil.copy(RESUMES / NAMES[0], resumes / "again.txt")
    (resumes / "empty.txt").touch()
    (resumes / "damaged.pdf").write_bytes(b"%PDF-1.7\nnothing")
    (bulk.out / "results").mkdir(parents=True)

    done = bulk.run("--job-posting", EXAMPLES / "job_postings" / "backend_engineer_en.txt", resumes)

    assert (done.returncode, done.stderr) == (0, "")
    assert "Screened: 7. Failed: 2 (" in done.stdout
    results = bulk.results()
    answers = {source: answer for source, answer in by_source(results, "answer").items() if answer is not None}
    assert answers == answers_of(*NAMES) | {"again.txt": answers_of(NAMES[0])[NAMES[0]]}
    reasons = by_source(results, "error_reason")
    assert reasons["empty.txt"] == "DOCUMENT_EMPTY"
    assert reasons["damaged.pdf"] == "DOCUMENT_DAMAGED"
    assert all(results.filter(results["error_reason"].is_valid())["error_message"].to_pylist())
    listed = bulk.ranking().select(["rank", "tied", "source"]).to_pylist()
    assert [tuple(row.values()) for row in listed] == ranked_by_reports(results)
    assert {row["tied"] for row in listed} == {True, False}
    assert sum(row is not None for row in bulk.ranking().column("duplicate_of").to_pylist()) == 1


def ranked_by_reports(results: pa.Table) -> list[tuple[int | None, bool, str]]:
    """Returns rank, tie and source of each item in the order of the reports."""
    candidates = []
    first: dict[bytes, str] = {}
    for row in sorted(results.to_pylist(), key=lambda row: row["item_id"]):
        item_id, answer = row["item_id"], row["answer"]
        screening = None if answer is None else StoredForms().decode_screening(answer)
        candidate = ScreenedCandidate(item_id=item_id, source=row["source"], screening=screening)
        again = item_id if answer is None else first.setdefault(answer, item_id)
        candidates.append(candidate if again == item_id else replace(candidate, duplicate_of=again))
    return [(one.rank, one.tied, one.candidate.source) for one in rank(candidates)]


def test_a_killed_run_goes_on_without_doing_anything_twice(bulk: Bulk) -> None:
    resumes = bulk.folder / "resumes"
    resumes.mkdir()
    text = (RESUMES / NAMES[0]).read_text(encoding="utf-8")
    for number in range(400):
        (resumes / f"{number:03}.txt").write_text(f"Application {number}\n{text}", encoding="utf-8")
    with bulk.start(resumes) as running:
        while running.poll() is None and len(bulk.parts()) < 3:
            time.sleep(0.02)
        running.kill()
    assert running.returncode == -signal.SIGKILL
    damaged, *kept = bulk.parts()
    before = sum(parquet.read_metadata(path).num_rows for path in kept)
    damaged.write_bytes(damaged.read_bytes()[:100])
    (bulk.out / "results" / ".part-begun.parquet.part").write_bytes(b"PAR1")
    times = {path: path.stat().st_mtime_ns for path in kept}

    again = bulk.run(resumes)

    results = bulk.results()
    assert results.num_rows == len(set(results.column("item_id").to_pylist())) == 400
    assert {path: path.stat().st_mtime_ns for path in kept} == times
    told = int(again.stdout.partition("Finished before: ")[2].partition(".")[0])
    assert before <= told < 400
    assert f"Screened: {400 - told}. Failed: 0." in again.stdout
    assert "Finished before: 400.\nScreened: 0. Failed: 0." in bulk.run(resumes).stdout


def test_parquet_files_of_resumes_are_read_with_their_own_identifiers(bulk: Bulk) -> None:
    tables = bulk.folder / "tables"
    tables.mkdir()
    contents = {"item_id": list(NAMES[:3]), "content": [(RESUMES / name).read_bytes() for name in NAMES[:3]]}
    parquet.write_table(pa.table(contents | {"candidate_id": ["a", "b", None]}), tables / "contents.parquet")
    uris = {"item_id": list(NAMES[3:5]), "uri": [(RESUMES / name).as_uri() for name in NAMES[3:5]]}
    parquet.write_table(pa.table(uris), tables / "uris.parquet")

    done = bulk.run(tables, RESUMES / NAMES[5])

    assert (done.returncode, done.stderr) == (0, "")
    results = {row["item_id"]: row for row in bulk.results().to_pylist()}
    assert set(NAMES[:5]) < set(results)
    assert len(results) == 6
    assert [results[name]["candidate_id"] for name in NAMES[:2]] == ["a", "b"]
    assert results[NAMES[3]]["answer"] == answers_of(NAMES[3])[NAMES[3]]
    more = bulk.run("--parse-actors", "2", tables, RESUMES / NAMES[5], RESUMES / "zhang_wei_zh.txt")
    assert "Finished before: 6.\nScreened: 1." in more.stdout
    assert more.stderr == ""


def test_nobody_else_gets_into_a_local_ray(ray: Ray) -> None:
    host, _, port = ray.address.rpartition(":")
    assert host == "127.0.0.1"
    assert ray.environment["RAY_AUTH_MODE"] == "token"
    socket.create_connection((host, int(port)), 5).close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.2", int(port)), 5)
    assert stat.S_IMODE(Path(ray.folder).parent.stat().st_mode) == stat.S_IRWXU


def test_ctrl_c_ends_a_local_run_with_all_its_processes(tmp_path: Path) -> None:
    bulk = Bulk(folder=tmp_path, ray=None, settings={"MARK": str(tmp_path)})
    resumes = bulk.folder / "resumes"
    resumes.mkdir()
    text = (RESUMES / NAMES[0]).read_text(encoding="utf-8")
    for number in range(2_000):
        (resumes / f"{number:04}.txt").write_text(f"Application {number}\n{text}", encoding="utf-8")
    with bulk.start(resumes) as running:
        while running.poll() is None and not bulk.parts():
            time.sleep(0.02)
        os.killpg(running.pid, signal.SIGINT)
        _, errors = running.communicate(timeout=60)
    assert running.returncode == 130
    assert errors == "Stopped. What has finished is kept; the same command goes on with the rest.\n"
    until_gone(f"MARK={tmp_path}\0", within_seconds=20)


def until_gone(mark: str, *, within_seconds: float) -> None:
    """Waits until no process is left that was started with this variable."""
    began = time.monotonic()
    while left := [pid for pid in Path("/proc").glob("[0-9]*") if mark in environment_of(pid)]:
        assert time.monotonic() - began < within_seconds, [path.name for path in left]
        time.sleep(0.05)


def environment_of(process: Path) -> str:
    """Returns the variables that a process was started with, empty where it is gone or somebody else's."""
    try:
        return (process / "environ").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
