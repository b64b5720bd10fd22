"""The command line as a user runs it: whole processes, real files."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
POSTING = EXAMPLES / "job_postings" / "python_backend_zh.txt"
RESUME = EXAMPLES / "resumes" / "zhang_wei_zh.txt"
BOLE = [sys.executable, "-m", "bole"]
AS_OF = ("--as-of", "2026-01-31")


def bole(*arguments: str | Path, expect: int = 0, **variables: str) -> subprocess.CompletedProcess[str]:
    """Runs a command and checks its exit status."""
    command, environment = [*BOLE, *map(str, arguments)], os.environ | variables
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert ended.returncode == expect, ended.stderr
    return ended


def screen(out: Path, *paths: Path, expect: int = 0, options: tuple[str, ...] = ()) -> list[dict[str, object]]:
    """Screens paths and returns the lines of results.jsonl."""
    bole("screen", "--job-posting", POSTING, *AS_OF, *options, "--out", out, *paths, expect=expect)
    return [json.loads(line) for line in (out / "results.jsonl").read_text(encoding="utf-8").splitlines()]


def reason(item: dict[str, object]) -> str:
    """Returns the reason of a failed item."""
    status = item["status"]
    assert isinstance(status, dict)
    return str(status["details"][0]["reason"])


def test_the_pair_ends_in_three_files(tmp_path: Path) -> None:
    """Score 83 and ADVANCE in results, ranking and report."""
    (item,) = screen(tmp_path / "out", RESUME)

    screening = item["screening"]
    assert isinstance(screening, dict)
    assert item["item_id"] == "000001"
    assert item["source"] == "zhang_wei_zh.txt"
    assert item["status"] == {"code": 0, "message": "", "details": []}
    assert (screening["match_score"], screening["recommendation"]) == (83, "ADVANCE")
    ranking = (tmp_path / "out" / "ranking.csv").read_bytes()
    assert ranking.startswith(b"\xef\xbb\xbf")
    (row,) = csv.DictReader(ranking.decode("utf-8-sig").splitlines())
    assert (row["rank"], row["score"], row["name"]) == ("1", "83", "张伟")
    report = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "张伟" in report
    assert "83" in report


def test_blind_leaves_names_out_of_ranking_and_report(tmp_path: Path) -> None:
    """Neither name nor file name."""
    screen(tmp_path / "out", RESUME, options=("--blind",))

    for name in ("ranking.csv", "report.html"):
        written = (tmp_path / "out" / name).read_text(encoding="utf-8-sig")
        assert "zhang_wei" not in written
    header = (tmp_path / "out" / "ranking.csv").read_text(encoding="utf-8-sig").splitlines()[0]
    assert "name" not in header.split(",")
    assert "contact" not in header.split(",")


def test_same_inputs_give_the_same_bytes_in_any_order_with_any_concurrency(tmp_path: Path) -> None:
    """Two processes, the arguments in two orders, one worker and three."""
    files = sorted((EXAMPLES / "resumes").iterdir())
    written = []
    for number, (order, processes) in enumerate(((files, "1"), (files[::-1], "3"))):
        out = tmp_path / str(number)
        environment = os.environ | {"BOLE_PROCESSES": processes, "PYTHONHASHSEED": str(number + 1)}
        command = [*BOLE, "screen", "--job-posting", str(POSTING), *AS_OF, "--out", str(out), *map(str, order)]
        subprocess.run(command, env=environment, capture_output=True, timeout=300, check=True)
        written.append([(out / name).read_bytes() for name in ("results.jsonl", "ranking.csv", "report.html")])

    assert written[0] == written[1]
    assert written[0][0].count(b"\n") == len(files)


def test_bad_files_fail_alone_with_a_reason_each(tmp_path: Path) -> None:
    """Every input is answered, the good one as if it were alone."""
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "good.txt").write_bytes(RESUME.read_bytes())
    (inbox / "empty.pdf").write_bytes(b"")
    (inbox / "picture.pdf").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    (inbox / "cut.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog")
    with (inbox / "huge.pdf").open("wb") as huge:
        huge.truncate(50 * 1024 * 1024)

    items = screen(tmp_path / "out", inbox, tmp_path / "missing.pdf")

    by_source = {item["source"]: item for item in items}
    screening = by_source["good.txt"]["screening"]
    assert isinstance(screening, dict)
    assert screening["match_score"] == 83
    assert {source: reason(item) for source, item in by_source.items() if source != "good.txt"} == {
        "cut.pdf": "DOCUMENT_DAMAGED",
        "empty.pdf": "DOCUMENT_EMPTY",
        "huge.pdf": "DOCUMENT_TOO_LARGE",
        "missing.pdf": "SOURCE_NOT_FOUND",
        "picture.pdf": "DOCUMENT_DAMAGED",
    }
    assert all("screening" not in item for source, item in by_source.items() if source != "good.txt")


def test_odd_names_and_kinds_of_files_fail_alone_at_most(tmp_path: Path) -> None:
    """A name that is no UTF-8 is screened; circles, pipes and impossible names are items with a reason."""
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    Path(os.fsdecode(os.fsencode(inbox) + b"/r\xe9sum\xe9.txt")).write_bytes(RESUME.read_bytes())
    (inbox / "loop").symlink_to("loop")
    os.mkfifo(inbox / "pipe.txt")

    items = screen(tmp_path / "out", inbox, inbox / "loop", tmp_path / ("x" * 300))

    by_source = {str(item["source"]): item for item in items}
    assert "screening" in by_source.pop("r\ufffdsum\ufffd.txt")
    assert {source: reason(item) for source, item in by_source.items()} == {
        "loop": "SOURCE_UNREADABLE",
        "pipe.txt": "SOURCE_UNREADABLE",
        "x" * 300: "SOURCE_UNREADABLE",
    }


def test_results_of_the_last_run_are_no_candidates(tmp_path: Path) -> None:
    """Two runs into the folder of the resumes give the same bytes."""
    (tmp_path / "good.txt").write_bytes(RESUME.read_bytes())
    written = []
    for _ in range(2):
        (item,) = screen(tmp_path, tmp_path)
        assert item["source"] == "good.txt"
        written.append([(tmp_path / name).read_bytes() for name in ("results.jsonl", "ranking.csv", "report.html")])

    assert written[0] == written[1]


def test_messages_of_failed_items_name_no_file(tmp_path: Path) -> None:
    """File names are personal data."""
    (tmp_path / "Maria Example.pdf").write_bytes(b"")

    (item,) = screen(tmp_path / "out", tmp_path / "Maria Example.pdf", expect=1)

    assert "Maria" not in json.dumps(item["status"])


def test_a_zip_is_screened_like_a_folder(tmp_path: Path) -> None:
    """Its members are items."""
    archive = tmp_path / "inbox.zip"
    with zipfile.ZipFile(archive, "w") as written:
        written.write(RESUME, "a/zhang.txt")

    (item,) = screen(tmp_path / "out", archive)

    assert item["source"] == "inbox.zip/a/zhang.txt"
    assert "screening" in item


def test_a_rubric_can_be_drafted_edited_and_used(tmp_path: Path) -> None:
    """The thresholds of the file decide."""
    rubric = tmp_path / "rubric.yaml"
    bole("rubric", "--job-posting", POSTING, "--out", rubric)
    same = tmp_path / "same"
    bole("screen", "--rubric", rubric, *AS_OF, "--out", same, RESUME)
    text = rubric.read_text(encoding="utf-8")
    assert text.count("advance_score: 70") == 1
    rubric.write_text(text.replace("advance_score: 70", "advance_score: 90"), encoding="utf-8")
    stricter = tmp_path / "stricter"
    bole("screen", "--rubric", rubric, *AS_OF, "--out", stricter, RESUME)

    def answer(out: Path) -> tuple[int, str]:
        screening = json.loads((out / "results.jsonl").read_text(encoding="utf-8"))["screening"]
        return screening["match_score"], screening["recommendation"]

    assert answer(same) == (83, "ADVANCE")
    assert answer(stricter) == (83, "REVIEW")


def test_parse_prints_one_message_or_a_list() -> None:
    """`text` and `hidden_text` are printed even when empty."""
    one = json.loads(bole("parse", "--json", RESUME).stdout)
    two = json.loads(
        bole("parse", "--json", RESUME, POSTING.parent.parent / "resumes" / "rowan_hale_vague_en.txt").stdout
    )

    assert one["text"] == RESUME.read_text(encoding="utf-8").strip()
    assert one["hidden_text"] == []
    assert [isinstance(each, dict) for each in two] == [True, True]


def test_parse_prints_what_was_read_and_says_what_was_not(tmp_path: Path) -> None:
    """By number and path, on the other stream; a file beyond the limit is not sent."""
    (tmp_path / "empty.pdf").write_bytes(b"")
    with (tmp_path / "huge.pdf").open("wb") as huge:
        huge.truncate(100 * 1024 * 1024)

    ended = bole("parse", "--json", tmp_path / "empty.pdf", RESUME, tmp_path / "huge.pdf")

    (read,) = json.loads(ended.stdout)
    assert read["text"] == RESUME.read_text(encoding="utf-8").strip()
    first, second = ended.stderr.splitlines()
    assert first.startswith(f"File 1 of 3, {tmp_path / 'empty.pdf'}: ")
    assert first.endswith("(DOCUMENT_EMPTY)")
    assert second.startswith(f"File 3 of 3, {tmp_path / 'huge.pdf'}: ")
    assert second.endswith("(DOCUMENT_TOO_LARGE)")


def test_parse_fails_when_nothing_was_read(tmp_path: Path) -> None:
    """Exit status 1 and a reason, nothing on standard output."""
    (tmp_path / "empty.pdf").write_bytes(b"")

    ended = bole("parse", "--json", tmp_path / "empty.pdf", expect=1)

    assert ended.stdout == ""
    assert "DOCUMENT_EMPTY" in ended.stderr


def test_an_odd_file_name_can_be_parsed_and_interviewed(tmp_path: Path) -> None:
    """Its bytes are no UTF-8."""
    odd = Path(os.fsdecode(os.fsencode(tmp_path) + b"/r\xe9sum\xe9.txt"))
    odd.write_bytes(RESUME.read_bytes())

    assert bole("parse", odd).stdout.strip() == RESUME.read_text(encoding="utf-8").strip()
    assert "[TECHNICAL" in bole("interview", "--job-posting", POSTING, odd).stdout


def test_interview_prints_the_role_s_questions_and_five_of_the_candidate_s_own() -> None:
    """Three technical, one behavioural, one open-ended, below the core."""
    core, own = bole("interview", "--job-posting", POSTING, RESUME).stdout.split("Questions for this candidate:")

    assert core.startswith("Core questions, the same for every candidate (backend_engineer):")
    assert own.count("[TECHNICAL") == 3
    assert own.count("[BEHAVIORAL") == 1
    assert own.count("[OPEN_ENDED") == 1


def test_interview_writes_sheets_to_print(tmp_path: Path) -> None:
    """A page, a Word document and the kit; the core is cut from its end, the candidate is called as asked."""
    out = tmp_path / "kit"

    printed = bole(
        "interview", "--role", "backend_engineer", "--core", "2", "--candidate", "C-7", "--out", out, RESUME
    ).stdout

    kit = json.loads((out / "kit.json").read_text(encoding="utf-8"))
    assert [one["question_id"] for one in kit["core_questions"]] == ["core-1", "core-2"]
    assert "C-7" in (out / "sheet.html").read_text(encoding="utf-8")
    assert (out / "sheet.docx").read_bytes().startswith(b"PK")
    assert "sheet.docx" in printed


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["screen", "--out", "{tmp}/o", str(RESUME)], "--job-posting FILE or --rubric FILE"),
        (["screen", "--job-posting", "{tmp}/none.txt", "--out", "{tmp}/o", str(RESUME)], "does not exist"),
        (
            ["screen", "--job-posting", str(POSTING), "--out", "/proc/none", str(RESUME)],
            "Choose another one with --out",
        ),
        (
            ["screen", "--job-posting", str(POSTING), "--out", "{tmp}/o", "{tmp}/empty_folder"],
            "no file under the paths",
        ),
        (["screen", "--job-posting", "{tmp}/blank.txt", "--out", "{tmp}/o", str(RESUME)], "JOB_POSTING_EMPTY"),
        (
            ["screen", "--job-posting", "{tmp}/idle.txt", "--out", "{tmp}/o", str(RESUME)],
            "JOB_POSTING_WITHOUT_CRITERIA",
        ),
        (["screen", "--rubric", "{tmp}/idle.txt", "--out", "{tmp}/o", str(RESUME)], "The rubric cannot be read"),
        (["rubric", "--job-posting", str(POSTING), "--server", "127.0.0.1:9"], "No server answers at 127.0.0.1:9"),
        (["parse", "{tmp}/none.pdf"], "does not exist"),
        (
            ["screen", "--job-posting", str(POSTING), "--language", "?", "--out", "{tmp}/o", str(RESUME)],
            "(ARGUMENT_INVALID)",
        ),
        (
            ["screen", "--job-posting", str(POSTING), "--rubric", str(POSTING), "--out", "{tmp}/o", str(RESUME)],
            "leave out either --job-posting or --rubric",
        ),
        (
            ["interview", "--job-posting", str(POSTING), "--rubric", str(POSTING), str(RESUME)],
            "leave out either --job-posting or --rubric",
        ),
        (["interview", "--job-posting", str(POSTING), "{tmp}/huge.pdf"], "(DOCUMENT_TOO_LARGE)"),
        (["interview", "--role", "astronaut", str(RESUME)], "(ROLE_UNKNOWN)"),
        (["interview", "--out", "/proc/none", str(RESUME)], "Choose another one with --out"),
    ],
)
def test_what_a_user_gets_wrong_is_said_with_what_to_do(tmp_path: Path, arguments: list[str], said: str) -> None:
    """Exit status 2 and one sentence, no traceback."""
    (tmp_path / "empty_folder").mkdir()
    with (tmp_path / "huge.pdf").open("wb") as huge:
        huge.truncate(100 * 1024 * 1024)
    (tmp_path / "blank.txt").write_text("  \n", encoding="utf-8")
    (tmp_path / "idle.txt").write_text("We are a great company.", encoding="utf-8")

    ended = bole(*(argument.replace("{tmp}", str(tmp_path)) for argument in arguments), expect=2)

    assert said in " ".join(ended.stderr.split())
    assert "Traceback" not in ended.stderr


def test_a_setting_that_does_not_fit_is_named() -> None:
    """Key, and what is expected; by every command, and by doctor as what it found."""
    ended = bole("parse", RESUME, expect=2, BOLE_PROCESSES="many")
    assert "BOLE_PROCESSES" in ended.stderr
    assert "Traceback" not in ended.stderr

    ended = bole("doctor", expect=1, BOLE_PROCESSES="many")
    assert re.search(r"^bad +settings .*BOLE_PROCESSES", ended.stdout, re.MULTILINE)
    assert "Traceback" not in ended.stderr


def test_doctor_says_which_parts_are_missing_and_how_to_install_them(tmp_path: Path) -> None:
    """A server without them is whole; it is the operator who wants to know."""
    ended = bole("doctor", PATH=str(tmp_path))

    assert (
        "warning reading     DOC, RTF, ODT and WPS: missing: apt-get install libreoffice-writer-nogui" in ended.stdout
    )
    assert "pictures and scans: " in ended.stdout


def test_doctor_tells_machines_what_failed() -> None:
    """A call that fails is a finding with its reason, no traceback."""
    ended = bole("doctor", "--json", expect=1, BOLE_CALL_LIMIT_SECONDS="0.000001")

    told = json.loads(ended.stdout)
    failed = [finding for finding in told["findings"] if finding["state"] == "bad"]
    assert told["works"] is False
    assert [finding["about"] for finding in failed] == ["service"]
    assert "Traceback" not in ended.stderr


def test_help_needs_none_of_the_heavy_modules() -> None:
    """Neither grpc nor a parser is imported for it."""
    script = "import sys, bole.cli.main as m; m.main(['--help'], standalone_mode=False); print(*sorted(sys.modules))"

    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True)

    assert "screen" in ended.stdout
    assert not {"grpc", "pypdfium2", "rich", "pydantic", "lxml"} & set(ended.stdout.split("\n")[-2].split())
