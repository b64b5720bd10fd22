"""The kit on its page."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response

from bole.domain.interview import InterviewKit, QuestionType
from bole.web.interviews import kit_form
from bole.web.interviews.changes import covered, numbered, unasked
from bole.web.interviews.kit_form import KeptKit
from bole.web.interviews.place import Place
from bole.web.pages import page, text

_PART = "x-part"
"""Header of a script that wants the kit alone, to put it into the page that is open."""


def kit_page(
    request: Request, place: Place, kept: KeptKit, *, said: str = "", fault: str = "", focus: str = ""
) -> Response:
    """Returns the page of a kit, or the kit alone for the script of the page.

    Args:
        request: Who asks.
        place: Whose interview it is.
        kept: The kit, as it is now.
        said: What has happened, for people who do not see the page.
        fault: What has not, and what to do.
        focus: Identifier of the element that a person goes on from.
    """
    rubric = place.rubric
    kit = covered(kept.kit, rubric, place.levels)
    asked = {one.criterion_id: one.question_ids for one in kit.coverage}
    return page(
        request,
        "interviews/part.html.jinja" if request.headers.get(_PART) == "kit" else "interviews/kit.html.jinja",
        place=place,
        kit=kit,
        kept=kept,
        numbers=numbered(kit),
        coverage=[(one, asked.get(one.criterion_id, ())) for one in rubric.criteria],
        levels=place.levels,
        unasked=unasked(kit, rubric, place.levels),
        types=tuple(QuestionType),
        minutes=_minutes(kit),
        limits=kit_form,
        said=said,
        fault=fault,
        focus=focus,
    )


def blank_said(request: Request, numbers: Sequence[int]) -> str:
    """Says which question has no text."""
    return text(request, "kit_blank", number=numbers[0])


def _minutes(kit: InterviewKit) -> int:
    return sum(one.minutes for one in (*kit.core_questions, *kit.questions))
