"""The interviewer's sheet: what stands on it, as a page and as a Word document."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import docx
import pytest

from bole.domain.interview import CriterionCoverage, Difficulty, InterviewKit, Probe, RatingAnchors
from bole.domain.resume import Warning, WarningCode
from bole.reports.interview_sheet import NOTE_LINES, Sheet, sheet_of
from bole.reports.sheet_docx import sheet_docx
from bole.reports.sheet_html import sheet_html
from tests.factories import criterion, interview_question, rubric

HOSTILE = "<script>alert(1)</script> & \x0b“quoted”"
RUBRIC = rubric([criterion("c1", "Databases"), criterion("c2", "Kafka")], title="Backend engineer")


def kit(language_code: str = "en", *, own: int = 2) -> InterviewKit:
    """Returns a kit of one core question and some of the candidate's own."""
    core = replace(interview_question("Which steps lead from a slow list to a fix?"), question_id="core-1", evidence=())
    return InterviewKit(
        core_questions=(replace(core, difficulty=Difficulty.ADVANCED, minutes=10),),
        questions=tuple(
            replace(
                interview_question(f"What limited the order service, case {number}?"),
                question_id=f"own-{number}",
                probe=Probe.MISSING_MUST,
            )
            for number in range(1, own + 1)
        ),
        language_code=language_code,
        engine="rules",
        role="backend_engineer",
        coverage=(
            CriterionCoverage(criterion_id="c1", question_ids=("core-1", "own-2")),
            CriterionCoverage(criterion_id="c2", question_ids=()),
        ),
        warnings=(Warning(code=WarningCode.MUST_NOT_ASKED, message="One must-have is not asked about."),),
    )


def sheet(language_code: str = "en", **changes: str) -> Sheet:
    """Returns the sheet of the kit."""
    return sheet_of(kit(language_code), RUBRIC, **changes)


def text_of_docx(content: bytes) -> str:
    """Returns all text of a document, that of nested tables included."""
    body = docx.Document(io.BytesIO(content)).element.body
    return "\n".join(
        "".join(node.text or "" for node in one.iter() if node.tag.endswith("}t"))
        for one in body.iter()
        if one.tag.endswith("}p")
    )


def test_core_questions_come_first_and_numbers_go_on() -> None:
    """1 is everybody's, 2 and 3 are the candidate's; minutes are summed up."""
    laid_out = sheet()

    assert [one.number for one in laid_out.core] == [1]
    assert [one.number for one in laid_out.own] == [2, 3]
    assert laid_out.minutes == 10 + 8 + 8
    assert [one.numbers for one in laid_out.coverage] == [(1, 3), ()]


@pytest.mark.parametrize(
    ("language_code", "words"),
    [
        (
            "en",
            (
                "Interviewer sheet",
                "Core questions",
                "Never ask about age",
                "A person decides",
                "Must-have not shown",
                "Advanced",
                "26 min",
                "Rating",
            ),
        ),
        ("zh", ("面试官用表", "核心问题", "不得询问年龄", "由人作决定", "未体现的必备要求", "高级", "26分钟", "评分")),
    ],
)
def test_page_and_document_say_the_same(language_code: str, words: tuple[str, ...]) -> None:
    """Header, rules, both parts, labels, rating, coverage, in the language of the kit."""
    laid_out = sheet(language_code, candidate="C-1042")
    page, document = sheet_html(laid_out), text_of_docx(sheet_docx(laid_out))

    for written in (page, document):
        assert [word for word in (*words, "C-1042", "Backend engineer", "Kafka") if word not in written] == []
        assert "{" not in re.sub(r"<style>.*</style>", "", written, flags=re.DOTALL)


def test_each_question_has_boxes_to_tick_a_rating_and_lines() -> None:
    """Two points and three lines each; 1 to 5 with anchors at 1, 3 and 5."""
    page, document = sheet_html(sheet()), text_of_docx(sheet_docx(sheet()))

    assert page.count('class="ticks"') == 3
    assert page.count('class="line"') == (3 + 3) * NOTE_LINES
    assert document.count("☐ Names a measured bottleneck") == 3
    assert document.count("☐ 4") == 3
    assert page.count("Names no figure.") == document.count("Names no figure.") == 3


def test_a_sheet_holds_no_name_unless_it_is_given_one() -> None:
    """Kits know no candidate: the line is there to be filled in."""
    assert sheet().candidate == ""
    assert "Candidate identifier" in sheet_html(sheet())


def test_texts_of_people_are_harmless() -> None:
    """Escaped on the page, and without what XML cannot hold in the document."""
    hostile = replace(
        kit(),
        questions=(
            replace(
                interview_question(HOSTILE, quote=HOSTILE),
                question_id="own-1",
                rating_anchors=RatingAnchors(low=HOSTILE, medium=HOSTILE, high=HOSTILE),
            ),
        ),
    )
    laid_out = sheet_of(hostile, rubric([criterion("c1", HOSTILE)]), position=HOSTILE, candidate=HOSTILE)

    assert "<script>" not in sheet_html(laid_out)
    assert "<script>alert(1)</script>" in text_of_docx(sheet_docx(laid_out))


def test_a_large_kit_names_numbers_in_place_of_columns() -> None:
    """Thirty columns fit on no page."""
    laid_out = sheet_of(kit(own=20), RUBRIC)

    assert laid_out.numbers == ()
    assert "1, 3" in sheet_html(laid_out)
    assert "1, 3" in text_of_docx(sheet_docx(laid_out))


@pytest.mark.parametrize(
    "bare",
    [
        replace(kit(), core_questions=(), coverage=()),
        replace(kit(), questions=(), coverage=()),
        replace(kit(), questions=(), core_questions=(), coverage=()),
    ],
    ids=["no core", "core alone", "nothing"],
)
def test_parts_that_are_empty_are_left_out(bare: InterviewKit) -> None:
    """Neither a heading without questions nor a coverage without a rubric."""
    laid_out = sheet_of(bare, None)
    page, document = sheet_html(laid_out), text_of_docx(sheet_docx(laid_out))

    for written in (page, document):
        assert ("Core questions" in written.replace("Core questions are the same", "")) is bool(bare.core_questions)
        assert ("Questions for this candidate" in written) is bool(bare.questions)
        assert "Coverage" not in written
