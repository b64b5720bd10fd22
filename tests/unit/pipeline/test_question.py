"""The same question has the same digest, and any other one another."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest

from bole.bootstrap import reader
from bole.domain.documents import Document, DocumentRole
from bole.domain.resume import Warning, WarningCode
from bole.domain.rubric import RefusedCriterion, Requirement, Thresholds
from bole.engines.engine import Origin
from bole.pipeline.question import document_key, question_digest, surroundings_digest
from bole.pipeline.screening import ScreeningRequest
from bole.roles.library import Library
from bole.rubric.validation import validate_rubric
from bole.settings import Settings
from tests.factories import criterion, rubric
from tests.unit.roles.files import role_file

ASKED = Origin(engine="triton", prompt_digest="1", model_digest="2", sampling="greedy")
DOCUMENT = Document(content=b"text", file_name="Li Na.txt", media_type="text/plain")
REQUEST = ScreeningRequest(
    documents=(DOCUMENT,), rubric=validate_rubric(rubric([criterion()])), as_of=datetime.date(2026, 1, 31)
)
DIGEST = question_digest(REQUEST, ASKED, "here")


def with_document(**changes: object) -> ScreeningRequest:
    """Returns the request with its document changed."""
    return replace(REQUEST, documents=(replace(DOCUMENT, **changes),))  # type: ignore[arg-type]  # as the test says


def with_rubric(**changes: object) -> ScreeningRequest:
    """Returns the request with its rubric changed."""
    return replace(REQUEST, rubric=replace(REQUEST.rubric, **changes))  # type: ignore[arg-type]  # as the test says


@pytest.mark.parametrize(
    "request_",
    [
        with_document(content=b"other"),
        with_document(media_type="text/markdown"),
        with_document(file_name="Li Na.md"),
        with_document(role=DocumentRole.COVER_LETTER),
        with_document(password="secret"),  # noqa: S106
        replace(REQUEST, documents=(DOCUMENT, DOCUMENT)),
        replace(REQUEST, candidate_id="42"),
        replace(REQUEST, as_of=datetime.date(2026, 2, 1)),
        replace(REQUEST, language_code="zh"),
        with_rubric(title="Nurse"),
        with_rubric(criteria_digest="f" * 64),
        with_rubric(refused_criteria=(RefusedCriterion(text="35岁以下", reason="AGE", lawful_alternative=""),)),
        with_rubric(warnings=(Warning(code=WarningCode.DEGRADED, message="away"),)),
    ],
)
def test_another_question_has_another_digest(request_: ScreeningRequest) -> None:
    """Whatever can change a byte of the answer, arithmetic apart."""
    assert question_digest(request_, ASKED, "here") != DIGEST


@pytest.mark.parametrize(
    "asked",
    [
        replace(ASKED, engine="rules"),
        replace(ASKED, prompt_digest="x"),
        replace(ASKED, model_digest="x"),
        replace(ASKED, sampling="x"),
        replace(ASKED, left_premises=True),
    ],
)
def test_another_engine_has_another_digest(asked: Origin) -> None:
    """Another model, other words, other sampling."""
    assert question_digest(REQUEST, asked, "here") != DIGEST
    assert question_digest(REQUEST, ASKED, "elsewhere") != DIGEST


def test_a_name_of_a_file_and_weights_do_not_matter() -> None:
    """Arithmetic on the same answer needs no second one."""
    renamed = with_document(file_name="resume (2).TXT")
    weighed = validate_rubric(
        replace(
            REQUEST.rubric,
            criteria=(criterion(requirement=Requirement.NICE, weight=7),),
            thresholds=Thresholds(advance_score=60),
        )
    )

    assert question_digest(renamed, ASKED, "here") == DIGEST
    assert question_digest(replace(REQUEST, rubric=weighed), ASKED, "here") == DIGEST
    assert document_key(renamed.documents, "") == document_key(REQUEST.documents, "")


def test_what_documents_are_read_with_is_part_of_the_question() -> None:
    """Other limits read other pages, another key names candidates otherwise."""
    ours = reader(Settings())

    assert surroundings_digest(ours) == surroundings_digest(reader(Settings()))
    assert surroundings_digest(ours) != surroundings_digest(replace(ours, candidate_key=b"another key"))
    assert surroundings_digest(ours) != surroundings_digest(replace(ours, limits=replace(ours.limits, max_pages=3)))
    assert surroundings_digest(ours) != surroundings_digest(replace(ours, roles=Library(custom=(role_file(),))))
