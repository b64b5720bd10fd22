"""The form of a rubric file: what it may hold, and how to say what is wrong with one."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from bole.domain.resume import Warning, WarningCode
from bole.domain.rubric import (
    Combination,
    Criterion,
    CriterionKind,
    RefusedCriterion,
    Requirement,
    Rubric,
    ScoreSpread,
    Term,
    TermGroup,
    Thresholds,
)

DegreeName = Literal["", "SECONDARY", "ASSOCIATE", "BACHELOR", "MASTER", "DOCTORATE"]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TermModel(_Model):
    """A name with what else counts as it."""

    name: str
    also: list[str] = Field(default_factory=list)

    def to_domain(self) -> Term:
        """Builds the domain value."""
        return Term(name=self.name, spellings=tuple(dict.fromkeys((self.name, *self.also))))


class TermGroupModel(_Model):
    """Terms under exactly one of `any_of` and `all_of`."""

    any_of: list[str | TermModel] = Field(default_factory=list)
    all_of: list[str | TermModel] = Field(default_factory=list)

    @model_validator(mode="after")
    def _exactly_one(self) -> TermGroupModel:
        if bool(self.any_of) == bool(self.all_of):
            raise ValueError("A group holds terms under any_of or under all_of, not both. Correct the group.")
        return self

    def to_domain(self) -> TermGroup:
        """Builds the domain value."""
        combination = Combination.ANY_OF if self.any_of else Combination.ALL_OF
        return TermGroup(combination=combination, terms=tuple(_term(term) for term in self.any_of or self.all_of))


def _term(term: str | TermModel) -> Term:
    return Term(name=term, spellings=(term,)) if isinstance(term, str) else term.to_domain()


class CriterionModel(_Model):
    """One criterion."""

    id: str = ""
    text: str
    kind: CriterionKind
    requirement: Requirement
    gate: bool = False
    weight: int | None = None
    terms: list[TermGroupModel] = Field(default_factory=list)
    min_years: float | None = None
    max_years: float | None = None
    min_degree: DegreeName = ""
    language_code: str = ""

    def to_domain(self) -> Criterion:
        """Builds the domain value."""
        return Criterion(
            criterion_id=self.id,
            text=self.text,
            kind=self.kind,
            requirement=self.requirement,
            gate=self.gate,
            weight=self.weight,
            term_groups=tuple(group.to_domain() for group in self.terms),
            min_years=self.min_years,
            max_years=self.max_years,
            min_degree=self.min_degree,
            language_code=self.language_code,
        )


class ThresholdsModel(_Model):
    """Where recommendations begin; what is left out keeps its default."""

    advance_score: int = Thresholds().advance_score
    advance_coverage: float = Thresholds().advance_coverage
    advance_must_credit: int = Thresholds().advance_must_credit
    hold_score: int = Thresholds().hold_score
    hold_coverage: float = Thresholds().hold_coverage


class ScoreSpreadModel(_Model):
    """The noise that `bole evaluate` measured."""

    points: int
    pair_count: int
    engine: str
    model_digest: str = ""


class RefusedModel(_Model):
    """What a draft left out."""

    text: str
    reason: str
    lawful_alternative: str = ""


class WarningModel(_Model):
    """What a draft warned of."""

    code: WarningCode
    message: str


class RubricModel(_Model):
    """A whole file."""

    title: str = ""
    role: str = ""
    language_code: str = ""
    criteria: list[CriterionModel]
    thresholds: ThresholdsModel = Field(default_factory=ThresholdsModel)
    score_spread: ScoreSpreadModel | None = None
    refused_criteria: list[RefusedModel] = Field(default_factory=list)
    warnings: list[WarningModel] = Field(default_factory=list)

    def to_domain(self) -> Rubric:
        """Builds the domain value, without digests and unchecked."""
        return Rubric(
            title=self.title,
            role=self.role,
            language_code=self.language_code,
            criteria=tuple(criterion.to_domain() for criterion in self.criteria),
            thresholds=Thresholds(**self.thresholds.model_dump()),
            refused_criteria=tuple(RefusedCriterion(**one.model_dump()) for one in self.refused_criteria),
            warnings=tuple(Warning(code=one.code, message=one.message) for one in self.warnings),
            score_spread=None if self.score_spread is None else ScoreSpread(**self.score_spread.model_dump()),
        )


_ADVICE = {
    "extra_forbidden": "This key is not known. Remove it or correct its spelling.",
    "missing": "This key is missing. Add it.",
    "string_type": "A text is needed here. Put the value in quotes.",
    "bool_parsing": "Write true or false.",
    "bool_type": "Write true or false.",
    "int_parsing": "A whole number is needed here.",
    "int_type": "A whole number is needed here.",
    "int_from_float": "A whole number is needed here.",
    "float_parsing": "A number is needed here.",
    "float_type": "A number is needed here.",
    "list_type": "A list is needed here: one item a line, each with a dash before it.",
    "model_type": "A group of keys is needed here, such as `name: ...`.",
}


def explain(error: ValidationError) -> tuple[str, str]:
    """Returns the path of the first key at fault (`criteria[2].kind`) and what to do about it."""
    first = error.errors(include_url=False, include_input=False)[0]
    advice = _ADVICE.get(first["type"])
    if first["type"] in ("enum", "literal_error"):
        advice = f"Write one of {first.get('ctx', {}).get('expected', '')}."
    elif first["type"] == "value_error":
        advice = first["msg"].removeprefix("Value error, ")
    return _path(
        first["loc"]
    ), advice or "This value does not fit: `docs/scoring.md` and `docs/roles.md` tell what may stand here."


def _path(location: tuple[int | str, ...]) -> str:
    path = ""
    for part in location:
        if isinstance(part, int):
            path += f"[{part}]"
        elif part not in ("str", "TermModel"):
            path += f".{part}" if path else str(part)
    return path
