"""`bole batch` as a user runs it: whole processes, a real server, a real database."""

from __future__ import annotations

import csv
import json
import re
import shlex
import signal
import subprocess
import sys
import uuid
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import grpc
import openpyxl
import pytest
from lxml import etree

from bole.v1 import batch_service_pb2 as pb
from bole.v1.batch_service_pb2_grpc import BatchServiceStub
from tests.integration.test_lifecycle import started
from tests.requirements import require_module

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
POSTING = EXAMPLES / "job_postings" / "backend_engineer_en.txt"
RESUMES = [
    EXAMPLES / "resumes" / name
    for name in ("nora_whitfield_en.pdf", "rowan_hale_vague_en.txt", "rowan_hale_concrete_en.txt", "zhang_wei_zh.txt")
]
BATCH = [sys.executable, "-m", "bole", "batch"]
ASKED = ["--job-posting", str(POSTING), "--as-of", "2026-01-31"]


def bole_batch(*arguments: str | Path, expect: int = 0) -> subprocess.CompletedProcess[str]:
    """Runs a command and checks its exit status."""
    ended = subprocess.run([*BATCH, *map(str, arguments)], capture_output=True, text=True, timeout=100, check=False)
    assert ended.returncode == expect, ended.stdout + ended.stderr
    return ended


def id_in(output: str) -> str:
    """Returns the batch that a command speaks of."""
    found = re.search(r"Batch (\S+) ", output)
    assert found is not None
    return found[1]


@dataclass(frozen=True)
class Served:
    """A server with a batch that has finished, what `create` said of it, and a folder."""

    address: str
    batch_id: str
    created: subprocess.CompletedProcess[str]
    inbox: Path

    @property
    def at(self) -> tuple[str, str, str]:
        """Names the batch and its server."""
        return self.batch_id, "--server", self.address


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("batches")
    inbox = folder / "inbox"
    inbox.mkdir()
    for resume in RESUMES:
        (inbox / resume.name).write_bytes(resume.read_bytes())
    (inbox / "again.txt").write_bytes(RESUMES[3].read_bytes())
    (inbox / "cut.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog")
    (folder / "zzz.txt").symlink_to(folder / "nowhere")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BOLE_DATABASE", f"sqlite:///{folder / 'bole.db'}")
        with started() as (_, address):
            created = bole_batch("create", *ASKED, inbox, folder / "zzz.txt", "--server", address)
            yield Served(address, id_in(created.stdout), created, inbox)


def lines_of(served: Served, *options: str) -> list[dict[str, object]]:
    """Returns `bole batch results --json`."""
    return [json.loads(line) for line in bole_batch("results", *served.at, "--json", *options).stdout.splitlines()]


def test_create_follows_the_batch_to_its_end(served: Served) -> None:
    """It says what came of it, what is not in it, and how to go on."""
    said = served.created.stdout

    assert "of 6 items 5 screened, 1 failed, 1 the same as another one. Failed: DOCUMENT_DAMAGED 1." in said
    assert f"Results: bole batch results {served.batch_id} --server {served.address}" in said
    assert "Not in the batch: zzz.txt:" in served.created.stderr


def test_the_same_command_finds_its_batch(served: Served) -> None:
    """No second one is made."""
    unread = served.inbox.parent / "zzz.txt"
    again = bole_batch("create", *ASKED, served.inbox, unread, "--server", served.address)

    assert id_in(again.stdout) == served.batch_id
    assert "is there already" in again.stdout


def test_results_are_ranked_and_filtered(served: Served) -> None:
    """As a table, and as JSON with all that is known."""
    everything = lines_of(served)

    assert [(one["item_id"], one.get("rank")) for one in everything] == [
        ("000003", 1),
        ("000001", 2),
        ("000004", 3),
        ("000005", 4),
        ("000002", None),
    ]
    assert [one["item_id"] for one in lines_of(served, "--state", "failed")] == ["000002"]
    assert "Nora Whitfield" in bole_batch("results", *served.at).stdout
    assert "Nora" not in bole_batch("results", *served.at, "--blind").stdout


def test_every_export_opens(served: Served, tmp_path: Path) -> None:
    """By the programs that read such files; lines of JSON are those of `bole screen`, and nothing is written over."""
    require_module("pyarrow", "parquet")
    import pyarrow.parquet  # noqa: PLC0415

    for name in ("jsonl", "csv", "xlsx", "parquet", "html", "json-resume", "hr-xml"):
        bole_batch("export", *served.at, "--format", name, "--out", tmp_path)

    exported = (tmp_path / "results.jsonl").read_bytes()
    with (tmp_path / "ranking.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["rank"] for row in csv.DictReader(file)] == ["1", "2", "3", "4", "", ""]
    sheet = openpyxl.load_workbook(tmp_path / "ranking.xlsx").worksheets[0]
    assert sheet.max_row == 6  # a heading, four with a rank, one duplicate
    table = pyarrow.parquet.read_table(tmp_path / "results.parquet")
    assert table.num_rows == 6
    assert "Nora Whitfield" in (tmp_path / "report.html").read_text(encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "json-resumes.zip") as archive:
        names = [json.loads(archive.read(name))["basics"]["name"] for name in archive.namelist()]
    assert names[0] == "Nora Whitfield"
    candidates = etree.parse(tmp_path / "candidates.xml").findall("{*}DataArea/{*}Candidate")
    assert len(names) == len(candidates) == 4
    refused = bole_batch("export", *served.at, "--format", "csv", "--out", tmp_path, expect=2)
    assert "is there already" in refused.stderr
    screen = [sys.executable, "-m", "bole", "screen", *ASKED, "--out", str(tmp_path), str(served.inbox)]
    subprocess.run(screen, capture_output=True, timeout=100, check=True)
    assert (tmp_path / "results.jsonl").read_bytes() == exported


def test_two_candidates_are_put_side_by_side(served: Served, tmp_path: Path) -> None:
    """In the terminal and as a page."""
    table = bole_batch("compare", *served.at, "000003", "000005").stdout
    bole_batch("compare", *served.at, "000003", "000005", "--out", tmp_path / "two.html")

    assert "Nora" in table
    for name in ("Nora Whitfield", "Rowan Hale"):
        assert name in (tmp_path / "two.html").read_text(encoding="utf-8")
    assert "has no finished item 000099" in bole_batch("compare", *served.at, "000003", "000099", expect=2).stderr


def test_an_edited_rubric_changes_the_results(served: Served, tmp_path: Path) -> None:
    """Without reading anything again."""
    made = bole_batch("create", *ASKED, "--request-id", str(uuid.uuid4()), RESUMES[0], "--server", served.address)
    batch = Served(served.address, id_in(made.stdout), made, served.inbox)
    rubric = tmp_path / "rubric.yaml"
    bole_batch("rubric", *batch.at, "--out", rubric)
    text = rubric.read_text(encoding="utf-8")
    assert text.count("advance_score: 70") == 1
    rubric.write_text(text.replace("advance_score: 70", "advance_score: 99"), encoding="utf-8")

    bole_batch("rescore", *batch.at, "--rubric", rubric)

    (one,) = lines_of(batch, "--recommendation", "REVIEW")
    assert one["item_id"] == "000001"


def open_batch(address: str) -> str:
    """Makes a batch that does not end by itself, since more items may come."""
    with grpc.insecure_channel(address) as channel:
        posting = pb.CreateBatchRequest().job_posting
        posting.text = POSTING.read_text(encoding="utf-8")
        asked = pb.CreateBatchRequest(job_posting=posting, accepts_items=True)
        return BatchServiceStub(channel).CreateBatch(asked).batch.batch_id


def close_batch(address: str, batch_id: str) -> None:
    """Adds a resume and lets the batch come to its end."""
    item = pb.NewBatchItem(item_id="1")
    item.documents.add(content=RESUMES[3].read_bytes(), file_name="a.txt")
    with grpc.insecure_channel(address) as channel:
        BatchServiceStub(channel).AddBatchItems(pb.AddBatchItemsRequest(batch_id=batch_id, items=[item]))


@contextmanager
def following(*arguments: str | Path) -> Iterator[subprocess.Popen[str]]:
    """Runs a command that follows a batch, from the first line of progress on standard error."""
    with subprocess.Popen([*BATCH, *map(str, arguments)], stdout=-1, stderr=-1, text=True) as process:
        assert process.stderr is not None
        try:
            while " of " not in (line := process.stderr.readline()):
                assert line, "the command ended before it said how far the batch is"
            yield process
        finally:
            process.kill()


@pytest.mark.parametrize(("sent", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_ctrl_c_lets_go_and_says_how_to_come_back(served: Served, sent: signal.Signals, status: int) -> None:
    """The command that it prints works as it stands; who ends a process is told the same."""
    batch_id = open_batch(served.address)
    with following("watch", batch_id, "--server", served.address) as process:
        process.send_signal(sent)
        _, said = process.communicate(timeout=60)
    assert process.returncode == status
    assert f"Batch {batch_id} goes on without this command." in said

    close_batch(served.address, batch_id)
    again = shlex.split(said.rpartition("Come back to it: ")[2])
    assert again[:2] == ["bole", "batch"]
    assert "of 1 items 1 screened" in bole_batch(*again[2:]).stdout


def test_results_that_nobody_takes_end_in_a_sentence(served: Served) -> None:
    """A full disk is no crash."""
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        ended = subprocess.run([*BATCH, "results", *served.at], stdout=full, stderr=-1, text=True, check=False)

    assert ended.returncode == 2
    assert ended.stderr.startswith("Error: The command cannot write: No space left on device.")
    assert len(ended.stderr.splitlines()) == 1


def test_a_batch_is_cancelled_and_deleted(served: Served) -> None:
    """And then unknown, like one that never was."""
    batch_id = open_batch(served.address)
    at = (batch_id, "--server", served.address)

    assert f"{batch_id} is cancelled" in bole_batch("cancel", *at).stdout
    assert "cancelled 0/0" in bole_batch("list", "--server", served.address).stdout
    assert "Say --yes" in bole_batch("delete", *at, expect=2).stderr
    bole_batch("delete", *at, "--yes")
    assert "(BATCH_NOT_FOUND)" in bole_batch("watch", *at, expect=2).stderr


def test_a_server_that_dies_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another one on the same database and address goes on with the batch, and the command with it."""
    monkeypatch.setenv("BOLE_DATABASE", f"sqlite:///{tmp_path / 'bole.db'}")
    monkeypatch.setenv("BOLE_LEASE_SECONDS", "2")
    with started() as (server, address):
        batch_id = open_batch(address)
        with following("watch", batch_id, "--server", address) as process:
            server.kill()
            server.wait()
            with started("--listen", address):
                close_batch(address, batch_id)
                output, said = process.communicate(timeout=60)
    assert process.returncode == 0
    assert "of 1 items 1 screened" in output
    assert "The connection to the server broke. Trying again" in said
    assert "The server answers again." in said


def test_without_a_server_the_batch_is_kept_in_the_local_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It rests where the command was stopped, whoever looks at it meanwhile, until the next watch ends it."""
    monkeypatch.setenv("BOLE_DATABASE", f"sqlite:///{tmp_path / 'bole.db'}")
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    text = RESUMES[3].read_text(encoding="utf-8")
    for number in range(150):
        (inbox / f"{number}.txt").write_text(f"{text}\n{number}", encoding="utf-8")

    with following("create", *ASKED, inbox) as process:
        process.send_signal(signal.SIGINT)
        output, said = process.communicate(timeout=60)
    assert process.returncode == 130
    batch_id = id_in(output)
    assert f"Go on with it: bole batch watch {batch_id}" in said

    done = len(bole_batch("results", batch_id, "--json").stdout.splitlines())
    assert done < 150
    listed = bole_batch("list").stdout
    assert f" {done}/150" in listed
    assert "rests until `bole batch watch`" in listed
    assert "of 150 items 150 screened" in bole_batch("watch", batch_id).stdout
