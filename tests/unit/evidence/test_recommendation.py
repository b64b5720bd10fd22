"""Advice and its reason: which criterion or threshold decides."""

from dataclasses import replace

import pytest

from bole.domain.rubric import CriterionKind, Requirement, Thresholds
from bole.domain.screening import (
    CriterionAssessment,
    Level,
    Recommendation,
    RedFlag,
    RedFlagCode,
    Severity,
    TermAssessment,
)
from bole.evidence.quoting import evidence_of
from bole.evidence.recommendation import missed_gates, recommend
from bole.evidence.scoring import score
from tests.unit.evidence.written import ResumeWriter, assessed, criterion

STRONG = assessed(criterion("c1", "Python"), Level.USED, 80)


def _advise(
    *answers: CriterionAssessment, flags: tuple[RedFlag, ...] = (), thresholds: Thresholds | None = None
) -> tuple[Recommendation, str]:
    return recommend(answers, score(answers), thresholds or Thresholds(), flags, "en")


def _flag(code: RedFlagCode) -> RedFlag:
    return RedFlag(code=code, message="-", severity=Severity.SERIOUS)


def test_absent_gate_holds_and_is_named() -> None:
    """However strong the rest is."""
    gate = assessed(criterion("c2", "CPA licence", kind=CriterionKind.CERTIFICATION, gate=True), Level.ABSENT, 0)

    advice, reason = _advise(STRONG, STRONG, STRONG, gate)

    assert advice is Recommendation.HOLD
    assert "“CPA licence”" in reason


def test_unclear_gate_is_a_question_not_a_hold() -> None:
    """The documents do not say no."""
    gate = assessed(criterion("c2", "CPA licence", kind=CriterionKind.CERTIFICATION, gate=True), Level.UNCLEAR, None)

    advice, reason = _advise(STRONG, STRONG, STRONG, gate)

    assert advice is Recommendation.REVIEW
    assert "“CPA licence” cannot be judged" in reason


def test_must_with_an_open_part_is_not_known() -> None:
    """One of two things asked for could not be decided: a person looks, whatever the credit of the other."""
    terms = (
        TermAssessment(term="BLS", level=Level.MET, credit=100),
        TermAssessment(term="ACLS", level=Level.UNCLEAR, credit=None),
    )
    partly = replace(assessed(criterion("c2", "BLS and ACLS"), Level.PARTLY_MET, 100), terms=terms)

    advice, reason = _advise(STRONG, STRONG, STRONG, partly)

    assert advice is Recommendation.REVIEW
    assert "“BLS and ACLS” cannot be judged" in reason


def test_gate_that_is_not_scored_holds_only_where_the_documents_say_no() -> None:
    """Silence about a work permit is no answer."""
    permit = criterion("c2", "Work permit", kind=CriterionKind.WORK_AUTHORIZATION, gate=True)
    writer = ResumeWriter()
    writer.line("I would need a permit.")
    reading = writer.reading()
    silent = assessed(permit, Level.ABSENT, None)
    denied = replace(silent, evidence=(evidence_of(reading, reading.sentences[0]),))

    assert missed_gates([silent]) == ()
    assert missed_gates([denied]) == (denied,)


def test_low_score_holds_only_at_coverage() -> None:
    """Below the coverage threshold a low score is not yet an answer."""
    low = assessed(criterion("c1", "Python", requirement=Requirement.SHOULD), Level.ABSENT, 0)
    unknown = assessed(criterion("c2", "Java", requirement=Requirement.SHOULD), Level.UNCLEAR, None)

    assert _advise(low)[0] is Recommendation.HOLD
    assert _advise(low, unknown)[0] is Recommendation.REVIEW


@pytest.mark.parametrize("code", [RedFlagCode.HIDDEN_TEXT, RedFlagCode.INJECTION_ATTEMPT])
def test_tampering_is_at_most_reviewed(code: RedFlagCode) -> None:
    """And a hold stays a hold."""
    absent = assessed(criterion("c1", "Python"), Level.ABSENT, 0)

    assert _advise(STRONG, flags=(_flag(code),))[0] is Recommendation.REVIEW
    assert _advise(absent, flags=(_flag(code),))[0] is Recommendation.HOLD


def test_other_flags_do_not_change_the_advice() -> None:
    """They are shown, never scored."""
    assert _advise(STRONG, flags=(_flag(RedFlagCode.OVERLAPPING_DATES),))[0] is Recommendation.ADVANCE


def test_must_below_its_credit_is_reviewed_and_named() -> None:
    """Seventy points do not make up for a must at 40."""
    listed = assessed(criterion("c2", "Redis"), Level.LISTED, 40)
    full = assessed(criterion("c3", "Go"), Level.DEMONSTRATED, 100)

    advice, reason = _advise(full, full, full, listed)

    assert advice is Recommendation.REVIEW
    assert "“Redis” earns less than 50" in reason


def test_soft_skill_that_is_a_must_does_not_stand_in_the_way() -> None:
    """It weighs nothing and feeds the interview."""
    soft = assessed(criterion("c2", "Communication", kind=CriterionKind.SOFT_SKILL), Level.UNCLEAR, None)

    assert _advise(STRONG, soft)[0] is Recommendation.ADVANCE


def test_thresholds_of_the_rubric_count() -> None:
    """Eighty points advance by default, not where ninety are asked for."""
    advice, reason = _advise(STRONG, thresholds=Thresholds(advance_score=90))

    assert advice is Recommendation.REVIEW
    assert "80 is below 90" in reason


def test_displayed_coverage_is_what_is_compared() -> None:
    """A threshold of 0.7 is met by seven tenths exactly, although 0.7 is no exact binary number."""
    known = [assessed(criterion(f"c{n}", "x", requirement=Requirement.SHOULD), Level.USED, 80) for n in range(7)]
    unknown = [assessed(criterion(f"d{n}", "x", requirement=Requirement.SHOULD), Level.UNCLEAR, None) for n in range(3)]

    assert _advise(*known, *unknown)[0] is Recommendation.ADVANCE


def test_nothing_known_is_reviewed() -> None:
    """As with a resume in a language that the engine does not read."""
    unknown = assessed(criterion("c1", "Python"), Level.UNCLEAR, None)

    advice, reason = _advise(unknown)

    assert advice is Recommendation.REVIEW
    assert "do not let any requirement be assessed" in reason


@pytest.mark.parametrize("language_code", ["zh", "zh-Hans-CN", "en", "en-GB", "fr"])
def test_reason_is_a_sentence_that_never_rejects(language_code: str) -> None:
    """In both languages; others fall back to English."""
    answers = [assessed(criterion("c1", "Python"), Level.ABSENT, 0)]

    _, reason = recommend(answers, score(answers), Thresholds(), (), language_code)

    assert reason.endswith(("。", "."))
    assert ("匹配分" in reason) == language_code.startswith("zh")
    assert not any(word in reason.lower() for word in ("reject", "拒绝", "淘汰", "不合格"))
