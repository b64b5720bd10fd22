"""Builds interview briefs for the tests of this package."""

from __future__ import annotations

from bole.domain.interview import QuestionPlan
from bole.domain.ports import InterviewBrief
from bole.domain.resume import ParsedResume
from bole.domain.rubric import Combination, Criterion, CriterionKind, Requirement, Rubric, Term, TermGroup
from bole.lexicon.skills import skill_table

ALL, ANY = Combination.ALL_OF, Combination.ANY_OF
MUST, SHOULD, NICE = Requirement.MUST, Requirement.SHOULD, Requirement.NICE


def brief(
    resume: ParsedResume,
    language_code: str = "zh",
    *,
    rubric: Rubric | None = None,
    plan: QuestionPlan | None = None,
) -> InterviewBrief:
    """Returns a brief with the default plan."""
    return InterviewBrief(
        resume=resume,
        rubric=rubric,
        plan=plan or QuestionPlan(),
        language_code=language_code,
    )


def criterion(
    criterion_id: str, text: str, names: tuple[str, ...], requirement: Requirement, combination: Combination = ANY
) -> Criterion:
    """Returns a skill criterion of one group, with the spellings of the skill table."""
    return Criterion(
        criterion_id=criterion_id,
        text=text,
        kind=CriterionKind.SKILL,
        requirement=requirement,
        term_groups=(TermGroup(combination=combination, terms=tuple(_term(name) for name in names)),),
    )


def rubric(*criteria: Criterion, role: str = "", title: str = "") -> Rubric:
    """Returns a rubric of these criteria."""
    return Rubric(title=title, role=role, language_code="zh", criteria=criteria)


def python_rubric() -> Rubric:
    """Returns what the posting of the pair asks for."""
    return rubric(
        criterion("c2", "熟悉Django/Flask框架", ("Django", "Flask"), MUST),
        criterion("c3", "掌握MySQL/Redis", ("MySQL", "Redis"), MUST, ALL),
        criterion("c4", "有微服务架构经验优先", ("微服务",), SHOULD),
        role="backend_engineer",
        title="Python后端开发工程师",
    )


def _term(name: str) -> Term:
    skill = skill_table().lookup(name)
    return Term(name=name, spellings=tuple(dict.fromkeys((name, *(skill.aliases if skill else ())))))
