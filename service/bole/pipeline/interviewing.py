"""Writes an interview kit: resume or summary -> material -> checked questions."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from bole.domain.documents import Document
from bole.domain.interview import InterviewKit, QuestionPlan
from bole.domain.ports import InterviewBrief
from bole.domain.resume import ParsedResume
from bole.domain.roles import Role, RoleLibrary
from bole.domain.rubric import Rubric
from bole.domain.screening import CriterionAssessment
from bole.engines.engine import Engine
from bole.evidence.copies import compared
from bole.evidence.reading import read
from bole.parsing.parser import parse, parse_summary
from bole.pipeline.screening import WRITTEN_LANGUAGES, Reader, assess


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewRequest:
    """What to ask about: a document, or a text of a few sentences in its place.

    `language_code` is BCP-47, empty for the language of the rubric, else of the resume. `role` is a role of the
    library, empty for the one that the rubric's stands for.
    """

    source: Document | str
    rubric: Rubric | None
    plan: QuestionPlan
    as_of: datetime.date
    language_code: str = ""
    role: str = ""


def write_interview_kit(request: InterviewRequest, reader: Reader) -> InterviewKit:
    """Writes the questions.

    Raises:
        BoleError: The document cannot be read, or the summary is blank.
    """
    return reader.engine.write_interview_kit(brief_of(request, reader))


def brief_of(request: InterviewRequest, reader: Reader) -> InterviewBrief:
    """Reads what a kit is written from; the rubric is answered by the embedded engine, to tell what stays open.

    Raises:
        BoleError: The document cannot be read, the summary is blank, or the library does not have the role.
    """
    source = request.source
    resume = parse(source, reader.limits) if isinstance(source, Document) else parse_summary(source)
    fallback = request.rubric.language_code if request.rubric else next(iter(resume.languages), "en")
    language = (request.language_code or fallback).split("-")[0].lower()
    language = language if language in WRITTEN_LANGUAGES else "en"
    return InterviewBrief(
        resume=resume,
        rubric=request.rubric,
        plan=request.plan,
        language_code=language,
        assessments=_assessments(request, resume, language, reader.engine),
        role=_role(request, reader.roles, language),
    )


def _role(request: InterviewRequest, roles: RoleLibrary, language: str) -> Role | None:
    if request.role:
        return roles.get(request.role, language)
    return roles.of_family(request.rubric.role, language) if request.rubric is not None else None


def _assessments(
    request: InterviewRequest, resume: ParsedResume, language: str, engine: Engine
) -> tuple[CriterionAssessment, ...]:
    if request.rubric is None or not engine.covers(resume):
        return ()
    return assess(request.rubric, (compared(read(resume), request.rubric.criteria),), engine, request.as_of, language)
