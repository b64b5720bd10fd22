"""The worked examples that stand before a question, read from their files and written as turns."""

from __future__ import annotations

import json
from functools import cache

from bole.domain.generation import Turn
from bole.domain.interview import QuestionPlan, QuestionType
from bole.lexicon.resources import items, load_mapping, mapping, strings
from bole.prompting.layouts import criterion_line, interview_layout, rubric_layout, screening_layout


@cache
def screening_examples() -> tuple[Turn, ...]:
    """Returns the worked examples of a screening, a Chinese one and an English one."""
    return tuple(_screening(fields) for fields in _examples("screening"))


@cache
def rubric_examples() -> tuple[Turn, ...]:
    """Returns the worked examples of a draft, a Chinese one and an English one."""
    return tuple(_rubric(fields) for fields in _examples("rubric"))


@cache
def interview_examples() -> tuple[Turn, ...]:
    """Returns the worked examples of an interview, each with one question, a Chinese one and an English one."""
    return tuple(_interview(fields) for fields in _examples("interview"))


def _examples(name: str) -> tuple[dict[str, object], ...]:
    path = f"examples/{name}.yaml"
    return tuple(mapping(one, path, required=True) for one in items(load_mapping("bole.prompting", path)["examples"]))


def _screening(fields: dict[str, object]) -> Turn:
    asked = screening_layout(_criteria(fields), str(fields["resume"]), str(fields["language_code"]))
    answers = {str(number): answer for number, answer in enumerate(items(fields["answers"]), 1)}
    return Turn(question=asked.whole, answer=_compact({**answers, "experience": list(strings(fields["experience"]))}))


def _rubric(fields: dict[str, object]) -> Turn:
    asked = rubric_layout(str(fields["posting"]), str(fields["language_code"]))
    unset = {"gate": False, "terms": [], "any_of": True}
    order = ("quote", "kind", "requirement", *unset)
    given = [{**unset, **mapping(one)} for one in items(fields["criteria"])]
    criteria = [{key: one[key] for key in order} for one in given]
    return Turn(question=asked.whole, answer=_compact({"criteria": criteria}))


def _interview(fields: dict[str, object]) -> Turn:
    question = mapping(fields["question"])
    type_ = QuestionType(str(question["type"]))
    plan = QuestionPlan(
        technical=int(type_ is QuestionType.TECHNICAL),
        behavioral=int(type_ is QuestionType.BEHAVIORAL),
        open_ended=int(type_ is QuestionType.OPEN_ENDED),
    )
    language_code = str(fields["language_code"])
    asked = interview_layout(_criteria(fields), str(fields["resume"]), plan, language_code, gaps=False)
    return Turn(question=asked.whole, answer=_compact({"questions": [question]}))


def _criteria(fields: dict[str, object]) -> list[str]:
    given = (mapping(one) for one in items(fields["criteria"]))
    return [criterion_line(str(one["text"]), strings(one["terms"])) for one in given]


def _compact(answer: dict[str, object]) -> str:
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
