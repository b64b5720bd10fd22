"""Which files the console shows as reports."""

from __future__ import annotations

import os
from pathlib import Path

from bole.web.library.reports import found_reports


def test_html_files_of_a_folder_and_of_folders_in_it_are_reports(tmp_path: Path) -> None:
    (tmp_path / "2026" / "may").mkdir(parents=True)
    for name in ("z.html", "a.HTM", "2026/may/fairness.html", "notes.txt", ".draft.html"):
        (tmp_path / name).write_text("<p>", encoding="utf-8")

    assert [one.name for one in found_reports(tmp_path)] == ["2026/may/fairness.html", "a.HTM", "z.html"]


def test_what_leads_out_of_the_folder_is_no_report(tmp_path: Path) -> None:
    outside, folder = tmp_path / "outside", tmp_path / "reports"
    outside.mkdir()
    folder.mkdir()
    (outside / "secret.html").write_text("secret", encoding="utf-8")
    (folder / "link.html").symlink_to(outside / "secret.html")
    (folder / "linked").symlink_to(outside, target_is_directory=True)
    (folder / "round").symlink_to(folder, target_is_directory=True)

    assert found_reports(folder) == ()


def test_a_name_that_no_page_can_show_is_left_out(tmp_path: Path) -> None:
    for name in (b"\xff.html", b"two\nlines.html", "公平性.html".encode()):
        (tmp_path / os.fsdecode(name)).write_text("<p>", encoding="utf-8")

    assert [one.name for one in found_reports(tmp_path)] == ["公平性.html"]


def test_a_folder_deeper_than_three_is_not_looked_into(tmp_path: Path) -> None:
    deep = tmp_path / "a" / "b" / "c"
    deep.mkdir(parents=True)
    (deep / "hidden.html").write_text("<p>", encoding="utf-8")
    (deep.parent / "seen.html").write_text("<p>", encoding="utf-8")

    assert [one.name for one in found_reports(tmp_path)] == ["a/b/seen.html"]


def test_a_folder_that_is_itself_a_link_is_read(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "one.html").write_text("<p>", encoding="utf-8")
    (tmp_path / "reports").symlink_to(tmp_path / "real", target_is_directory=True)

    assert [one.name for one in found_reports(tmp_path / "reports")] == ["one.html"]


def test_a_folder_that_is_not_there_holds_none(tmp_path: Path) -> None:
    assert found_reports(tmp_path / "nothing") == ()
