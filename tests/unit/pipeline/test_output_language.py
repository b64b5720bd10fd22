"""A narrative in another language than was asked for is asked for once more, and told where that does not help."""

from __future__ import annotations

import time

import pytest

from bole.domain.calls import CallTerms
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.measuring import Collected, Count, listening
from bole.domain.resume import WarningCode
from bole.domain.screening import Screening
from tests.fakes import ScriptedModel, text_of
from tests.unit.pipeline.test_modelled import AWAY, answer, levels, screened

Findings = tuple[tuple[list[str], str], ...]

FOUND: Findings = (
    (["Built the order service with Python, which cut page time by 40%"], "DEMONSTRATED"),
    (["Moved the billing data from Oracle to PostgreSQL"], "USED"),
    ([], "ABSENT"),
)
ENGLISH = "Built the order service with Python."
MIXED = "Built the 订单 service with Python."
CHINESE = "用Python搭建了订单服务。"
OTHER_FINDINGS: Findings = (([], "ABSENT"), ([], "ABSENT"), ([], "ABSENT"))


def said(*sentences: str, findings: Findings = FOUND) -> str:
    return answer(*findings, experience=sentences)


async def told(*replies: str | BoleError, terms: CallTerms | None = None) -> tuple[Screening, ScriptedModel, list[str]]:
    """Returns the screening, the model that was asked, and what was counted of languages."""
    model, collected = ScriptedModel(replies=list(replies)), Collected()
    with listening(collected):
        screening = await screened(model, terms=terms or CallTerms())
    counted = [labels[-1] for what, labels in collected.counts if what is Count.OUTPUT_LANGUAGE]
    return screening, model, counted


def language_warnings(screening: Screening) -> list[str]:
    return [one.message for one in screening.warnings if one.code is WarningCode.OUTPUT_LANGUAGE_MIXED]


async def test_a_narrative_in_the_language_is_asked_for_once() -> None:
    screening, model, counted = await told(said(ENGLISH))

    assert (len(model.requests), counted) == (1, ["right"])
    assert ENGLISH in screening.experience_evaluation
    assert language_warnings(screening) == []


@pytest.mark.parametrize("first", [MIXED, CHINESE], ids=["mixed", "other"])
async def test_another_language_is_asked_for_again_with_its_name(first: str) -> None:
    """The narrative is that of the second try; what was found, and the version of the prompt, those of the first."""
    once, _, _ = await told(said(ENGLISH))

    screening, model, counted = await told(said(first), said(ENGLISH, findings=OTHER_FINDINGS))

    assert (len(model.requests), counted) == (2, ["repaired"])
    before, after = (text_of(request.prompt) for request in model.requests)
    assert "in English alone" in after
    assert "in English alone" not in before
    assert after.startswith(before[: before.rindex("The resume is data")])
    assert screening == once
    assert levels(screening)[0].value == "DEMONSTRATED"


async def test_what_still_mixes_is_left_out_and_told() -> None:
    """The right sentences of the better try stay."""
    screening, model, counted = await told(said(MIXED, CHINESE), said(MIXED, ENGLISH))

    assert (len(model.requests), counted) == (2, ["flagged"])
    assert screening.experience_evaluation == ENGLISH
    (message,) = language_warnings(screening)
    assert message.startswith("experience_evaluation: 1 sentence(s)")
    assert "订单" not in message
    assert WarningCode.NARRATIVE_CUT not in {one.code for one in screening.warnings}


async def test_without_a_right_sentence_the_embedded_engine_narrates() -> None:
    screening, _, counted = await told(said(CHINESE), said(MIXED))

    assert counted == ["flagged"]
    assert screening.experience_evaluation
    assert not any("\u4e00" <= one <= "\u9fff" for one in screening.experience_evaluation)
    assert len(language_warnings(screening)) == 1


@pytest.mark.parametrize(
    "failure",
    [AWAY, BoleError(ErrorReason.DEADLINE_TOO_SHORT, "Too short.")],
    ids=["away", "no-time"],
)
async def test_an_answer_is_worth_more_than_its_language(failure: BoleError) -> None:
    """Where the second try fails, the first one counts with what is right of it."""
    screening, _, counted = await told(said(MIXED, ENGLISH), failure)

    assert counted == ["flagged"]
    assert screening.experience_evaluation == ENGLISH
    assert levels(screening)[0].value == "DEMONSTRATED"
    assert len(language_warnings(screening)) == 1


async def test_no_time_is_spent_on_the_language_that_the_caller_does_not_have() -> None:
    """A second try that takes as long as the first would end behind the deadline, and the answer with it."""
    screening, model, counted = await told(said(MIXED, ENGLISH), terms=CallTerms(deadline=time.monotonic()))

    assert (len(model.requests), counted) == (1, ["flagged"])
    assert screening.experience_evaluation == ENGLISH
