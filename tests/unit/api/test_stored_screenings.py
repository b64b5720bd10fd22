"""What the service wrote comes back as it was."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

import pytest

from bole.api import converters, messages, stored_kits, stored_rubrics, stored_screenings
from bole.api.rescoring import rescored
from bole.bootstrap import reader
from bole.domain.documents import Document
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.interview import QuestionPlan
from bole.domain.rubric import JobPosting, ScoreSpread
from bole.pipeline.interviewing import InterviewRequest, write_interview_kit
from bole.pipeline.screening import ScreeningRequest, screen
from bole.rubric.validation import validate_rubric
from bole.settings import Settings
from bole.v1 import screening_pb2, screening_service_pb2

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"
READER = reader(Settings())
POSTINGS = sorted((EXAMPLES / "job_postings").iterdir())


@pytest.mark.parametrize("posting", POSTINGS, ids=lambda path: path.stem)
def test_a_rubric_survives_the_wire(posting: Path) -> None:
    """As drafted, and validated as an explicit one: the same digests."""
    rubric = READER.engine.draft_rubric(JobPosting(text=posting.read_text(encoding="utf-8")))

    message = messages.rubric(rubric)

    assert stored_rubrics.rubric(message) == rubric
    explicit = validate_rubric(converters.rubric(message))
    assert (explicit.criteria_digest, explicit.rubric_digest) == (rubric.criteria_digest, rubric.rubric_digest)


@pytest.mark.parametrize("name", ["nora_whitfield_en.pdf", "zhang_wei_zh.txt", "keyword_list_en.txt"])
def test_a_screening_survives_the_wire(name: str) -> None:
    """Boxes, spans, flags, unset scores and all."""
    posting = (EXAMPLES / "job_postings" / "backend_engineer_zh.txt").read_text(encoding="utf-8")
    rubric = READER.engine.draft_rubric(JobPosting(text=posting))
    document = Document(content=(EXAMPLES / "resumes" / name).read_bytes(), file_name=name)
    request = ScreeningRequest(documents=(document,), rubric=rubric, as_of=datetime.date(2026, 1, 31))
    screening = screen(request, READER).screening

    copy = screening_pb2.Screening.FromString(messages.screening(screening).SerializeToString())

    assert stored_screenings.screening(copy, "screening") == screening


def test_stated_noise_survives_the_wire_and_comes_with_rescoring() -> None:
    """An answer that gains a spread by `Rescore` has the bytes of one that was screened with it."""
    posting = (EXAMPLES / "job_postings" / "backend_engineer_zh.txt").read_text(encoding="utf-8")
    silent = validate_rubric(READER.engine.draft_rubric(JobPosting(text=posting)))
    noisy = validate_rubric(replace(silent, score_spread=ScoreSpread(points=3, pair_count=40, engine="rules")))
    document = Document(content=(EXAMPLES / "resumes" / "zhang_wei_zh.txt").read_bytes(), file_name="cv.txt")
    before, direct = (
        screen(ScreeningRequest(documents=(document,), rubric=one, as_of=datetime.date(2026, 1, 31)), READER).screening
        for one in (silent, noisy)
    )

    request = screening_service_pb2.RescoreRequest(
        screenings=[messages.screening(before)], rubric=messages.rubric(noisy)
    )
    response = screening_service_pb2.RescoreResponse.FromString(rescored(request.SerializeToString(), noisy))

    (again,) = response.screenings
    assert direct.match_score is not None
    assert again.score_interval.low == direct.match_score - 3
    assert again.SerializeToString(deterministic=True) == messages.screening(direct).SerializeToString(
        deterministic=True
    )
    assert stored_screenings.screening(again, "screening") == direct
    assert stored_rubrics.rubric(messages.rubric(noisy)) == noisy
    assert converters.rubric(messages.rubric(noisy)).score_spread == noisy.score_spread
    assert (noisy.criteria_digest, noisy.rubric_digest != silent.rubric_digest) == (silent.criteria_digest, True)


def test_a_screening_of_another_hand_is_refused_with_its_path() -> None:
    """An enum value that is not ours."""
    message = screening_pb2.Screening(recommendation=99)  # type: ignore[arg-type]

    with pytest.raises(BoleError) as caught:
        stored_screenings.screening(message, "screenings[3]")

    assert caught.value.reason is ErrorReason.ARGUMENT_INVALID
    assert caught.value.field == "screenings[3]"


def test_an_interview_kit_survives_the_wire() -> None:
    """Questions with their evidence, points and anchors."""
    document = Document(content=(EXAMPLES / "resumes" / "nora_whitfield_en.pdf").read_bytes())
    request = InterviewRequest(
        source=document, rubric=None, plan=QuestionPlan(), as_of=datetime.date(2026, 1, 31), language_code="en"
    )
    kit = write_interview_kit(request, READER)

    assert kit.questions
    assert stored_kits.interview_kit(messages.interview_kit(kit)) == kit
