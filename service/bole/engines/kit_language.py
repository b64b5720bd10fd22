"""What came of the language of a model's interview questions."""

from __future__ import annotations

from collections.abc import Collection

from bole.domain.interview import InterviewQuestion
from bole.domain.measuring import Count, count
from bole.domain.ports import InterviewBrief
from bole.domain.resume import Warning, WarningCode
from bole.evidence.stated_names import names_of
from bole.interview.language import mixed_fields


def fields_in_another_language(question: InterviewQuestion, brief: InterviewBrief) -> tuple[str, ...]:
    """Returns the fields of a question that are not, or not throughout, in the language of the kit."""
    found = mixed_fields(question, brief.language_code, lambda: names_of([brief.resume.profile], brief.rubric))
    return found or ("question",)


def language_warnings(fields: Collection[str], language_code: str, *, repaired: bool = False) -> tuple[Warning, ...]:
    """Returns the warning that names the fields in which the model mixed languages, and counts the kit.

    Args:
        fields: Names of the fields, each once; empty where all questions are in the language.
        language_code: BCP-47 language of the kit.
        repaired: The model has put it right when it was asked again.
    """
    outcome = "flagged" if fields else "repaired" if repaired else "right"
    count(Count.OUTPUT_LANGUAGE, "interview", language_code.lower().split("-")[0], outcome)
    if not fields:
        return ()
    message = (
        f"{', '.join(fields)}: questions of the model are not, or not throughout, in the language that was asked for. "
        "The embedded engine's stand in their place, where it has some."
    )
    return (Warning(code=WarningCode.OUTPUT_LANGUAGE_MIXED, message=message),)
