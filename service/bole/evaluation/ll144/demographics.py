"""Reads what applicants said of themselves, and joins it with results: only here, and no engine ever sees it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bole.evaluation.ll144.counting import UNKNOWN, Applicant, Outcome, median
from bole.evaluation.ll144.results import Answered, Key, Score, csv_rows, invalid

_SEX = {"male": "Male", "m": "Male", "man": "Male", "female": "Female", "f": "Female", "woman": "Female"}
_RACES = {
    "Hispanic or Latino": ("hispanic", "latino", "latina", "latinx"),
    "White": ("caucasian",),
    "Black or African American": ("black", "african american"),
    "Native Hawaiian or Pacific Islander": ("native hawaiian or other pacific islander", "pacific islander"),
    "Asian": (),
    "Native American or Alaska Native": ("american indian or alaska native", "native american", "american indian"),
    "Two or More Races": ("two or more", "multiracial"),
}
_RACE = {alias: name for name, aliases in _RACES.items() for alias in (name.lower(), *aliases)}
_NOT_KNOWN = frozenset(
    {"", "unknown", "missing", "n/a", "na", "none", "not specified", "not stated", "prefer not to say"}
    | {"declined", "decline to state", "decline to answer", "missing/unknown", "-", "?"}
)
_NOT_HISPANIC = " (not hispanic or latino)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What one applicant said; categories are those of EEO-1 where they can be told, else as written."""

    sex: str
    race_ethnicity: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """Results joined with demographics.

    Attributes:
        applicants: Those with a score, or all for selection.
        without_score: Answers that are not counted, because nothing is known or the item failed.
        median: Of all scores, as the rule asks; None for selection.
    """

    applicants: tuple[Applicant, ...]
    without_score: int
    median: float | None


def read_demographics(path: Path) -> tuple[Key, Mapping[str, Person]]:
    """Reads a CSV with the columns `candidate_id` or `item_id`, `sex` and `race_ethnicity`.

    Raises:
        BoleError: SOURCE_NOT_FOUND, SOURCE_UNREADABLE; ARGUMENT_INVALID for a missing column, a line without an
            identifier, a person who stands there twice, and a file without lines.
    """
    people: dict[str, Person] = {}
    key: Key | None = None
    for number, row in csv_rows(path, ("sex", "race_ethnicity")):
        key = key or _key(row)
        identifier = row[key].strip()
        if not identifier:
            raise invalid(f"Line {number} of the demographics has no {key.value}.")
        if identifier in people:
            raise invalid(f"Line {number} of the demographics names somebody a second time. One line for each person.")
        people[identifier] = Person(sex=_known(row["sex"], _SEX), race_ethnicity=_known(row["race_ethnicity"], _RACE))
    if key is None:
        raise invalid(
            "The demographics name nobody. They need a line for each person below candidate_id,sex,race_ethnicity."
        )
    return key, people


def joined(
    answers: Sequence[Answered], key: Key, people: Mapping[str, Person], outcome: Outcome, score: Score = Score.MATCH
) -> Sample:
    """Joins answers with what people said of themselves; who said nothing is of unknown categories.

    Raises:
        BoleError: ARGUMENT_INVALID where somebody has no result, where a candidate has several with different scores,
            and where nothing has a score.
    """
    by_person = _by_person(answers, key, score)
    strangers = sum(person not in by_person for person in people)
    if strangers:
        raise invalid(
            f"{strangers} of {len(people)} people in the demographics are not in the results, looked for by "
            f"{key.value}. Name the results of the same run, or join by the other identifier."
        )
    scores = {person: answer.score(score) for person, answer in by_person.items()}
    counted = {person: one for person, one in scores.items() if one is not None}
    if not counted:
        raise invalid(f"No result has a {score.value}: there is nothing to audit.")
    middle = median(tuple(counted.values()))
    chosen = by_person if outcome is Outcome.SELECTION else {person: by_person[person] for person in counted}
    applicants = (
        _applicant(
            people.get(person),
            favoured=answer.advance if outcome is Outcome.SELECTION else counted[person] > middle,
        )
        for person, answer in chosen.items()
    )
    return Sample(
        applicants=tuple(applicants),
        without_score=len(by_person) - len(chosen),
        median=float(middle) if outcome is Outcome.SCORING else None,
    )


def _by_person(answers: Sequence[Answered], key: Key, score: Score) -> dict[str, Answered]:
    """Returns the answer of each person; an answer without an identifier is somebody of their own."""
    found: dict[str, Answered] = {}
    for number, answer in enumerate(answers, 1):
        person = getattr(answer, key.value) or f"#{number}"
        before = found.setdefault(person, answer)
        if (before.score(score), before.advance) != (answer.score(score), answer.advance):
            twice = Counter(getattr(one, key.value) for one in answers)
            several = sum(count > 1 for name, count in twice.items() if name)
            raise invalid(
                f"{several} people have several results with different scores. Name results with one for each person, "
                f"or join by item_id."
            )
    return found


def _applicant(person: Person | None, *, favoured: bool) -> Applicant:
    if person is None:
        return Applicant(favoured=favoured)
    return Applicant(favoured=favoured, sex=person.sex, race_ethnicity=person.race_ethnicity)


def _key(row: Mapping[str, str]) -> Key:
    named = [key for key in Key if key.value in row]
    if len(named) != 1:
        raise invalid("The first line of the demographics has to name one of the columns candidate_id and item_id.")
    return named[0]


def _known(said: str, names: Mapping[str, str]) -> str:
    word = " ".join(said.split())
    lower = word.lower().removesuffix(_NOT_HISPANIC)
    return UNKNOWN if lower in _NOT_KNOWN else names.get(lower, word)
