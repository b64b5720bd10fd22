"""What an attack gains: the answer of the embedded engine to a document of the corpus."""

from __future__ import annotations

import datetime
from functools import cache

from bole.domain.documents import Document, DocumentRole
from bole.domain.resume import ParsedResume
from bole.domain.rubric import JobPosting, Rubric
from bole.domain.screening import Screening
from bole.engines.rules import RulesEngine
from bole.parsing.limits import ParsingLimits
from bole.parsing.parser import parse
from bole.pipeline.screening import Reader, ScreeningRequest, readings_of, screen_readings
from tests.corpus.resumes import posting

AS_OF = datetime.date(2026, 1, 31)


@cache
def rubric_of(language_code: str) -> Rubric:
    """Returns what the posting in a language asks for."""
    return RulesEngine().draft_rubric(JobPosting(text=posting(language_code)))


@cache
def parsed(content: bytes, file_name: str) -> ParsedResume:
    """Parses a document of the corpus; those that are the same to the byte, such as many a clean twin, only once."""
    return parse(Document(content=content, file_name=file_name), ParsingLimits())


def screened(resume: ParsedResume, language_code: str) -> Screening:
    """Screens a parsed document of the corpus against the posting in a language."""
    reader = Reader(engine=RulesEngine(), limits=ParsingLimits(), candidate_key=b"corpus")
    request = ScreeningRequest(documents=(), rubric=rubric_of(language_code), as_of=AS_OF)
    readings = readings_of(request, (resume,), (DocumentRole.RESUME,))
    return screen_readings(request, readings, reader.engine, reader)
