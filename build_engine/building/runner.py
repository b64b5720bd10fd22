"""Runs the steps of a build, each as a whole or not at all, and goes on where an earlier run ended."""

from __future__ import annotations

import errno
import hashlib
import json
import shutil
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from build_engine.building.commands import IMAGE, Step
from build_engine.building.folders import partial
from build_engine.building.host import free_bytes
from build_engine.errors import BuildError

_FULL_BYTES = 500_000_000
"""Less than this free after a failure: the disk is why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """A step that was done: what it depended on, how long it took, its commands."""

    name: str
    fingerprint: str
    seconds: float
    commands: tuple[tuple[str, ...], ...]


def run_steps(steps: Sequence[Step], journal: Path, versions: str, tell: Callable[[str], None]) -> tuple[Done, ...]:
    """Runs what is not done yet.

    A step is done where its output is there and the journal has the same commands, versions and steps before it.

    Args:
        steps: In order.
        journal: The file that remembers; made where it is not there.
        versions: Whatever else makes a step worth repeating when it changes.
        tell: Gets a line a step.

    Returns:
        All steps with their times, those of earlier runs too.

    Raises:
        BuildError: A command failed or cannot be started. Earlier steps stay done, and no output is half there.
    """
    before, known = versions, read_journal(journal)
    done: list[Done] = []
    for step in steps:
        before = _fingerprint(step, before)
        earlier = known.get(step.name)
        if earlier is not None and earlier.fingerprint == before and (step.output is None or step.output.is_dir()):
            tell(f"{step.name}: done already ({earlier.seconds:.0f} s)")
            done.append(earlier)
            continue
        tell(f"{step.name}: begins")
        seconds = _run(step)
        done.append(Done(name=step.name, fingerprint=before, seconds=seconds, commands=step.commands))
        _write_journal(journal, done)
        tell(f"{step.name}: done in {seconds:.0f} s")
    return tuple(done)


def read_journal(journal: Path) -> dict[str, Done]:
    """Returns the steps that are done by name; nothing where the file is not there or broken, so that all run again."""
    try:
        rows = json.loads(journal.read_text(encoding="utf-8"))
        steps = [Done(**row | {"commands": tuple(map(tuple, row["commands"]))}) for row in rows]
    except (OSError, ValueError, TypeError, KeyError):
        return {}
    return {step.name: step for step in steps}


def _run(step: Step) -> float:
    """Runs the commands of a step and gives its output its name; returns the seconds.

    What a failed try has written is removed, where the next one can do nothing with it.
    """
    began = time.monotonic()
    try:
        _make(step)
    except BaseException:
        if step.output is not None and not step.keeps_partial:
            shutil.rmtree(partial(step.output), ignore_errors=True)
        raise
    return time.monotonic() - began


def _make(step: Step) -> None:
    try:
        if step.output is not None:
            step.output.parent.mkdir(parents=True, exist_ok=True)
            if not step.keeps_partial:
                shutil.rmtree(partial(step.output), ignore_errors=True)
        for command in step.commands:
            _run_command(step, command)
        if step.output is not None:
            shutil.rmtree(step.output, ignore_errors=True)
            partial(step.output).rename(step.output)
    except OSError as error:
        raise _failure(step, f"{type(error).__name__}: {error}", full=error.errno == errno.ENOSPC) from error


def _run_command(step: Step, command: Sequence[str]) -> None:
    try:
        code = subprocess.run(command, check=False).returncode
    except FileNotFoundError as error:
        raise BuildError(
            f"The step {step.name} needs {command[0]}, which is not on the PATH. Run this in the image {IMAGE}."
        ) from error
    if code:
        raise _failure(step, f"{command[0]} ended with {code}")


def _failure(step: Step, cause: str, *, full: bool = False) -> BuildError:
    """Returns what to say of a step that failed; a full disk is told as such, whoever met it."""
    free = free_bytes(step.output or Path())
    if full or free < _FULL_BYTES:
        return BuildError(
            f"The step {step.name} failed because the disk is full ({free / 1e9:.1f} GB free). Make room and run the "
            "same command again: finished steps are kept."
        )
    return BuildError(
        f"The step {step.name} failed: {cause}; its own messages stand above. {step.advice} Run the same command again "
        "afterwards: finished steps are kept."
    )


def _fingerprint(step: Step, before: str) -> str:
    return hashlib.sha256(json.dumps([before, step.name, step.commands]).encode()).hexdigest()


def _write_journal(journal: Path, done: Sequence[Done]) -> None:
    unfinished = journal.with_suffix(".unfinished")
    unfinished.write_text(json.dumps([asdict(step) for step in done], indent=1), encoding="utf-8")
    unfinished.replace(journal)
