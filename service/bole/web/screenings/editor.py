"""The page on which a rubric is edited, before a batch is made and after."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from bole.v1 import rubric_pb2
from bole.web.errors import Failure
from bole.web.pages import page
from bole.web.screenings import rubric_form
from bole.web.screenings.rubric_form import Row


def editor(
    request: Request,
    rubric: rubric_pb2.Rubric,
    *,
    failure: Failure | None = None,
    batch_id: str = "",
    **settings: object,
) -> Response:
    """Returns the page.

    Args:
        request: Who asks.
        rubric: What is edited.
        failure: Why what was sent was not taken.
        batch_id: The batch whose rubric it is: then only what it weighs can be changed.
        **settings: What the form of a batch to be made asks beside the rubric.
    """
    rows = rubric_form.rows_of(rubric)  # by their places, for the draft in the page is this rubric, not an earlier one
    return page(
        request,
        "screenings/rubric.html.jinja",
        status=200 if failure is None else failure.status,
        rubric=rubric,
        rows=rows,
        draft=rubric_form.draft_text(rubric),
        form=rubric_form,
        failure=failure,
        faulty=_faulty_row(failure, rows),
        batch_id=batch_id,
        **settings,
    )


def _faulty_row(failure: Failure | None, rows: tuple[Row, ...]) -> str:
    """Returns the name of the row that a failure is about, such as that of `rubric.criteria[3].text`; empty without."""
    place = "" if failure is None else failure.field.partition("criteria[")[2].partition("]")[0]
    return rows[int(place)].name if place.isdecimal() and int(place) < len(rows) else ""
