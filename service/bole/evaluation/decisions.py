"""What people decided beside what was recommended: agreement, and which findings stand where they overruled it.

Nothing is tuned from it, and it proves nothing of either side: who decides has mostly seen the recommendation.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import NormalDist

from bole.domain.decisions import Outcome
from bole.domain.screening import Level, Recommendation
from bole.evaluation import intervals
from bole.evaluation.figures import Basis, Figure

FEWEST = 5
"""Groups of fewer decisions get no figure."""

_Z = NormalDist().inv_cdf(0.975)
_TOO_FEW = f"fewer than {FEWEST} decisions"
_STANDS_FOR = {
    Outcome.ADVANCED: Recommendation.ADVANCE,
    Outcome.HIRED: Recommendation.ADVANCE,
    Outcome.KEPT: Recommendation.REVIEW,
    Outcome.DECLINED: Recommendation.HOLD,
}
"""The recommendation that says the same as an outcome; `WITHDRAWN` is not the reviewer's, `ERASED` says nothing."""

_OVERRULED = frozenset({(Recommendation.ADVANCE, Recommendation.HOLD), (Recommendation.HOLD, Recommendation.ADVANCE)})


class Standing(StrEnum):
    """Levels of a criterion, as far as they matter here."""

    MET = "met"
    PARTLY = "partly"
    ABSENT = "absent"
    UNCLEAR = "unclear"


_STANDINGS = {
    Level.DEMONSTRATED: Standing.MET,
    Level.USED: Standing.MET,
    Level.MET: Standing.MET,
    Level.LISTED: Standing.PARTLY,
    Level.PARTLY_MET: Standing.PARTLY,
    Level.ABSENT: Standing.ABSENT,
    Level.UNCLEAR: Standing.UNCLEAR,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A decision of a person; `recommendation` and `rubric_digest` are of the answer that was before them, if any."""

    candidate_id: str
    outcome: Outcome
    recommendation: Recommendation | None = None
    rubric_digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """An answer on a candidate, as far as decisions are compared with it; levels by criterion."""

    candidate_id: str
    recommendation: Recommendation
    levels: Mapping[str, Level]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """Answers by one engine for one rubric; `criteria` is the text of each criterion by identifier."""

    engine: str
    rubric_digest: str
    criteria: Mapping[str, str]
    answered: tuple[Answered, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A decision and the answer that it was made on."""

    outcome: Outcome
    recommendation: Recommendation
    levels: Mapping[str, Level]

    @property
    def decided(self) -> Recommendation | None:
        """The recommendation that says what was decided; None where the candidate withdrew."""
        return _STANDS_FOR.get(self.outcome)

    @property
    def firm(self) -> bool:
        """Tells whether there is something to overrule: `REVIEW` asks a person, and any outcome follows it."""
        return self.recommendation is not Recommendation.REVIEW and self.decided is not None

    @property
    def overruled(self) -> bool:
        """Tells whether the person decided against it; to keep somebody in the running is not to overrule."""
        return self.decided is not None and (self.recommendation, self.decided) in _OVERRULED


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """Decisions with their answers, and how many were left out."""

    pairs: tuple[Pair, ...]
    without_answer: int
    other_rubric: int


def join(recorded: Sequence[Recorded], answers: Answers) -> Joined:
    """Puts each decision beside the answer on its candidate.

    A recommendation that the decision itself has counts before that of the answers: it is what the person saw. Of
    several decisions on a candidate the first counts that was not made on another rubric.
    """
    by_candidate = {one.candidate_id: one for one in answers.answered}
    fitting = [one for one in recorded if one.rubric_digest in {"", answers.rubric_digest}]
    first = {one.candidate_id: one for one in reversed(fitting)}
    pairs = tuple(
        Pair(
            outcome=one.outcome,
            recommendation=one.recommendation or by_candidate[one.candidate_id].recommendation,
            levels=by_candidate[one.candidate_id].levels,
        )
        for one in first.values()
        if one.candidate_id in by_candidate
    )
    return Joined(pairs=pairs, without_answer=len(first) - len(pairs), other_rubric=len(recorded) - len(fitting))


def decision_figures(joined: Joined, answers: Answers) -> tuple[Figure, ...]:
    """Returns agreement, Cohen's kappa, and how often recommendations were overruled, in all and by criterion."""
    decided = [one for one in joined.pairs if one.decided is not None]
    firm = [one for one in decided if one.firm]
    agreed = sum(one.decided is one.recommendation for one in decided)
    return (
        _rate("decision_agreement", answers.engine, agreed, len(decided)),
        _kappa(decided, answers.engine),
        _rate("override_rate", answers.engine, sum(one.overruled for one in firm), len(firm)),
        *_by_criterion(firm, answers),
    )


def confusion(pairs: Sequence[Pair]) -> Mapping[tuple[Recommendation, Outcome], int]:
    """Counts the decisions of each outcome for each recommendation."""
    return Counter((one.recommendation, one.outcome) for one in pairs)


def cohen_kappa(counts: Sequence[Sequence[int]]) -> tuple[float, float, float] | None:
    """Returns Cohen's kappa of a square table with its 95 % interval, as Fleiss, Cohen and Everitt give its variance.

    None where it is not defined: no case, or both sides always say the same one thing.
    """
    n = sum(map(sum, counts))
    if not n:
        return None
    size = range(len(counts))
    share = [[counts[row][column] / n for column in size] for row in size]
    rows = [sum(share[row]) for row in size]
    columns = [sum(share[row][column] for row in size) for column in size]
    seen = sum(share[one][one] for one in size)
    chance = sum(rows[one] * columns[one] for one in size)
    if math.isclose(chance, 1):
        return None
    alike = sum(share[one][one] * ((1 - chance) - (columns[one] + rows[one]) * (1 - seen)) ** 2 for one in size)
    unlike = sum(
        share[row][column] * (columns[row] + rows[column]) ** 2 for row in size for column in size if row != column
    )
    spread = alike + (1 - seen) ** 2 * unlike - (seen * chance - 2 * chance + seen) ** 2
    kappa = (seen - chance) / (1 - chance)
    half = _Z * math.sqrt(max(0.0, spread) / n) / (1 - chance) ** 2
    return kappa, max(-1.0, kappa - half), min(1.0, kappa + half)


def _kappa(decided: Sequence[Pair], engine: str) -> Figure:
    counted = Counter((one.recommendation, one.decided) for one in decided)
    table = [[counted[row, column] for column in Recommendation] for row in Recommendation]
    found = cohen_kappa(table)
    if len(decided) < FEWEST or found is None:
        note = _TOO_FEW if len(decided) < FEWEST else "both sides always say the same"
        return _unknown("decision_kappa", engine, "", len(decided), note)
    value, low, high = found
    return Figure(metric="decision_kappa", engine=engine, value=value, low=low, high=high, n=len(decided))


def _by_criterion(firm: Sequence[Pair], answers: Answers) -> Iterator[Figure]:
    for criterion in answers.criteria:
        for standing in Standing:
            group = [one for one in firm if criterion in one.levels and _STANDINGS[one.levels[criterion]] is standing]
            if group:
                overruled = sum(one.overruled for one in group)
                yield _rate("override_rate", answers.engine, overruled, len(group), f"{criterion}:{standing.value}")


def _rate(metric: str, engine: str, hits: int, cases: int, part: str = "") -> Figure:
    found = intervals.of_rate(hits, cases)
    if cases < FEWEST or found is None:
        return _unknown(metric, engine, part, 0, _TOO_FEW)
    return Figure(metric=metric, engine=engine, slice=part, value=hits / cases, low=found[0], high=found[1], n=cases)


def _unknown(metric: str, engine: str, part: str, n: int, note: str) -> Figure:
    return Figure(metric=metric, engine=engine, slice=part, n=n, basis=Basis.NOT_MEASURED, note=note)
