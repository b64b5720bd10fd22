"""What documents name is there: settings, files and commands."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from bole.cli import main
from bole.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
ONE_OF = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))

OTHERS = {"BOLE_SECRETS_DIR", "BOLE_DOCUMENT_PASSWORD", "BOLE_REQUIRE_ALL"}
"""Variables that are read and are no settings."""
FOLDERS = "docs|deploy|benchmarks|proto|tools|examples|service|tests|build_engine"


@ONE_OF
def test_settings_are_settings(document: Path) -> None:
    known = {f"BOLE_{name.upper()}" for name in Settings.model_fields} | OTHERS
    assert set(re.findall(r"BOLE_[A-Z][A-Z_]*[A-Z]", document.read_text(encoding="utf-8"))) - known == set()


@ONE_OF
def test_files_are_there(document: Path) -> None:
    named = re.findall(rf"(?<![\w/.])(?:{FOLDERS})/[\w./-]*\w", document.read_text(encoding="utf-8"))
    assert [path for path in named if not (ROOT / path).exists()] == []


@ONE_OF
def test_commands_are_commands(document: Path) -> None:
    """As they stand in code, `bole batch create` for example."""
    named = re.findall(r"(?:`|\.venv/bin/|-- )bole ((?:[a-z][a-z0-9-]* ?)+)", document.read_text(encoding="utf-8"))
    assert [words for words in named if not is_command(words.split())] == []


def is_command(words: list[str]) -> bool:
    """Says whether words begin with the name of a command, which a group alone is not."""
    found: click.Command = main
    context = click.Context(main)
    for word in words:
        if not isinstance(found, click.Group):
            return True
        following = found.get_command(context, word)
        if following is None:
            return False
        found = following
    return True


def test_what_is_no_command_is_told_from_what_is() -> None:
    assert is_command(["batch", "create", "anything"])
    assert not is_command(["batch", "make"])
    assert not is_command(["bake"])
