"""Imported by the fork server alone: fills the caches that every worker process then shares.

The tables and patterns of the lexicon are built on first use, which would make the first documents of every worker
slow. Screening one made-up resume here builds them once, before any worker is forked.
"""

from __future__ import annotations

import datetime
import gc
import sys
from types import TracebackType

from bole.domain.documents import Document
from bole.domain.interview import QuestionPlan
from bole.domain.rubric import JobPosting
from bole.engines.rules import RulesEngine
from bole.parsing.limits import ParsingLimits
from bole.pipeline.interviewing import InterviewRequest, write_interview_kit
from bole.pipeline.screening import Reader, ScreeningRequest, screen

_POSTING = (
    "招聘后端工程师，要求：3年以上Python经验；本科；熟悉MySQL；英语流利。Requirements: 3 years of Python; CPA; SQL."
)
_RESUME = """Ada Example
Work experience
Example Ltd, Backend Engineer, Jan 2019 - Present
- Built the order service with Python and MySQL, which cut page time by 40%.
工作经历
示例公司　后端工程师　2016.03-2018.12
- 使用Python开发订单系统，接口耗时降低40%。
Education
Example University, Bachelor of Science, 2012 - 2016
"""


def _fill_caches() -> None:
    reader = Reader(engine=RulesEngine(), limits=ParsingLimits(), candidate_key=b"")
    document = Document(content=_RESUME.encode())
    rubric = reader.engine.draft_rubric(JobPosting(text=_POSTING))
    as_of = datetime.date(2026, 1, 1)
    for language_code in ("zh", "en"):
        screen(ScreeningRequest(documents=(document,), rubric=rubric, as_of=as_of, language_code=language_code), reader)
        write_interview_kit(
            InterviewRequest(
                source=document, rubric=rubric, plan=QuestionPlan(), as_of=as_of, language_code=language_code
            ),
            reader,
        )


def _tell_unless_over(kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
    """Says nothing of a worker that finds nobody to work for, since its pool ended while it was begun."""
    if not issubclass(kind, EOFError | OSError):
        sys.__excepthook__(kind, error, traceback)


_fill_caches()
sys.excepthook = _tell_unless_over
# What is loaded now stays: collections in the workers need not walk it, and its pages stay shared.
gc.freeze()
