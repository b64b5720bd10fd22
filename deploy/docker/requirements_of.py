"""Picks out of requirements.lock what an image needs: the lock holds all extras, and constraints carry no hashes.

    requirements_of.py [--extra triton ...] > needed.txt     what the package needs with these extras
    requirements_of.py --only hatchling > backend.txt        what this package of the lock needs

Every package of the lock says which others want it. Followed backwards from the names in pyproject.toml, that gives all
that is needed, with its versions, markers and hashes; and a little more, because the lock does not say which extra of a
package wants another.
"""

from __future__ import annotations

import argparse
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

_NAME = re.compile(r"[A-Za-z0-9][\w.-]*")
_VIA = re.compile(r"\s+#(?: via)?\s+(?P<name>[A-Za-z0-9][\w.-]*)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A package of the lock: its lines, and the packages that want it."""

    name: str
    lines: tuple[str, ...]
    wanted_by: frozenset[str]


def main(arguments: Sequence[str] | None = None) -> int:
    """Writes the requirements to standard output; returns the exit status."""
    asked = _parser().parse_args(arguments)
    entries = read_lock(asked.lock.read_text())
    roots = {normal(name) for name in asked.only} or wanted(asked.project.read_text(), asked.extra)
    missing = sorted(roots - {entry.name for entry in entries})
    if missing:
        sys.stderr.write(f"requirements_of: not in {asked.lock}: {', '.join(missing)}. Run: make lock\n")
        return 1
    for entry in needed(entries, roots):
        sys.stdout.writelines(f"{line}\n" for line in entry.lines)
    return 0


def read_lock(text: str) -> list[Entry]:
    """Reads what `uv pip compile --generate-hashes` writes; a package may stand in it twice, for different Pythons."""
    blocks: list[list[str]] = []
    for line in text.splitlines():
        if line and not line[0].isspace() and not line.startswith("#"):
            blocks.append([])
        if blocks:
            blocks[-1].append(line)
    return [_entry(block) for block in blocks]


def wanted(project: str, extras: Iterable[str]) -> set[str]:
    """Returns the names that pyproject.toml asks for, with some of its extras.

    Raises:
        KeyError: There is no such extra.
    """
    table = tomllib.loads(project)["project"]
    lists = [table["dependencies"], *(table["optional-dependencies"][extra] for extra in extras)]
    return {_name_of(requirement) for requirements in lists for requirement in requirements}


def needed(entries: Sequence[Entry], roots: set[str]) -> Iterator[Entry]:
    """Yields what the roots need, in the order of the lock."""
    found, before = set(roots), set[str]()
    while found != before:
        before = set(found)
        found |= {entry.name for entry in entries if entry.wanted_by & found}
    return (entry for entry in entries if entry.name in found)


def normal(name: str) -> str:
    """Returns the one spelling of a package's name."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _entry(block: list[str]) -> Entry:
    parents = (_VIA.match(line) for line in block[1:])
    return Entry(
        name=_name_of(block[0]),
        lines=tuple(line for line in block if not line.lstrip().startswith("#")),
        wanted_by=frozenset(normal(match["name"]) for match in parents if match),
    )


def _name_of(requirement: str) -> str:
    match = _NAME.match(requirement)
    if match is None:
        raise ValueError(f"not a requirement: {requirement}")
    return normal(match.group())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="requirements_of")
    parser.add_argument("--extra", action="append", default=[], help="an extra of pyproject.toml; may come repeatedly")
    parser.add_argument(
        "--only", action="append", default=[], help="a package of the lock instead; may come repeatedly"
    )
    parser.add_argument("--lock", type=Path, default=Path("requirements.lock"))
    parser.add_argument("--project", type=Path, default=Path("pyproject.toml"))
    return parser


if __name__ == "__main__":
    sys.exit(main())
