"""Reads the sources of the example files: a YAML head and a body in a small subset of Markdown.

The head names the `output` and its `layout` (PDF) or `encoding` (text). The body of a text file is copied as it stands;
that of a PDF or DOCX is read line by line into blocks.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

import yaml

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"


class BlockKind(Enum):
    """What one line of a source becomes on the page."""

    NAME = "# "
    SECTION = "## "
    ENTRY = "### "
    BULLET = "- "
    ROW = "| "
    COLUMN = "<!--"
    TEXT = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One line of a source: an entry has a heading and its dates, a row has its cells, all others one cell."""

    kind: BlockKind
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One file to write: where it goes, how it is laid out, and its text."""

    output: Path
    layout: str
    encoding: str
    body: str


class ExampleError(Exception):
    """A source or a tool that is missing or wrong; the message says what to do."""


def read_source(path: Path) -> Source:
    """Reads one source file; raises `ExampleError` when its head is not closed or names no output."""
    _, opened, rest = path.read_text(encoding="utf-8").partition("---\n")
    head, closed, body = rest.partition("---\n")
    fields: dict[str, str] = yaml.safe_load(head) if opened and closed else {}
    if "output" not in fields:
        raise ExampleError(f"{path.name}: begin with a YAML head between two lines of --- that names its output")
    return Source(
        output=EXAMPLES / "resumes" / fields["output"],
        layout=fields.get("layout", "single"),
        encoding=fields.get("encoding", "utf-8"),
        body=body,
    )


def read_blocks(body: str) -> list[Block]:
    """Splits a body into blocks, one for each line that is not empty."""
    return [read_block(line.strip()) for line in body.splitlines() if line.strip()]


def read_block(line: str) -> Block:
    """Reads one line: `# name`, `## section`, `### heading | dates`, `- bullet`, `| row |`, `<!-- main -->`, text."""
    kind = next(kind for kind in BlockKind if line.startswith(kind.value))
    content = line.removeprefix(kind.value)
    if kind is BlockKind.ROW:
        content = content.removesuffix("|")
    split = kind in (BlockKind.ROW, BlockKind.ENTRY)
    return Block(kind=kind, cells=tuple(cell.strip() for cell in content.split("|")) if split else (content,))


def is_cjk(text: str) -> bool:
    """Tells whether a text holds a Han character, so that it needs the CJK font."""
    return any("\u4e00" <= character <= "\u9fff" for character in text)
