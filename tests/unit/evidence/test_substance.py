"""How much a statement says."""

from dataclasses import replace

import pytest

from bole.evidence.substance import ENOUGH, statements_of, substance
from bole.lexicon.folding import fold
from tests.unit.evidence.written import ResumeWriter

EMPTY = (
    "Responsible for the development of various applications.",
    "Worked closely with other members of the team.",
    "Participated in different projects and completed all assigned tasks on time.",
    "负责公司日常事务",
    "积极配合团队，按时完成各项工作任务",
    "参与系统的设计与开发",
)
FULL = (
    "Answered calls and booked tables",
    "Reconciled supplier invoices",
    "Dispensed medication on the ward",
    "急诊预检分诊",
    "讲授初三物理",
    "接待住院病人",
)


@pytest.mark.parametrize("statement", EMPTY)
def test_words_that_fit_any_job_have_no_substance(statement: str) -> None:
    """In English and Chinese."""
    assert substance(fold(statement).text, frozenset()) < ENOUGH


@pytest.mark.parametrize("statement", FULL)
def test_objects_of_work_have_substance(statement: str) -> None:
    """In any trade."""
    assert substance(fold(statement).text, frozenset()) >= ENOUGH


def test_words_of_the_title_do_not_count() -> None:
    """They say nothing new."""
    assert substance("ward nursing", frozenset()) == 2
    assert substance("ward nursing", frozenset({"nursing"})) == 1
    assert substance("急诊护理", frozenset({"护理"})) == 1


def test_statements_are_highlights_else_sentences_below_the_heading() -> None:
    """A plain paragraph has no bullets."""
    writer = ResumeWriter()
    writer.entry("2020-01..", ["Closed the books."])
    listed = writer.reading()
    entry = listed.resume.profile.work[0]

    assert [span.of(listed.text) for span in statements_of(entry, listed)] == ["Closed the books."]

    plain = replace(entry, highlights=())
    assert [span.of(listed.text) for span in statements_of(plain, listed)] == ["Closed the books."]
