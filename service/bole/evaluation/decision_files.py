"""Reads recorded decisions and the answers that they were made on, line by line."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from bole.domain.decisions import Outcome
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.screening import Level, Recommendation
from bole.evaluation.decisions import Answered, Answers, Recorded
from bole.evaluation.text_lines import text_lines

E = TypeVar("E", Outcome, Recommendation, Level)

_COLUMNS = ("candidate_id", "decision")
_ADVICE = {
    Recommendation.ADVANCE.value: Outcome.ADVANCED,
    Recommendation.REVIEW.value: Outcome.KEPT,
    Recommendation.HOLD.value: Outcome.DECLINED,
}
"""Words of recommendations that tables of decisions use for outcomes."""


def read_decisions(path: Path) -> tuple[Recorded, ...]:
    """Reads decisions: lines of `bole decision list --json`, or a CSV with the columns candidate_id and decision.

    Of several decisions on a candidate for the same rubric the newest counts: the first line of the list, the last one
    of a CSV. Entries of erased candidates are left out. Reasons are not read.

    Raises:
        BoleError: SOURCE_NOT_FOUND, SOURCE_UNREADABLE; ARGUMENT_INVALID names the line that does not fit.
    """
    lines = list(text_lines(path))
    first = next((line for line in lines if line.strip()), None)
    if first is None:
        _refuse("The file of decisions is empty. List them with: bole decision list --json --top 100000")
    listed = first.lstrip().startswith("{")
    found = list(_from_list(lines)) if listed else list(_from_table(lines))[::-1]
    newest: dict[tuple[str, str], Recorded] = {}
    for one in found:
        newest.setdefault((one.candidate_id, one.rubric_digest), one)
    return tuple(newest.values())


def read_answers(path: Path) -> Answers:
    """Reads the lines of results.jsonl; failed items are left out, and of one candidate's several the first counts.

    Raises:
        BoleError: SOURCE_NOT_FOUND, SOURCE_UNREADABLE; ARGUMENT_INVALID where a line does not fit, where there is no
            answer, or where answers are by several rubrics or engines.
    """
    answered: dict[str, Answered] = {}
    origins: set[tuple[str, str]] = set()
    criteria: dict[str, str] = {}
    for number, line in _filled(text_lines(path)):
        screening = _object(line, number).get("screening")
        if screening is None:
            continue
        try:
            one, texts, origin = _answer(screening)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise _unfit(number, "is no answer of `bole screen`") from error
        answered.setdefault(one.candidate_id, one)
        origins.add(origin)
        criteria |= texts
    if not answered:
        _refuse("The results hold no answer. Name the results.jsonl of `bole screen` or of an export.")
    if len(origins) > 1:
        _refuse("The results are by several rubrics or engines. Name those of one rubric and one engine.")
    engine, digest = origins.pop()
    return Answers(engine=engine, rubric_digest=digest, criteria=criteria, answered=tuple(answered.values()))


def _answer(screening: Any) -> tuple[Answered, dict[str, str], tuple[str, str]]:  # noqa: ANN401  # JSON
    origin = screening["provenance"]
    criteria = {str(one["criterion"]["criterion_id"]): one for one in screening["criteria"]}
    levels = {key: Level(str(one["level"]).removeprefix("LEVEL_")) for key, one in criteria.items()}
    answered = Answered(
        candidate_id=str(origin["candidate_id"]),
        recommendation=Recommendation(str(screening["recommendation"])),
        levels=levels,
    )
    texts = {key: str(one["criterion"]["text"]) for key, one in criteria.items()}
    return answered, texts, (str(origin["engine"]), str(origin["rubric_digest"]))


def _filled(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Yields the lines that are not blank, each with its number in the file."""
    return ((number, line) for number, line in enumerate(lines, start=1) if line.strip())


def _from_list(lines: list[str]) -> Iterator[Recorded]:
    for number, line in _filled(lines):
        entry = _object(line, number)
        outcome = _one_of(Outcome, entry.get("outcome"), number, "outcome")
        candidate = entry.get("candidate_id")
        if outcome is Outcome.ERASED or candidate == "":
            continue
        if not isinstance(candidate, str):
            raise _unfit(number, "has no `candidate_id`")
        said = entry.get("recommendation")
        yield Recorded(
            candidate_id=candidate,
            outcome=outcome,
            recommendation=None
            if said in {None, "RECOMMENDATION_UNSPECIFIED"}
            else _one_of(Recommendation, said, number, "recommendation"),
            rubric_digest=str(entry.get("rubric_digest") or ""),
        )


def _from_table(lines: list[str]) -> Iterator[Recorded]:
    reader = csv.DictReader(lines, strict=True)
    try:
        missing = [column for column in _COLUMNS if column not in (reader.fieldnames or ())]
        if missing:
            _refuse(
                f"The table of decisions has no column {missing[0]}. Its first line has to name: {','.join(_COLUMNS)}"
            )
        for row in reader:
            candidate = (row["candidate_id"] or "").strip()
            if not candidate:
                raise _unfit(reader.line_num, "has no `candidate_id`")
            said = (row["decision"] or "").strip().upper()
            outcome = _ADVICE.get(said) or _one_of(Outcome, said, reader.line_num, "decision")
            if outcome is not Outcome.ERASED:
                yield Recorded(candidate_id=candidate, outcome=outcome)
    except csv.Error as error:
        raise _unfit(reader.reader.line_num, "is no line of a CSV") from error


def _one_of(kind: type[E], said: object, number: int, field: str) -> E:
    try:
        return kind(str(said))
    except ValueError as error:
        known = ", ".join(one.value for one in kind)
        raise _unfit(number, f"has a `{field}` that is none of {known}") from error


def _object(line: str, number: int) -> Mapping[str, Any]:
    try:
        loaded: object = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise _unfit(number, "is no JSON") from error
    if not isinstance(loaded, dict):
        raise _unfit(number, "is no JSON object")
    return loaded


def _unfit(number: int, what: str) -> BoleError:
    return BoleError(ErrorReason.ARGUMENT_INVALID, f"Line {number} {what}.")


def _refuse(message: str) -> NoReturn:
    raise BoleError(ErrorReason.ARGUMENT_INVALID, message)
