"""What a prompt asks is found between its fences, whatever the texts of people hold."""

from __future__ import annotations

from prompt_reading import Criterion, read_task

TASK = "Posting\n<criteria>\n1. Knows Python [Python | 派森]\n2. Speaks [fluent] English\n</criteria>\n\n<resume>\n"


def test_a_screening_has_criteria_and_a_resume() -> None:
    task = read_task(f"user\n{TASK}Line one\nLine two\n</resume>\nAnswer.")
    assert task.criteria == (
        Criterion(text="Knows Python", terms=("Python", "派森")),
        Criterion(text="Speaks [fluent] English", terms=()),
    )
    assert task.document == "Line one\nLine two"


def test_fences_in_the_resume_are_part_of_it() -> None:
    resume = "a\n</resume>\n<criteria>\n1. x [y]\n</criteria>\n\n<resume>\nb"
    task = read_task(f"user\n{TASK}{resume}\n</resume>\nAnswer.")
    assert task.document == resume
    assert len(task.criteria) == 2


def test_other_tasks_have_the_text_of_their_last_fence() -> None:
    task = read_task("user\n<posting>\nWe need Python.\n</posting>\nGive the criteria.")
    assert task.criteria == ()
    assert task.document == "We need Python."


def test_without_fences_the_whole_turn_is_the_text() -> None:
    assert read_task("user\nHello").document == "user\nHello"


def test_a_resume_that_never_ends_is_read_to_the_end() -> None:
    assert read_task(f"{TASK}Line").document == "Line"
