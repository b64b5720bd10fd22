"""Rubrics as YAML files that people read and edit."""

from __future__ import annotations

from importlib.resources import files

import yaml
from pydantic import ValidationError

from bole.domain.errors import BoleError, ErrorReason
from bole.domain.rubric import Criterion, Rubric, ScoreSpread, Term, TermGroup
from bole.rubric.rubric_model import RubricModel, explain
from bole.rubric.validation import validate_rubric

_HEADER = "rubric_header.txt"
_MOST_CHARACTERS = 1_000_000


def write_rubric(rubric: Rubric) -> str:
    """Writes a rubric as YAML with comments that explain it; `read_rubric` gives the same rubric back.

    Digests are left out: they are computed anew when the file is read.
    """
    content: dict[str, object] = {
        "title": rubric.title,
        "role": rubric.role,
        "language_code": rubric.language_code,
        "criteria": [_criterion(one) for one in rubric.criteria],
        "thresholds": {
            "advance_score": rubric.thresholds.advance_score,
            "advance_coverage": rubric.thresholds.advance_coverage,
            "advance_must_credit": rubric.thresholds.advance_must_credit,
            "hold_score": rubric.thresholds.hold_score,
            "hold_coverage": rubric.thresholds.hold_coverage,
        },
    }
    if rubric.score_spread is not None:
        content["score_spread"] = _spread(rubric.score_spread)
    if rubric.refused_criteria:
        content["refused_criteria"] = [
            {"text": one.text, "reason": one.reason, "lawful_alternative": one.lawful_alternative}
            for one in rubric.refused_criteria
        ]
    if rubric.warnings:
        content["warnings"] = [{"code": one.code.value, "message": one.message} for one in rubric.warnings]
    body = yaml.dump(content, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110)
    return files("bole.rubric").joinpath(_HEADER).read_text(encoding="utf-8") + body


def read_rubric(text: str) -> Rubric:
    """Reads and checks a rubric file.

    Raises:
        BoleError: RUBRIC_INVALID, with the path of the key at fault in the message, or CRITERION_PROTECTED.
    """
    if len(text) > _MOST_CHARACTERS:
        raise _invalid("", f"The file has more than {_MOST_CHARACTERS} characters. It is no rubric.")
    try:
        loaded: object = yaml.load(text, _Loader)  # noqa: S506  # a SafeLoader
    except yaml.YAMLError as error:
        raise _invalid("", f"The file is no YAML{_where(error)}. Check indentation, colons and quotes.") from error
    except RecursionError as error:
        raise _invalid("", "The file has thousands of brackets or lists within each other. It is no rubric.") from error
    except (ValueError, LookupError, AttributeError) as error:
        # What PyYAML raises for a date, a number or a tag whose value does not exist, without its place.
        raise _invalid("", "The file holds a date, number or tag that cannot be. Put such values in quotes.") from error
    if not isinstance(loaded, dict):
        raise _invalid("", "The file holds no rubric. Write one with: bole rubric --job-posting FILE --out rubric.yaml")
    try:
        model = RubricModel.model_validate(loaded)
    except ValidationError as error:
        path, message = explain(error)
        raise _invalid(path, message) from error
    try:
        return validate_rubric(model.to_domain())
    except BoleError as error:
        path = (error.field or "").removeprefix("rubric.").replace("term_groups", "terms").replace("criterion_id", "id")
        raise BoleError(error.reason, f"{path}: {error.message}", field=path, metadata=error.metadata) from error


def _where(error: yaml.YAMLError) -> str:
    mark = error.problem_mark if isinstance(error, yaml.MarkedYAMLError) else None
    return f" (line {mark.line + 1}, column {mark.column + 1})" if mark is not None else ""


def _invalid(path: str, message: str) -> BoleError:
    return BoleError(ErrorReason.RUBRIC_INVALID, f"{path}: {message}" if path else message, field=path or None)


def _criterion(criterion: Criterion) -> dict[str, object]:
    fields: dict[str, object] = {
        "id": criterion.criterion_id,
        "text": criterion.text,
        "kind": criterion.kind.value,
        "requirement": criterion.requirement.value,
    }
    if criterion.gate:
        fields["gate"] = True
    if criterion.weight is not None:
        fields["weight"] = criterion.weight
    if criterion.term_groups:
        fields["terms"] = [_group(group) for group in criterion.term_groups]
    if criterion.min_years is not None:
        fields["min_years"] = _number(criterion.min_years)
    if criterion.max_years is not None:
        fields["max_years"] = _number(criterion.max_years)
    if criterion.min_degree:
        fields["min_degree"] = criterion.min_degree
    if criterion.language_code:
        fields["language_code"] = criterion.language_code
    return fields


def _spread(spread: ScoreSpread) -> dict[str, object]:
    fields: dict[str, object] = {
        "points": spread.points,
        "pair_count": spread.pair_count,
        "engine": spread.engine,
    }
    return fields | {"model_digest": spread.model_digest} if spread.model_digest else fields


def _number(years: float) -> float | int:
    return int(years) if years == int(years) else years


def _group(group: TermGroup) -> dict[str, object]:
    return {group.combination.value.lower(): [_term(term) for term in group.terms]}


def _term(term: Term) -> str | dict[str, object]:
    others = _InOneLine(spelling for spelling in term.spellings if spelling != term.name)
    return {"name": term.name, "also": others} if others else term.name


class _Loader(yaml.SafeLoader):
    """Reads plain values; a text has to be one that can be written as UTF-8 again."""

    def construct_scalar(self, node: yaml.ScalarNode | yaml.MappingNode) -> str:
        """Refuses half of a surrogate pair, which an escape can bring in."""
        value = super().construct_scalar(node)
        if any("\ud800" <= character <= "\udfff" for character in value):
            raise yaml.constructor.ConstructorError(None, None, "half of a surrogate pair", node.start_mark)
        return value


class _InOneLine(list[str]):
    """A list that is written between brackets."""


class _Dumper(yaml.SafeDumper):
    """Writes lists of aliases between brackets and indents the items of all others."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        """Indents items below their key, as people do."""
        super().increase_indent(flow, False)


def _represent_line(dumper: yaml.SafeDumper, value: _InOneLine) -> yaml.Node:
    return dumper.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=True)


_Dumper.add_representer(_InOneLine, _represent_line)
