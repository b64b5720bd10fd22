"""Digests of a rubric: one over what is asked, one over all that decides a score."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, replace

from bole.domain.rubric import Criterion, Rubric


def with_digests(rubric: Rubric) -> Rubric:
    """Returns the rubric with both digests filled in; SHA-256 in lower-case hex of canonical JSON.

    `criteria_digest` covers the role and, of each criterion in order, identifier, text, kind, terms, years, degree and
    language: findings for one stay good for the other as long as it is equal. `rubric_digest` adds weight, requirement
    and gate of each criterion, the thresholds, and the spread where one is stated, since answers show it. Title,
    language, refusals and warnings are in neither.
    """
    asked = [_asked(criterion) for criterion in rubric.criteria]
    scored = [{"weight": one.weight, "requirement": one.requirement.value, "gate": one.gate} for one in rubric.criteria]
    what: dict[str, object] = {"role": rubric.role, "criteria": asked}
    all_of_it = {**what, "scoring": scored, "thresholds": asdict(rubric.thresholds)}
    if rubric.score_spread is not None:
        all_of_it["score_spread"] = asdict(rubric.score_spread)
    return replace(rubric, criteria_digest=_digest(what), rubric_digest=_digest(all_of_it))


def _asked(criterion: Criterion) -> dict[str, object]:
    return {
        "criterion_id": criterion.criterion_id,
        "text": criterion.text,
        "kind": criterion.kind.value,
        "term_groups": [
            {
                "combination": group.combination.value,
                "terms": [{"name": term.name, "spellings": list(term.spellings)} for term in group.terms],
            }
            for group in criterion.term_groups
        ],
        "min_years": _number(criterion.min_years),
        "max_years": _number(criterion.max_years),
        "min_degree": criterion.min_degree,
        "language_code": criterion.language_code,
    }


def _number(value: float | None) -> float | None:
    """Makes 3 and 3.0 one number, so that a round trip through a file or a message keeps the digest."""
    return None if value is None else float(value)


def _digest(value: dict[str, object]) -> str:
    canonical = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(canonical.encode("utf-8")).hexdigest()
