"""Which steps of a build are done: the file journal.json beside their outputs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from build_engine.errors import BuildError
from build_engine.whole_file import write_whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """A step that was done: what it depended on, how long it took, its commands, and in short what it has made."""

    name: str
    fingerprint: str
    seconds: float
    commands: tuple[tuple[str, ...], ...]
    proof: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Journal:
    """What is known of a build.

    Attributes:
        done: The steps that are done, by name and in order.
        begun: The names of all steps that were ever begun: what they made is a build's own.
        running: The name of the step that runs, empty where none does.
        commands: Its commands.
        began: Since when, in UNIX time.
    """

    done: Mapping[str, Done] = field(default_factory=dict)
    begun: frozenset[str] = frozenset()
    running: str = ""
    commands: tuple[tuple[str, ...], ...] = ()
    began: float = 0.0


def read_journal(path: Path) -> Journal:
    """Reads a journal; one that is not there or broken says that nothing is done."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        rows = (Done(**row | {"commands": tuple(map(tuple, row["commands"]))}) for row in content["done"])
        return Journal(
            done={row.name: row for row in rows},
            begun=frozenset(map(str, content["begun"])),
            running=str(content["running"]),
            commands=tuple(map(tuple, content["commands"])),
            began=float(content["began"]),
        )
    except (OSError, ValueError, TypeError, KeyError):
        return Journal()


def write_journal(path: Path, journal: Journal) -> None:
    """Writes a journal; a reader sees the old one or the new one.

    Raises:
        BuildError: The disk takes no more.
    """
    content = {
        "done": [asdict(one) for one in journal.done.values()],
        "begun": sorted(journal.begun),
        "running": journal.running,
        "commands": journal.commands,
        "began": journal.began,
    }
    try:
        write_whole(path, json.dumps(content, indent=1))
    except OSError as error:
        raise BuildError(
            f"{path} cannot be written ({error.strerror}). Make room and run the same command again: finished steps "
            "are kept."
        ) from error
