"""Runs the steps of a build, each as a whole or not at all, and goes on where an earlier run ended."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from build_engine.building.commands import IMAGE, Step
from build_engine.building.folders import CHECKSUMS, SMALL_BYTES, partial
from build_engine.building.host import free_bytes
from build_engine.building.journal import Done, Journal, read_journal, write_journal
from build_engine.building.weights import read_checksums
from build_engine.errors import BuildError

_END_SECONDS = 10

_FULL_BYTES = 500_000_000
"""Less than this free after a failure: the disk is why."""


def run_steps(steps: Sequence[Step], journal: Path, versions: str, tell: Callable[[str], None]) -> tuple[Done, ...]:
    """Runs what is not done yet.

    A step is done where its files are there, and the journal has the same commands, versions and inputs for it and for
    all steps before it.

    Args:
        steps: In order.
        journal: The file that remembers; made where it is not there. Only one build at a time uses it.
        versions: What steps that are bound to versions depend on besides.
        tell: Gets a line a step.

    Returns:
        All steps with their times, those of earlier runs too.

    Raises:
        BuildError: A command failed or cannot be started, another build runs, or a folder is in the way that no build
            made. Earlier steps stay done, and no output is half there.
    """
    with _alone(journal) as lock:
        known = read_journal(journal)
        for step in steps:
            _refuse_to_replace(step, known)
        entries, begun, before = dict(known.done), set(known.begun), ""
        for step in steps:
            before = fingerprint_of(step, before, versions)
            if _is_done(step, entries.get(step.name), before):
                tell(f"{step.name}: done already ({entries[step.name].seconds:.0f} s)")
                continue
            tell(f"{step.name}: begins")
            begun.add(step.name)
            write_journal(
                journal,
                Journal(
                    done=entries,
                    begun=frozenset(begun),
                    running=step.name,
                    commands=step.commands,
                    began=time.time(),
                ),
            )
            seconds = _run(step, lock)
            entries[step.name] = Done(
                name=step.name, fingerprint=before, seconds=seconds, commands=step.commands, proof=_proof(step)
            )
            write_journal(journal, Journal(done=entries, begun=frozenset(begun)))
            tell(f"{step.name}: done in {seconds:.0f} s")
    return tuple(entries[step.name] for step in steps)


def pending(steps: Sequence[Step], journal: Path, versions: str) -> set[str]:
    """Returns the names of the steps that `run_steps` would run now."""
    known, before, found = read_journal(journal), "", set()
    for step in steps:
        before = fingerprint_of(step, before, versions)
        if not _is_done(step, known.done.get(step.name), before):
            found.add(step.name)
    return found


def fingerprint_of(step: Step, before: str, versions: str) -> str:
    """Returns in short what a step depends on: the steps before it, its commands, versions, what its inputs hold."""
    inputs = [hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "" for path in step.inputs]
    parts = [before, step.name, step.commands, versions if step.is_versioned else "", inputs]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _is_done(step: Step, earlier: Done | None, fingerprint: str) -> bool:
    if earlier is None or step.always or earlier.fingerprint != fingerprint:
        return False
    return earlier.proof == _proof(step)


def _proof(step: Step) -> str:
    """Returns in short what a step has made: the sizes of its files, and of small ones their content; none may lack."""
    parts = []
    try:
        made = list(_made(step))
    except BuildError:  # a list of checksums that is damaged
        return ""
    for path in made:
        size = path.stat().st_size if path.is_file() else -1
        content = hashlib.sha256(path.read_bytes()).hexdigest() if 0 <= size <= SMALL_BYTES else ""
        parts.append((path.name, size, content))
    whole = all(size >= 0 for _, size, _ in parts)
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest() if whole else ""


def _made(step: Step) -> Iterator[Path]:
    """Yields the files of a step, and those that a list of checksums among them names."""
    for path in step.files:
        yield path
        if path.name == CHECKSUMS and path.is_file():
            yield from (path.with_name(name) for name in read_checksums(path.parent))


def _refuse_to_replace(step: Step, known: Journal) -> None:
    """Folders that no build has made are somebody's."""
    if step.output is not None and step.output.exists() and step.name not in known.begun:
        raise BuildError(
            f"{step.output} is there, and the journal beside it does not say that a build has made it. Move it away, "
            "choose another --out, or, for weights, name it with --weights."
        )


def _run(step: Step, lock: int) -> float:
    """Runs the commands of a step and gives its output its name; returns the seconds.

    What a failed try has written is removed, where the next one can do nothing with it.
    """
    began = time.monotonic()
    try:
        _make(step, lock)
    except BaseException:
        if step.output is not None and not step.keeps_partial:
            shutil.rmtree(partial(step.output), ignore_errors=True)
        raise
    return time.monotonic() - began


def _make(step: Step, lock: int) -> None:
    try:
        if step.output is not None and not step.keeps_partial:
            shutil.rmtree(partial(step.output), ignore_errors=True)
        for command in step.commands:
            _run_command(step, command, lock)
        if step.output is not None:
            for outdated in (*step.outdates, step.output):
                shutil.rmtree(outdated, ignore_errors=True)
            partial(step.output).rename(step.output)
    except OSError as error:
        raise _failure(step, f"{type(error).__name__}: {error}", full=error.errno == errno.ENOSPC) from error


def _run_command(step: Step, command: Sequence[str], lock: int) -> None:
    """Runs a command in a group of its own, all of which ends when this program is told to end.

    Where this program is killed, the command keeps the lock that it inherits: no second build begins beside it.
    """
    # `python3` is the interpreter of this program: what preflight has found is what runs.
    program = [sys.executable if command[0] == "python3" else command[0], *command[1:]]
    try:
        with subprocess.Popen(program, env=_environment(), pass_fds=(lock,), process_group=0) as process:
            try:
                code = process.wait()
            except BaseException:
                _end(process)
                raise
    except FileNotFoundError as error:
        raise BuildError(
            f"The step {step.name} needs {command[0]}, which is not on the PATH. Run this in the image {IMAGE}."
        ) from error
    if code:
        raise _failure(step, f"{command[0]} ended with {code}")


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends a command and what it has started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_END_SECONDS)
        os.killpg(process.pid, signal.SIGKILL)


def _environment() -> dict[str, str]:
    """Returns an environment in which `python3 -m build_engine` is this one."""
    here = str(Path(__file__).resolve().parents[2])
    return os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, (here, os.environ.get("PYTHONPATH"))))}


def _failure(step: Step, cause: str, *, full: bool = False) -> BuildError:
    """Returns what to say of a step that failed; a full disk is told as such, whoever met it."""
    free = free_bytes(step.output) if step.output is not None else _FULL_BYTES
    if full or free < _FULL_BYTES:
        return BuildError(
            f"The step {step.name} failed because the disk is full ({free / 1e9:.1f} GB free). Make room and run the "
            "same command again: finished steps are kept."
        )
    return BuildError(
        f"The step {step.name} failed: {cause}; its own messages stand above. {step.advice} Run the same command again "
        "afterwards: finished steps are kept."
    )


@contextmanager
def _alone(journal: Path) -> Iterator[int]:
    """Keeps a second build out of the folder while this one runs; yields the lock, for commands to inherit."""
    try:
        journal.parent.mkdir(parents=True, exist_ok=True)
        lock = journal.with_suffix(".lock").open("w")
    except OSError as error:
        raise BuildError(f"{journal.parent} cannot be written to ({error.strerror}). Choose another --out.") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise BuildError(
                f"Another build works in {journal.parent}. Wait for it, or choose another --out."
            ) from error
        yield lock.fileno()
