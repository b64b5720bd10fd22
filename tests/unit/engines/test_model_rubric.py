"""Rubrics that a model drafts: tied to the posting, free of what nobody may be scored on, facts read by code."""

from __future__ import annotations

import pytest

from bole.domain.errors import BoleError, ErrorReason
from bole.domain.resume import WarningCode
from bole.domain.rubric import Combination, CriterionKind, JobPosting, Requirement, Rubric
from bole.engines.model_output import DraftedCriterion, RubricAnswer
from bole.engines.model_rubric import rubric_from

POSTING = JobPosting(
    text="招聘Python后端开发工程师，要求：3年以上Python开发经验；熟悉Django/Flask框架；35岁以下；懂得冷链调度；有微服务架构经验优先"
)


def drafted(
    quote: str,
    kind: str = "SKILL",
    *,
    requirement: str = "MUST",
    gate: bool = False,
    terms: tuple[str, ...] = (),
    any_of: bool = False,
) -> DraftedCriterion:
    """Returns a criterion as a model drafts it."""
    return DraftedCriterion(
        quote=quote,
        kind=CriterionKind(kind),
        requirement=Requirement(requirement),
        gate=gate,
        terms=terms,
        any_of=any_of,
    )


def rubric(*criteria: DraftedCriterion, posting: JobPosting = POSTING) -> Rubric:
    """Returns what becomes of a draft."""
    return rubric_from(RubricAnswer(criteria=criteria), posting)


def test_the_model_chooses_lines_and_tiers_and_code_names_the_terms() -> None:
    """Aliases come from the lexicon; "/" within one class is any_of whatever the model says."""
    found = rubric(drafted("熟悉Django/Flask框架", requirement="SHOULD", terms=("Django", "Flask"), any_of=False))

    (criterion,) = found.criteria
    assert (criterion.criterion_id, criterion.text) == ("c1", "熟悉Django/Flask框架")
    assert criterion.requirement is Requirement.SHOULD
    assert criterion.term_groups[0].combination is Combination.ANY_OF
    assert [term.name for term in criterion.terms] == ["Django", "Flask"]
    assert found.criteria_digest


def test_a_line_that_the_posting_does_not_hold_is_left_out() -> None:
    """An invented demand never reaches a candidate."""
    found = rubric(drafted("熟悉Django/Flask框架"), drafted("精通COBOL与大型机"))

    assert [one.text for one in found.criteria] == ["熟悉Django/Flask框架"]


def test_years_are_read_from_the_line() -> None:
    """The model is not asked for numbers."""
    (criterion,) = rubric(drafted("3年以上Python开发经验", "EXPERIENCE")).criteria

    assert (criterion.kind, criterion.min_years) == (CriterionKind.EXPERIENCE, 3)


def test_a_protected_line_is_refused_even_if_the_model_drafts_it() -> None:
    """It stands in `refused_criteria` and in no criterion."""
    found = rubric(drafted("35岁以下", "OTHER"), drafted("熟悉Django/Flask框架"))

    assert [one.text for one in found.criteria] == ["熟悉Django/Flask框架"]
    assert "AGE" in {one.reason for one in found.refused_criteria}
    assert WarningCode.CRITERION_REFUSED in {one.code for one in found.warnings}


def test_terms_that_the_lexicon_does_not_know_come_from_the_model_if_the_line_spells_them() -> None:
    """冷链调度 stands in the line, 航空 does not."""
    (criterion,) = rubric(drafted("懂得冷链调度", "DOMAIN", terms=("冷链调度", "航空"))).criteria

    assert "航空" not in {term.name for term in criterion.terms}
    assert any("冷链" in spelling for term in criterion.terms for spelling in term.spellings)


def test_a_gate_needs_a_hard_word_in_the_line() -> None:
    """The model alone cannot make one."""
    (soft,) = rubric(drafted("熟悉Django/Flask框架", gate=True)).criteria
    hard_posting = JobPosting(text="要求：必须熟悉Django框架")
    (hard,) = rubric(drafted("必须熟悉Django框架", gate=True), posting=hard_posting).criteria

    assert (soft.gate, hard.gate) == (False, True)


def test_a_draft_of_which_nothing_stands_is_redrafted_and_says_so() -> None:
    """The embedded engine's own draft, with a warning."""
    found = rubric(drafted("qwertyuiop"))

    assert len(found.criteria) >= 3
    assert WarningCode.RUBRIC_REDRAFTED in {one.code for one in found.warnings}


def test_a_posting_that_asks_for_nothing_is_an_error_with_its_reason() -> None:
    """Neither the model nor the embedded engine finds anything to ask for."""
    with pytest.raises(BoleError) as caught:
        rubric(drafted("qwertyuiop"), posting=JobPosting(text="我们是一家快乐的公司。"))

    assert caught.value.reason is ErrorReason.JOB_POSTING_WITHOUT_CRITERIA


def test_the_same_line_twice_is_one_criterion_and_no_more_than_24_stay() -> None:
    """Repetition is what small models do."""
    assert len(rubric(*[drafted("熟悉Django/Flask框架")] * 24).criteria) == 1
