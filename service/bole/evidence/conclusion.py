"""Turns assessments into a `Screening`: the one place where scores, advice and prose are put together."""

from __future__ import annotations

from collections.abc import Sequence

from bole.domain.resume import Warning
from bole.domain.rubric import Rubric
from bole.domain.screening import CriterionAssessment, Provenance, RedFlag, Screening
from bole.evidence.open_questions import open_questions
from bole.evidence.recommendation import recommend
from bole.evidence.score_noise import interval_around, near_the_line, noise_warnings, spread_of
from bole.evidence.scoring import dimensions, score, with_shares
from bole.evidence.summary import Verdict, skills_matched, summarize


def conclude(
    *,
    assessments: Sequence[CriterionAssessment],
    red_flags: Sequence[RedFlag],
    rubric: Rubric,
    experience_evaluation: str,
    warnings: Sequence[Warning],
    provenance: Provenance,
    language_code: str,
    degraded: bool = False,
) -> Screening:
    """Computes everything that follows from the assessments; arithmetic and wording only.

    Args:
        assessments: One for each criterion of the rubric, in its order.
        red_flags: What to look at twice.
        rubric: Its thresholds and refused criteria go into the answer.
        experience_evaluation: The narrative of the engine, in the output language.
        warnings: What a reader should know.
        provenance: What the answer was made from.
        language_code: BCP-47 of the prose.
        degraded: True where a simpler engine answered than the one asked for.
    """
    total = score(assessments)
    shared = with_shares(assessments, total.shares)
    recommendation, reason = recommend(shared, total, rubric.thresholds, red_flags, language_code)
    interval = interval_around(total.match_score, spread_of(rubric, provenance))
    reason += near_the_line(
        shared, total, interval, thresholds=rubric.thresholds, red_flags=red_flags, language_code=language_code
    )
    questions = open_questions(shared, language_code)
    verdict = Verdict(score=total, recommendation=recommendation, reason=reason)
    return Screening(
        match_score=total.match_score,
        rank_score=total.rank_score,
        coverage=total.coverage,
        recommendation=recommendation,
        recommendation_reason=reason,
        skills_matched=skills_matched(shared),
        experience_evaluation=experience_evaluation,
        red_flags=tuple(f"{flag.code}: {flag.message}" for flag in red_flags),
        summary=summarize(shared, verdict, red_flags, questions, language_code),
        criteria=shared,
        dimensions=dimensions(shared),
        red_flag_details=tuple(red_flags),
        open_questions=questions,
        refused_criteria=rubric.refused_criteria,
        thresholds=rubric.thresholds,
        warnings=tuple(dict.fromkeys(noise_warnings(rubric, provenance, warnings))),
        degraded=degraded,
        output_language_code=language_code,
        provenance=provenance,
        score_interval=interval,
    )
