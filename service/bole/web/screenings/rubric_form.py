"""A rubric as a form that a person edits, and back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from google.protobuf import json_format
from starlette.datastructures import FormData

from bole.api.json_format import as_line
from bole.api.stored_rubrics import rubric as stored_rubric
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.rubric import Criterion, CriterionKind, Requirement
from bole.evidence.scoring import weights
from bole.reports.cells import one_line
from bole.v1 import resume_pb2, rubric_pb2

KINDS = tuple(CriterionKind)
REQUIREMENTS = tuple(Requirement)
DEGREES = tuple(resume_pb2.EducationEntry.DegreeLevel.keys()[1:])

T = TypeVar("T", CriterionKind, Requirement)

_MOST_ROWS = 100
_NEW = "new"
_NEW_NAME = re.compile(r"new[0-9]{1,6}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One criterion in the form.

    Attributes:
        name: What the names of its fields end with: its place in the draft, or `new` and a number.
        criterion: What the fields show.
        share: Its part of all weight, 0..1.
    """

    name: str
    criterion: rubric_pb2.Criterion
    share: float

    @property
    def kind(self) -> str:
        """The kind by name."""
        return rubric_pb2.Criterion.Kind.Name(self.criterion.kind)

    @property
    def requirement(self) -> str:
        """The requirement by name."""
        return rubric_pb2.Criterion.Requirement.Name(self.criterion.requirement)

    @property
    def degree(self) -> str:
        """The lowest degree by name."""
        return resume_pb2.EducationEntry.DegreeLevel.Name(self.criterion.min_degree)

    @property
    def scored(self) -> bool:
        """True for kinds that have a weight."""
        return CriterionKind(self.kind).scored

    @property
    def terms(self) -> tuple[str, ...]:
        """The names of what is looked for."""
        return tuple(term.name for group in self.criterion.term_groups for term in group.terms)


def rows_of(rubric: rubric_pb2.Rubric) -> tuple[Row, ...]:
    """Returns the rows of a rubric that was just drafted, or that a batch has."""
    return _rows([str(place) for place in range(len(rubric.criteria))], rubric)


def notes_of(rubric: rubric_pb2.Rubric) -> tuple[str, ...]:
    """Returns what a reader should know of a draft, by code; that lines were left out shows by itself."""
    left_out = resume_pb2.Warning.CRITERION_REFUSED
    return tuple(resume_pb2.Warning.Code.Name(one.code) for one in rubric.warnings if one.code != left_out)


def blank_row() -> Row:
    """Returns the row that a script adds copies of."""
    return Row(name=_NEW, criterion=_blank(), share=0.0)


def draft_text(rubric: rubric_pb2.Rubric) -> str:
    """Returns what the form carries of a rubric beside its fields: terms, refused lines, role, language."""
    return as_line(rubric)


def edited(form: FormData) -> tuple[rubric_pb2.Rubric, tuple[Row, ...]]:
    """Returns the rubric that a form holds, and its rows.

    What has no field in the form stays as it was drafted. Terms stay where the text of a criterion does; the service
    finds those of a new text. Whether the rubric can be used is for the service to say.

    Raises:
        BoleError: ARGUMENT_INVALID for what is no form of ours, RUBRIC_INVALID for a number that is none.
    """
    draft = _draft(form)
    names = [str(name) for name in form.getlist("row")][:_MOST_ROWS]
    rubric = rubric_pb2.Rubric()
    rubric.CopyFrom(draft)
    del rubric.criteria[:]
    rubric.criteria.extend(_criterion(name, draft, form) for name in names)
    if "title" in form:
        rubric.title = _text(form, "title")
    _read_thresholds(form, rubric.thresholds)
    return rubric, _rows(names, rubric)


def add_row(rubric: rubric_pb2.Rubric) -> None:
    """Adds a criterion without a text."""
    rubric.criteria.append(_blank())


def remove_row(rubric: rubric_pb2.Rubric, rows: Sequence[Row], name: str) -> None:
    """Removes the criterion of a row, by its name in the form that `rows` were read from."""
    place = next((place for place, row in enumerate(rows) if row.name == name), None)
    if place is not None:
        del rubric.criteria[place]


def _blank() -> rubric_pb2.Criterion:
    return rubric_pb2.Criterion(kind=rubric_pb2.Criterion.SKILL, requirement=rubric_pb2.Criterion.SHOULD)


def _rows(names: Sequence[str], rubric: rubric_pb2.Rubric) -> tuple[Row, ...]:
    weighted = weights(tuple(_weighed(one) for one in rubric.criteria))
    whole = sum(weighted, Fraction(0))
    return tuple(
        Row(name=name, criterion=criterion, share=float(weight / whole) if whole else 0.0)
        for name, criterion, weight in zip(names, rubric.criteria, weighted, strict=True)
    )


def _weighed(criterion: rubric_pb2.Criterion) -> Criterion:
    """Returns what the weight of a criterion depends on; its text may be one that the service will refuse."""
    return Criterion(
        criterion_id="",
        text="",
        kind=CriterionKind(rubric_pb2.Criterion.Kind.Name(criterion.kind)),
        requirement=Requirement(rubric_pb2.Criterion.Requirement.Name(criterion.requirement)),
        weight=criterion.weight if criterion.HasField("weight") else None,
    )


def _draft(form: FormData) -> rubric_pb2.Rubric:
    try:
        draft = json_format.Parse(str(form.get("draft", "")), rubric_pb2.Rubric())
        stored_rubric(draft)
    except (json_format.ParseError, ValueError, RecursionError) as error:
        raise _not_ours() from error
    draft.ClearField("criteria_digest")
    draft.ClearField("rubric_digest")
    return draft


def _not_ours() -> BoleError:
    return BoleError(ErrorReason.ARGUMENT_INVALID, "The form cannot be read. Go back, reload the page and try again.")


def _criterion(name: str, draft: rubric_pb2.Rubric, form: FormData) -> rubric_pb2.Criterion:
    criterion = rubric_pb2.Criterion()
    if name.isascii() and name.isdecimal() and len(name) <= 3 and int(name) < len(draft.criteria):
        criterion.CopyFrom(draft.criteria[int(name)])
    elif not _NEW_NAME.fullmatch(name):
        raise _not_ours()
    kind = _choice(form, f"kind-{name}", KINDS, _kind_of(criterion))
    if f"text-{name}" in form:
        _ask(criterion, _text(form, f"text-{name}"), kind)
        _read_fact(criterion, kind, name, form)
    requirement = _choice(form, f"requirement-{name}", REQUIREMENTS, Requirement.SHOULD)
    criterion.requirement = rubric_pb2.Criterion.Requirement.Value(requirement)
    criterion.gate = kind.scored and f"gate-{name}" in form
    weight = _number(form, f"weight-{name}")
    criterion.ClearField("weight")
    if weight is not None and kind.scored:
        criterion.weight = round(weight)
    return criterion


def _kind_of(criterion: rubric_pb2.Criterion) -> CriterionKind:
    return CriterionKind(rubric_pb2.Criterion.Kind.Name(criterion.kind)) if criterion.kind else CriterionKind.OTHER


def _ask(criterion: rubric_pb2.Criterion, text: str, kind: CriterionKind) -> None:
    """Sets text and kind; what was found in another text, or is of another kind, does not stay."""
    value = rubric_pb2.Criterion.Kind.Value(kind)
    asks_the_same = text == one_line(criterion.text)
    if not asks_the_same or value != criterion.kind:
        criterion.ClearField("term_groups")
    if value != criterion.kind:
        for field in ("min_years", "max_years", "min_degree", "language_code"):
            criterion.ClearField(field)
    criterion.kind = value
    if not asks_the_same:
        criterion.text = text


def _read_fact(criterion: rubric_pb2.Criterion, kind: CriterionKind, name: str, form: FormData) -> None:
    match kind:
        case CriterionKind.EXPERIENCE:
            _read_years(criterion, _number(form, f"years-{name}"))
        case CriterionKind.EDUCATION:
            degree = _text(form, f"degree-{name}")
            if degree in DEGREES:
                criterion.min_degree = resume_pb2.EducationEntry.DegreeLevel.Value(degree)
        case CriterionKind.LANGUAGE:
            criterion.language_code = _text(form, f"language-{name}")
        case _:
            return


def _read_years(criterion: rubric_pb2.Criterion, years: float | None) -> None:
    criterion.ClearField("min_years")
    if years is not None:
        criterion.min_years = years
        if criterion.HasField("max_years") and criterion.max_years < years:
            criterion.ClearField("max_years")


def _read_thresholds(form: FormData, thresholds: rubric_pb2.Thresholds) -> None:
    for name in ("advance_score", "advance_must_credit", "hold_score"):
        number = _number(form, name)
        if number is not None:
            setattr(thresholds, name, round(number))
    for name in ("advance_coverage", "hold_coverage"):
        number = _number(form, name)
        if number is not None:
            setattr(thresholds, name, number / 100)


def _text(form: FormData, name: str) -> str:
    return one_line(str(form.get(name, "")))


def _choice(form: FormData, name: str, choices: tuple[T, ...], usual: T) -> T:
    given = _text(form, name)
    return next((one for one in choices if one.value == given), usual)


def _number(form: FormData, name: str) -> float | None:
    """Returns a number of at most four digits before the point; None for an empty field."""
    given = _text(form, name)
    if not given:
        return None
    whole, _, part = given.partition(".")
    if len(given) > 12 or not (whole + part).isascii() or not (whole + part).isdecimal() or len(whole) > 4:
        raise BoleError(
            ErrorReason.RUBRIC_INVALID,
            "A field that holds a number has something else in it. Go back and correct it.",
            field=name,
        )
    return float(given)
