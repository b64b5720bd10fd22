"""What the stated noise of a rubric means for one answer: an interval, and whether the advice could be another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bole.domain.resume import Warning, WarningCode
from bole.domain.rubric import Rubric, ScoreSpread, Thresholds
from bole.domain.screening import CriterionAssessment, Provenance, Recommendation, RedFlag, ScoreInterval
from bole.evidence.recommendation import recommend
from bole.evidence.scoring import Score
from bole.evidence.wording import phrases


def spread_of(rubric: Rubric, provenance: Provenance) -> ScoreSpread | None:
    """Returns the spread of a rubric where it is that of the engine that answered, and of its model if it names one."""
    spread = rubric.score_spread
    if spread is None or spread.engine != provenance.engine:
        return None
    return spread if spread.model_digest in ("", provenance.model_digest) else None


def interval_around(match_score: int | None, spread: ScoreSpread | None) -> ScoreInterval | None:
    """Returns the scores that say the same as `match_score`; None where nothing is known of the one or the other."""
    if match_score is None or spread is None:
        return None
    return ScoreInterval(low=max(0, match_score - spread.points), high=min(100, match_score + spread.points))


def near_the_line(
    assessments: Sequence[CriterionAssessment],
    score: Score,
    interval: ScoreInterval | None,
    *,
    thresholds: Thresholds,
    red_flags: Sequence[RedFlag],
    language_code: str,
) -> str:
    """Returns what else would be recommended at other scores of the interval, to stand behind the reason.

    Recommendations change at the thresholds alone, all else being equal. Empty where all agree.
    """
    if interval is None:
        return ""

    def advice(match_score: int | None) -> Recommendation:
        return recommend(assessments, replace(score, match_score=match_score), thresholds, red_flags, language_code)[0]

    lines = (one for one in (thresholds.hold_score, thresholds.advance_score) if interval.low < one < interval.high)
    here, told = advice(score.match_score), {advice(one) for one in (interval.low, *lines, interval.high)}
    others = [one for one in Recommendation if one in told and one is not here]
    if not others:
        return ""
    words = phrases("recommendation", language_code)
    names = words.listed([words.say(f"advice_{one.value}") for one in others], last="or")
    return words.say("sentence_gap") + words.say("near_the_line", low=interval.low, high=interval.high, advice=names)


def noise_warnings(rubric: Rubric, provenance: Provenance, warnings: Sequence[Warning]) -> tuple[Warning, ...]:
    """Returns the warnings of an answer with the one on its spread, and without that of another rubric."""
    told = tuple(one for one in warnings if one.code is not WarningCode.SCORE_SPREAD_NOT_APPLIED)
    spread = rubric.score_spread
    if spread is None or spread_of(rubric, provenance) is not None:
        return told
    measured = f"the engine '{spread.engine}'"
    if spread.engine == provenance.engine:
        measured = f"another model of {measured}"
    message = f"The rubric states the spread of {measured}: nobody has measured how exact this score is."
    return (*told, Warning(code=WarningCode.SCORE_SPREAD_NOT_APPLIED, message=message))
