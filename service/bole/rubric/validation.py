"""Checks rubrics that callers write themselves, and fills in what follows from the rest."""

from __future__ import annotations

import math
import re
from dataclasses import replace

from bole.domain.errors import BoleError, ErrorReason
from bole.domain.resume import DegreeLevel
from bole.domain.rubric import Criterion, CriterionKind, Rubric, ScoreSpread, Thresholds
from bole.lexicon.folding import HAN
from bole.rubric.completion import completed
from bole.rubric.digests import with_digests
from bole.rubric.languages import is_language_code
from bole.rubric.protected import protected_topic

MOST_CRITERIA = 24
LONGEST_TEXT = 300
"""Code points of the text of a criterion and of a term."""

MOST_TERMS = 40
MOST_SPELLINGS = 100
MOST_YEARS = 60
WIDEST_SPREAD = 50
"""Points to either side."""

_ENGINE = re.compile(r"[a-z][a-z0-9_-]{0,63}")
_DIGEST = re.compile(r"(?:[0-9a-f]{64})?")


def validate_rubric(rubric: Rubric) -> Rubric:
    """Checks an explicit rubric and returns it complete.

    Missing identifiers become `c1`...; a SKILL, DOMAIN or OTHER without terms takes them from its text, a term under
    its own name alone takes the aliases of the skill table; digests are computed.

    Raises:
        BoleError: RUBRIC_INVALID with the path of the field at fault; CRITERION_PROTECTED where a criterion asks for
            what no one may be scored on, with the topic and what may be asked instead.
    """
    if not rubric.criteria:
        raise _invalid("rubric.criteria", "A rubric needs at least one criterion. Add what the role needs.")
    if len(rubric.criteria) > MOST_CRITERIA:
        raise _invalid(
            "rubric.criteria",
            f"A rubric holds at most {MOST_CRITERIA} criteria. Keep those that matter most.",
            most=str(MOST_CRITERIA),
            count=str(len(rubric.criteria)),
        )
    if rubric.language_code and not is_language_code(rubric.language_code):
        raise _invalid("rubric.language_code", "The language is no BCP-47 code. Write one such as zh or en.")
    criteria = _with_ids(rubric.criteria)
    for place, criterion in enumerate(criteria):
        _check(criterion, f"rubric.criteria[{place}]", rubric.language_code)
    _check_thresholds(rubric.thresholds)
    if rubric.score_spread is not None:
        _check_spread(rubric.score_spread)
    return with_digests(replace(rubric, criteria=tuple(completed(criterion) for criterion in criteria)))


def _with_ids(criteria: tuple[Criterion, ...]) -> tuple[Criterion, ...]:
    taken: set[str] = set()
    for place, criterion in enumerate(criteria):
        if criterion.criterion_id and criterion.criterion_id in taken:
            raise _invalid(
                f"rubric.criteria[{place}].criterion_id",
                "Two criteria share an identifier. Give each its own, or leave all empty.",
                criterion_id=criterion.criterion_id,
            )
        taken.add(criterion.criterion_id)
    free = (name for number in range(1, 2 * MOST_CRITERIA + 1) if (name := f"c{number}") not in taken)
    return tuple(one if one.criterion_id else replace(one, criterion_id=next(free)) for one in criteria)


def _check(criterion: Criterion, path: str, rubric_language: str) -> None:
    if len(criterion.criterion_id) > 64:
        raise _invalid(f"{path}.criterion_id", "An identifier has more than 64 characters. Shorten it.")
    _check_text(criterion.text, f"{path}.text")
    _check_protected(criterion, path, rubric_language)
    _check_numbers(criterion, path)
    _check_terms(criterion, path)
    if criterion.min_degree and criterion.min_degree not in DegreeLevel.__members__:
        names = ", ".join(DegreeLevel.__members__)
        raise _invalid(f"{path}.min_degree", f"The degree is not known. Write one of {names}.")
    if criterion.language_code and not is_language_code(criterion.language_code):
        raise _invalid(f"{path}.language_code", "The language is no BCP-47 code. Write one such as zh or en.")
    if criterion.kind is CriterionKind.LANGUAGE and not criterion.language_code:
        raise _invalid(f"{path}.language_code", "A LANGUAGE criterion names no language. Write its code, such as en.")


def _check_text(text: str, path: str) -> None:
    if not text.strip():
        raise _invalid(path, "The text is empty. Say what is asked for.")
    if len(text) > LONGEST_TEXT:
        raise _invalid(
            path,
            f"The text has more than {LONGEST_TEXT} characters. Ask for one thing in each criterion.",
            most=str(LONGEST_TEXT),
            count=str(len(text)),
        )


def _check_protected(criterion: Criterion, path: str, rubric_language: str) -> None:
    texts = (("text", criterion.text), *(("term_groups", term.name) for term in criterion.terms))
    for field, text in texts:
        language = rubric_language or ("zh" if re.search(f"[{HAN}]", text) else "en")
        topic = protected_topic(text, language)
        if topic is not None:
            raise BoleError(
                ErrorReason.CRITERION_PROTECTED,
                f"A criterion asks for something that no one may be scored on ({topic.topic}). "
                f"Remove it, or ask instead: {topic.lawful_alternative}.",
                field=f"{path}.{field}",
                metadata={
                    "criterion_id": criterion.criterion_id,
                    "topic": topic.topic,
                    "lawful_alternative": topic.lawful_alternative,
                },
            )


def _check_numbers(criterion: Criterion, path: str) -> None:
    _check_weight(criterion, path)
    for name, years in (("min_years", criterion.min_years), ("max_years", criterion.max_years)):
        if years is None:
            continue
        if not math.isfinite(years) or not 0 <= years <= MOST_YEARS:
            raise _invalid(f"{path}.{name}", f"Years lie between 0 and {MOST_YEARS}. Correct the number.")
        if years * 2 != int(years * 2):
            raise _invalid(f"{path}.{name}", "Years are whole or half. Round the number.")
    if (
        criterion.min_years is not None
        and criterion.max_years is not None
        and criterion.min_years > criterion.max_years
    ):
        raise _invalid(f"{path}.max_years", "The most years are fewer than the least. Exchange the two.")


def _check_weight(criterion: Criterion, path: str) -> None:
    weight = criterion.weight
    if weight is not None and not 0 <= weight <= 100:
        raise _invalid(f"{path}.weight", "A weight lies between 0 and 100. Correct it or leave it out.")
    if weight and not criterion.kind.scored:
        message = f"{criterion.kind.value} is shown and asked about, never scored. Leave the weight out or write 0."
        raise _invalid(f"{path}.weight", message)
    if criterion.gate and not criterion.kind.scored:
        message = f"{criterion.kind.value} cannot be a gate, because it is not scored. Write gate: false."
        raise _invalid(f"{path}.gate", message)


def _check_terms(criterion: Criterion, path: str) -> None:
    if len(criterion.terms) > MOST_TERMS:
        raise _invalid(f"{path}.term_groups", f"A criterion holds at most {MOST_TERMS} terms. Split it.")
    for place, group in enumerate(criterion.term_groups):
        at = f"{path}.term_groups[{place}]"
        if not group.terms:
            raise _invalid(f"{at}.terms", "A group has no terms. Add one or remove the group.")
        for number, term in enumerate(group.terms):
            _check_text(term.name, f"{at}.terms[{number}].name")
            if len(term.spellings) > MOST_SPELLINGS:
                message = f"A term has at most {MOST_SPELLINGS} spellings. Remove the rare ones."
                raise _invalid(f"{at}.terms[{number}].spellings", message)
            for index, spelling in enumerate(term.spellings):
                _check_text(spelling, f"{at}.terms[{number}].spellings[{index}]")


def _check_thresholds(thresholds: Thresholds) -> None:
    _check_range("advance_score", thresholds.advance_score, 100)
    _check_range("advance_must_credit", thresholds.advance_must_credit, 100)
    _check_range("hold_score", thresholds.hold_score, 100)
    _check_range("advance_coverage", thresholds.advance_coverage, 1)
    _check_range("hold_coverage", thresholds.hold_coverage, 1)
    if thresholds.hold_score > thresholds.advance_score:
        raise _invalid("rubric.thresholds.hold_score", "hold_score is above advance_score. Lower it.")


def _check_range(name: str, value: float, most: int) -> None:
    if not math.isfinite(value) or not 0 <= value <= most:
        raise _invalid(f"rubric.thresholds.{name}", f"{name} lies between 0 and {most}. Correct it.")


def _check_spread(spread: ScoreSpread) -> None:
    """Checks the form alone: whether the engine is the one that answers shows in the answer."""
    path = "rubric.score_spread"
    if not 0 <= spread.points <= WIDEST_SPREAD:
        raise _invalid(f"{path}.points", f"A spread lies between 0 and {WIDEST_SPREAD} points. Measure it again.")
    if spread.pair_count < 1:
        raise _invalid(f"{path}.pair_count", "A spread rests on one pair of screenings or more. Measure it.")
    if not _ENGINE.fullmatch(spread.engine):
        raise _invalid(f"{path}.engine", "A spread names the engine that was measured. Write its name, such as rules.")
    if not _DIGEST.fullmatch(spread.model_digest):
        raise _invalid(f"{path}.model_digest", "A digest has 64 digits of 0-9 and a-f. Copy it, or leave it out.")


def _invalid(field: str, message: str, **metadata: str) -> BoleError:
    return BoleError(ErrorReason.RUBRIC_INVALID, message, field=field, metadata=metadata)
