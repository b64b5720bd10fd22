"""What `bole doctor` says of disks, limits, the clock, fonts and parts."""

from __future__ import annotations

import os
import resource
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from bole.cli.doctor import machine, reading
from bole.cli.doctor.findings import Check, Finding, State, found_by
from bole.cli.doctor.reading import draws_chinese
from bole.cli.doctor.service import limits
from bole.settings import Settings
from tests.requirements import require_module


@pytest.fixture
def few_files() -> Iterator[None]:
    """A process that may open few files."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (512, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, before)


def only(check: Check, settings: Settings | None = None) -> Finding:
    (finding,) = found_by("it", check, settings or Settings())
    return finding


@pytest.mark.usefixtures("few_files")
def test_fewer_files_than_connections_are_a_warning() -> None:
    finding = only(machine.open_files)
    assert (finding.state, "ulimit -n" in finding.text) == (State.WARNING, True)


@pytest.mark.usefixtures("few_files")
def test_few_files_are_enough_for_few_connections() -> None:
    finding = only(machine.open_files, Settings(call_limit=32, stream_limit=8, watch_limit=32))
    assert finding.state is State.GOOD


def test_a_clock_before_its_files_is_bad(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without a battery begins in 1970."""
    assert only(machine.clock).state is State.GOOD
    monkeypatch.setattr(time, "time", lambda: 86_400.0)
    finding = only(machine.clock)
    assert (finding.state, "It says 1970-01-02" in finding.text) == (State.BAD, True)


def test_a_full_disk_is_a_warning(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    full = shutil.disk_usage(tmp_path)._replace(free=5 * 1024**2)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: full)
    settings = Settings(
        database=SecretStr(f"sqlite:///{tmp_path}/new/folder/bole.db"),
        audit_log=tmp_path / "audit.jsonl",
        candidate_id_key=SecretStr("a key of one's own"),
    )
    found = found_by("disk", machine.disks, settings)
    assert [finding.state for finding in found] == [State.WARNING] * 3
    assert all("has 5 MiB left" in finding.text for finding in found)


def test_a_part_that_is_missing_is_a_warning_with_the_line_that_installs_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The others are tried."""
    monkeypatch.setenv("PATH", str(tmp_path))
    found = {finding.text: finding.state for finding in found_by("reading", reading.parts, Settings())}
    missing = "DOC, RTF, ODT and WPS: missing: apt-get install libreoffice-writer-nogui"
    require_module("rapidocr", "ocr")
    assert found == {
        "7z archives: can be read": State.GOOD,
        missing: State.WARNING,
        "pictures and scans: can be read": State.GOOD,
    }


def test_a_part_that_does_not_work_is_bad(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A program that is there and converts nothing."""
    program = tmp_path / "soffice"
    program.write_text("#!/bin/sh\nexit 3\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    bad = [one.text for one in found_by("reading", reading.parts, Settings()) if one.state is State.BAD]
    assert [text.partition(":")[0] for text in bad] == ["DOC, RTF, ODT and WPS"]


def test_fonts_are_tried_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two letters that look the same stand for fonts that have none of them."""
    assert only(reading.fonts).state is (State.GOOD if draws_chinese() else State.WARNING)
    monkeypatch.setattr(reading, "_LETTERS", (b"738B", b"738B"))
    finding = only(reading.fonts)
    assert (finding.state, finding.text.rpartition(": ")[2]) == (
        State.WARNING,
        "apt-get install fonts-wqy-microhei",
    )


def test_work_that_takes_too_much_is_ended() -> None:
    assert only(limits).state is State.GOOD


def test_a_check_that_fails_is_bad_news() -> None:
    def look(_settings: Settings) -> Iterator[Finding]:
        raise PermissionError(13, "Permission denied", "/a/name/of/a/file")

    finding = only(look)
    assert (finding.state, finding.text) == (State.BAD, "This cannot be looked at: Permission denied.")
