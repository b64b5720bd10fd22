"""Writes an interview kit: resume or summary -> material -> checked questions."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from bole.domain.documents import Document
from bole.domain.interview import InterviewKit, QuestionPlan
from bole.domain.ports import InterviewBrief
from bole.domain.roles import Role, RoleLibrary
from bole.domain.rubric import Rubric
from bole.domain.screening import CriterionAssessment
from bole.engines.engine import Finder
from bole.evidence.copies import compared
from bole.evidence.reading import Reading, read
from bole.evidence.red_flags import red_flags
from bole.parsing.parser import parse, parse_summary
from bole.pipeline.screening import WRITTEN_LANGUAGES, Reader, assess


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewRequest:
    """What to ask about: a document, or a text of a few sentences in its place.

    `language_code` is BCP-47, empty for the language of the rubric, else of the resume. `role` is a role of the
    library, empty for the one that the rubric's stands for; without a rubric its own criteria are asked about.
    """

    source: Document | str
    rubric: Rubric | None
    plan: QuestionPlan
    as_of: datetime.date
    language_code: str = ""
    role: str = ""


def write_interview_kit(request: InterviewRequest, reader: Reader, finder: Finder | None = None) -> InterviewKit:
    """Writes the questions by the reader's engine; `finder` tells what stays open where another one screens.

    Raises:
        BoleError: The document cannot be read, or the summary is blank.
    """
    return reader.engine.write_interview_kit(brief_of(request, reader, finder))


def brief_of(request: InterviewRequest, reader: Reader, finder: Finder | None = None) -> InterviewBrief:
    """Reads what a kit is written from; the rubric is answered by `finder`, else the reader's engine: what stays open.

    Raises:
        BoleError: The document cannot be read, the summary is blank, or the library does not have the role.
    """
    source = request.source
    resume = parse(source, reader.limits) if isinstance(source, Document) else parse_summary(source)
    fallback = request.rubric.language_code if request.rubric else next(iter(resume.languages), "en")
    language = (request.language_code or fallback).split("-")[0].lower()
    language = language if language in WRITTEN_LANGUAGES else "en"
    role = _role(request, reader.roles, language)
    rubric = request.rubric or (role.rubric if role is not None else None)
    criteria = rubric.criteria if rubric is not None else ()
    reading = compared(read(resume), criteria)
    return InterviewBrief(
        resume=resume,
        rubric=rubric,
        plan=request.plan,
        language_code=language,
        assessments=_assessments(rubric, reading, language, finder or reader.engine, request.as_of),
        role=role,
        red_flags=red_flags((reading,), request.as_of, language, criteria),
        as_of=request.as_of,
    )


def _role(request: InterviewRequest, roles: RoleLibrary, language: str) -> Role | None:
    if request.role:
        return roles.get(request.role, language)
    return roles.of_family(request.rubric.role, language) if request.rubric is not None else None


def _assessments(
    rubric: Rubric | None, reading: Reading, language: str, engine: Finder, as_of: datetime.date
) -> tuple[CriterionAssessment, ...]:
    if rubric is None or not engine.covers(reading.resume):
        return ()
    return assess(rubric, (reading,), engine, as_of, language)
