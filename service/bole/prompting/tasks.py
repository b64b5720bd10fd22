"""The tasks that a model is given, the files that each is made of, and their versions."""

from __future__ import annotations

import hashlib
from enum import StrEnum
from functools import cache
from importlib.resources import files

_PACKAGE = "bole.prompting"


class Task(StrEnum):
    """What a model is asked to do."""

    SCREENING = "screening"
    RUBRIC = "rubric"
    INTERVIEW = "interview"


_SHARED = ("templates/system.jinja", "templates/role.jinja")
_FILES = {
    Task.SCREENING: (
        *_SHARED,
        "templates/screening.jinja",
        "templates/screening_task.jinja",
        "templates/screening_closing.jinja",
        "templates/language_reminder.jinja",
        "examples/screening.yaml",
    ),
    Task.RUBRIC: (
        *_SHARED,
        "templates/rubric.jinja",
        "templates/rubric_task.jinja",
        "templates/rubric_closing.jinja",
        "examples/rubric.yaml",
    ),
    Task.INTERVIEW: (
        *_SHARED,
        "templates/interview.jinja",
        "templates/interview_task.jinja",
        "templates/interview_closing.jinja",
        "templates/language_reminder.jinja",
        "examples/interview.yaml",
    ),
}


def task_files(task: Task) -> tuple[str, ...]:
    """Returns the files of a task as paths inside this package, in the order in which their digest takes them."""
    return _FILES[task]


def prompt_version(task: Task, role_digest: str = "") -> str:
    """Returns what names the words of a task: the SHA-256 over its files, in lower-case hex.

    `versions.yaml` records it with a number that goes up when the words change; a test compares the two. With words on
    a role it is the SHA-256 over both digests.
    """
    return hashlib.sha256(f"{_of_files(task)}\n{role_digest}".encode()).hexdigest() if role_digest else _of_files(task)


@cache
def _of_files(task: Task) -> str:
    digest = hashlib.sha256()
    for name in task_files(task):
        content = files(_PACKAGE).joinpath(name).read_bytes()
        digest.update(f"{name}\n{len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()
