"""Suggests whether to advance, review or hold, and says which criterion or threshold decided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bole.domain.rubric import Requirement, Thresholds
from bole.domain.screening import CriterionAssessment, Level, Recommendation, RedFlag, RedFlagCode
from bole.evidence.labels import percent, quoted_labels
from bole.evidence.scoring import Score
from bole.evidence.wording import Phrases, phrases

_CAPPING_FLAGS = (RedFlagCode.HIDDEN_TEXT, RedFlagCode.INJECTION_ATTEMPT)
"""With one of these a person looks before anything advances."""


def recommend(
    assessments: Sequence[CriterionAssessment],
    score: Score,
    thresholds: Thresholds,
    red_flags: Sequence[RedFlag],
    language_code: str,
) -> tuple[Recommendation, str]:
    """Returns the recommendation and its reason in the output language.

    HOLD: a gate is ABSENT (an unclear one is not), or the score is below `hold_score` at `hold_coverage`. ADVANCE:
    score and coverage reach their thresholds and every scored MUST is known and reaches `advance_must_credit`, without
    hidden text or an attempt at injection. Else REVIEW. The numbers compared are those shown: a rounded score, and
    coverage in three decimals.
    """
    words = phrases("recommendation", language_code)
    hold = _hold_reason(assessments, score, thresholds, words)
    if hold:
        return Recommendation.HOLD, hold
    doubts = [*_flag_doubts(red_flags, words), *_score_doubts(assessments, score, thresholds, words)]
    if doubts:
        return Recommendation.REVIEW, words.say("review", reasons=words.say("semicolon").join(doubts))
    return Recommendation.ADVANCE, words.say(
        "advance" if _musts(assessments) else "advance_without_must",
        threshold=thresholds.advance_score,
        coverage=percent(thresholds.advance_coverage),
        credit=thresholds.advance_must_credit,
    )


def missed_gates(assessments: Sequence[CriterionAssessment]) -> tuple[CriterionAssessment, ...]:
    """Returns the gates that decide for HOLD, in rubric order.

    A kind that is not scored (place, availability, work permit) counts only where the documents say no: silence is a
    question.
    """
    return tuple(
        one
        for one in assessments
        if one.criterion.gate and one.level is Level.ABSENT and (one.criterion.kind.scored or one.evidence)
    )


def _hold_reason(
    assessments: Sequence[CriterionAssessment], score: Score, thresholds: Thresholds, words: Phrases
) -> str:
    missed = missed_gates(assessments)
    if missed:
        labels = quoted_labels([one.criterion for one in missed], words)
        return words.say("hold_gate", criteria=labels, count=len(missed))
    if score.match_score is None or score.match_score >= thresholds.hold_score:
        return ""
    if score.coverage < thresholds.hold_coverage:
        return ""
    return words.say(
        "hold_score", score=score.match_score, threshold=thresholds.hold_score, coverage=percent(score.coverage)
    )


def _flag_doubts(red_flags: Sequence[RedFlag], words: Phrases) -> Iterator[str]:
    raised = {flag.code for flag in red_flags}
    for code in _CAPPING_FLAGS:
        if code in raised:
            yield words.say(code.value)


def _score_doubts(
    assessments: Sequence[CriterionAssessment], score: Score, thresholds: Thresholds, words: Phrases
) -> Iterator[str]:
    if score.match_score is None:
        yield words.say("nothing_known" if any(score.shares) else "nothing_asked")
        return
    musts = _musts(assessments)
    yield from _must_doubts("must_unknown", [one for one in musts if _is_open(one)], thresholds, words)
    low = [one for one in musts if one.credit is not None and one.credit < thresholds.advance_must_credit]
    yield from _must_doubts("must_low", low, thresholds, words)
    if score.match_score < thresholds.advance_score:
        yield words.say("score_low", score=score.match_score, threshold=thresholds.advance_score)
    if score.coverage < thresholds.advance_coverage:
        yield words.say(
            "coverage_low", coverage=percent(score.coverage), threshold=percent(thresholds.advance_coverage)
        )


def _must_doubts(
    key: str, musts: Sequence[CriterionAssessment], thresholds: Thresholds, words: Phrases
) -> Iterator[str]:
    if musts:
        labels = quoted_labels([one.criterion for one in musts], words)
        yield words.say(key, criteria=labels, count=len(musts), threshold=thresholds.advance_must_credit)


def _is_open(assessment: CriterionAssessment) -> bool:
    """Tells whether a criterion, or one of the several things it asks for, could not be decided."""
    partly = assessment.level is Level.PARTLY_MET and any(term.level is Level.UNCLEAR for term in assessment.terms)
    return assessment.credit is None or partly


def _musts(assessments: Sequence[CriterionAssessment]) -> list[CriterionAssessment]:
    return [one for one in assessments if one.criterion.kind.scored and one.criterion.requirement is Requirement.MUST]
