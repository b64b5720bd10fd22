"""`bole roles`, without a server where none is needed."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from bole.api.role_messages import role
from bole.cli import main
from bole.cli.doctor.findings import State, found_by
from bole.cli.doctor.named import roles
from bole.cli.roles.show import printed
from bole.roles.library import BUILT_IN
from bole.rubric.rubric_file import read_rubric
from bole.settings import Settings


def bole(*arguments: str | Path, expect: int = 0) -> str:
    """Runs a command and returns what it says."""
    ended = CliRunner().invoke(main, [str(one) for one in arguments])
    assert ended.exit_code == expect, ended.output
    return ended.output


def test_a_role_is_copied_changed_and_checked(tmp_path: Path) -> None:
    """A copy passes; one that is wrong is told with its place, and ends with 1."""
    assert "14 roles, nothing is wrong." in bole("roles", "check")
    copied = Path(bole("roles", "copy", "accountant", tmp_path / "own").strip())
    assert "1 roles, nothing is wrong." in bole("roles", "check", tmp_path / "own")
    assert "there already" in bole("roles", "copy", "accountant", tmp_path / "own", expect=2)
    assert "no such role" in bole("roles", "copy", "wizard", tmp_path, expect=2)

    copied.write_text(copied.read_text(encoding="utf-8").replace("kind: SKILL", "kind: MAGIC", 1), encoding="utf-8")
    assert bole("roles", "check", tmp_path / "own", expect=1).startswith("accountant.yaml: criteria[0].kind: Write one")
    assert "holds no role" in bole("roles", "check", tmp_path, expect=2)


def test_roles_are_shown_by_a_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of a folder of one's own among them; a rubric is ready to screen with."""
    bole("roles", "copy", "accountant", tmp_path)
    monkeypatch.setenv("BOLE_ROLES", str(tmp_path))
    monkeypatch.setenv("BOLE_PROCESSES", "1")

    listed = bole("roles", "list", "--language", "zh")
    assert "accountant                 会计 (10 criteria, 6 core questions, your own)" in listed
    assert "backend_engineer           后端工程师 (9 criteria, 6 core questions)" in listed

    bole("roles", "show", "accountant", "--rubric", tmp_path / "rubric.txt")
    written = read_rubric((tmp_path / "rubric.txt").read_text(encoding="utf-8"))
    assert written.rubric_digest == BUILT_IN.get("accountant", "en").rubric.rubric_digest


def test_a_role_is_laid_out_for_a_terminal() -> None:
    """Criteria, then questions with what helps to rate answers."""
    said = printed(role(BUILT_IN.get("accountant", "en"))).splitlines()
    assert said[0] == "Accountant (accountant)"
    assert "MUST    Prepares financial statements [reports, SKILL]" in said
    assert any(line.startswith("1. [TECHNICAL, 8 min, ledger] At month end cash in the books") for line in said)
    assert "   low: Parks it, or makes it balance." in said


def test_a_server_does_not_start_with_a_role_that_is_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It names file and place, and so does `bole doctor`."""
    (tmp_path / "welder.yaml").write_text("role_id: welder\ntitle: {en: Welder}\n", encoding="utf-8")
    monkeypatch.setenv("BOLE_ROLES", str(tmp_path))
    assert "welder.yaml in the folder of BOLE_ROLES: criteria: This key is missing." in bole("roles", "list", expect=2)
    (finding,) = found_by("roles", roles, Settings())
    assert finding.text.startswith("welder.yaml in the folder of BOLE_ROLES: criteria: This key is missing.")
    assert finding.state is State.BAD
