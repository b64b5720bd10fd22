"""The record of accesses: what a line holds, where it lies, and what happens where it cannot be written."""

from __future__ import annotations

import json
import os
import re
import resource
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from bole.domain.access import Access, Caller, Role
from bole.domain.errors import BoleError, ErrorReason
from bole.security.audit import FileAuditLog

CALLER = Caller(tenant="acme", subject="ats", roles=frozenset({Role.CALLER}))
KEY = b"a key of digests"


def access(caller: Caller | None = CALLER, **changes: str) -> Access:
    values = {"method": "/bole.v1.BatchService/GetBatch", "code": "OK", "request_id": "r-1"} | changes
    return Access(caller=caller, **values)


def lines(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "audit.jsonl"


@pytest.fixture
def log(path: Path) -> Iterator[FileAuditLog]:
    opened = FileAuditLog(path, KEY)
    yield opened
    opened.close()


def test_a_line_says_who_did_what_when(log: FileAuditLog, path: Path) -> None:
    log.record(access(batch_id="b-1"))
    log.record(access(None, code="UNAUTHENTICATED"))

    first, second = lines(path)

    assert re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", first.pop("time"))
    assert re.fullmatch("[0-9a-f]{64}", first.pop("batch"))
    assert first == {
        "tenant": "acme",
        "subject": "ats",
        "method": "/bole.v1.BatchService/GetBatch",
        "code": "OK",
        "request_id": "r-1",
    }
    assert {name for name in second if name != "time"} == {"method", "code", "request_id"}


def test_an_item_stands_there_as_a_digest_with_its_batch_and_a_reviewer_by_name(log: FileAuditLog, path: Path) -> None:
    for batch_id in ("b-1", "b-2", "b-1"):
        log.record(access(batch_id=batch_id, item_id="ada.pdf", reviewer="wang"))

    items = [line["item"] for line in lines(path)]

    assert items[0] == items[2] != items[1]
    assert {line["reviewer"] for line in lines(path)} == {"wang"}
    assert b"ada.pdf" not in path.read_bytes()


def test_candidates_stand_there_as_digests_that_need_the_key(path: Path, tmp_path: Path) -> None:
    """Equal for the same candidate of the same tenant alone."""
    asked = access(candidate_id="ada@example.com")
    other = Caller(tenant="other", subject="ats", roles=CALLER.roles)
    for key in (KEY, b"another key"):
        log = FileAuditLog(path, key)
        log.record(asked)
        log.record(asked)
        log.record(access(other, candidate_id="ada@example.com"))
        log.close()

    digests = [line["candidate"] for line in lines(path)]

    assert digests[0] == digests[1]
    assert len(set(digests)) == 4
    assert b"ada" not in path.read_bytes()
    assert list(tmp_path.iterdir()) == [path]


def test_nobody_else_reads_it(path: Path) -> None:
    """Nor one that was there before."""
    path.touch(mode=0o644)
    log = FileAuditLog(path, KEY)
    log.record(access())
    log.close()

    assert path.stat().st_mode & 0o777 == 0o600


def test_what_was_there_stays(log: FileAuditLog, path: Path) -> None:
    log.record(access(request_id="1"))
    again = FileAuditLog(path, KEY)
    again.record(access(request_id="2"))
    again.close()

    assert [line["request_id"] for line in lines(path)] == ["1", "2"]


def test_a_file_that_was_moved_away_is_made_anew(log: FileAuditLog, path: Path) -> None:
    log.record(access(request_id="1"))
    path.rename(path.with_suffix(".1"))
    log.record(access(request_id="2"))
    path.unlink()
    log.record(access(request_id="3"))
    log.sync()

    assert [line["request_id"] for line in lines(path.with_suffix(".1"))] == ["1"]
    assert [line["request_id"] for line in lines(path)] == ["3"]
    assert path.stat().st_mode & 0o777 == 0o600


def test_where_it_cannot_be_made_anew_nobody_is_answered(log: FileAuditLog, path: Path) -> None:
    path.rename(path.with_suffix(".1"))
    path.mkdir()

    with pytest.raises(BoleError, match="cannot write down who calls") as caught:
        log.record(access())

    assert caught.value.reason is ErrorReason.STORAGE_UNAVAILABLE
    path.rmdir()
    log.record(access(request_id="2"))
    assert [line["request_id"] for line in lines(path)] == ["2"]


def test_a_line_that_a_full_disk_cut_spoils_no_other(log: FileAuditLog, path: Path) -> None:
    """A limit of the file's size stands for the disk."""
    log.record(access(request_id="1"))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handled = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + 20, before[1]))
        for _ in range(2):
            with pytest.raises(BoleError, match="answers nobody"):
                log.record(access(request_id="2"))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handled)

    log.record(access(request_id="3"))

    first, cut, third = path.read_text().splitlines()
    assert [json.loads(line)["request_id"] for line in (first, third)] == ["1", "3"]
    assert len(cut) == 20


def test_a_line_that_an_earlier_process_left_cut_spoils_no_other(path: Path) -> None:
    path.write_text('{"time":')
    log = FileAuditLog(path, KEY)
    log.record(access(request_id="2"))
    log.close()

    assert json.loads(path.read_text().splitlines()[1])["request_id"] == "2"


def test_a_place_where_nothing_can_be_written_ends_the_start(tmp_path: Path) -> None:
    with pytest.raises(BoleError, match=r"cannot be written: No such file or directory.*BOLE_AUDIT_LOG"):
        FileAuditLog(tmp_path / "none" / "audit.jsonl", KEY)


def test_it_may_be_a_stream_of_the_process() -> None:
    """Where containers are asked to write their logs to; a pipe here."""
    reading, writing = os.pipe()
    path = Path(f"/proc/self/fd/{writing}")
    log = FileAuditLog(path, KEY)
    log.record(access(request_id="1"))
    log.record(access(request_id="2"))

    assert os.read(reading, 4096).count(b"\n") == 2
    os.close(reading)
    os.close(writing)
