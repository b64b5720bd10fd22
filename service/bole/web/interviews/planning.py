"""How many questions, in which language, for which role: then the kit is written."""

from __future__ import annotations

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from bole.api.stored_items import language
from bole.api.stored_kits import interview_kit
from bole.api.validation import invalid
from bole.evidence.wording import output_language
from bole.v1 import interview_pb2, screening_service_pb2
from bole.web.interviews.kit_form import KeptKit, whole_number
from bole.web.interviews.masking import kit_mask
from bole.web.interviews.place import Place, kit_request, place_of
from bole.web.interviews.showing import kit_page
from bole.web.items import item_path, named_in
from bole.web.pages import LANGUAGES, calls_of, page, redirect
from bole.web.roles import all_roles

MOST_OF_A_KIND = 10
_COUNTS = (("technical", 3), ("behavioral", 1), ("open_ended", 1))
"""Kinds of questions, and how many of each there are unless a person says otherwise."""


async def plan_kit(request: Request) -> Response:
    """Asks what the kit is to hold."""
    place, roles = await place_of(request), await all_roles(request)
    return page(
        request,
        "interviews/plan.html.jinja",
        place=place,
        counts=_COUNTS,
        most=MOST_OF_A_KIND,
        roles=roles,
        role_of_posting=next((one.title for one in roles if one.role_id == place.batch.rubric.role), ""),
        posting_language=output_language(language(place.batch)),
    )


async def go_back(request: Request) -> Response:
    """Leads from the address of a form, which holds nothing by itself, to where its kit is found again."""
    return redirect(f"{item_path(*named_in(request))}/kit")


async def write_kit(request: Request, form: FormData) -> Response:
    """Has the kit written, and opens it."""
    place = await place_of(request)
    calls = calls_of(request)
    answer = await calls.ask(calls.backend.screening.GenerateInterviewKit, _asked(place, form))
    mask = await kit_mask(request, place)
    kept = KeptKit(kit=mask(interview_kit(answer.interview_kit)), candidate=place.name)
    return kit_page(request, place, kept)


def _asked(place: Place, form: FormData) -> screening_service_pb2.GenerateInterviewKitRequest:
    """Reads the form.

    Raises:
        BoleError: ARGUMENT_INVALID for counts beyond 0..10 and for a language that the console does not offer.
    """
    counts = {
        f"{name}_count": whole_number(str(form.get(name, default)), name, 0, MOST_OF_A_KIND)
        for name, default in _COUNTS
    }
    core = str(form.get("core", "")).strip()
    if core:
        counts["core_count"] = whole_number(core, "core", 0, MOST_OF_A_KIND)
    spoken = str(form.get("language", ""))
    if spoken not in {"", *LANGUAGES}:
        raise invalid("language", "`language` is none of `zh` and `en`. Choose one of them, or that of the posting.")
    return kit_request(place, interview_pb2.QuestionPlan(**counts), language=spoken, role=str(form.get("role", "")))
