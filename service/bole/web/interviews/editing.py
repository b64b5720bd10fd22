"""Changes to a kit: the form brings it, the answer holds it changed. Nothing of it is kept by the console."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

import grpc
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from bole.api.converters import warning
from bole.api.stored_kits import interview_question
from bole.api.validation import invalid, text_within
from bole.domain.errors import ErrorReason
from bole.domain.interview import Difficulty, InterviewKit, InterviewQuestion, QuestionType, RatingAnchors
from bole.interview.checks import LONGEST
from bole.reports.wording import advice
from bole.web.errors import failure_to_show
from bole.web.interviews.changes import added, moved, numbered, put, removed, warned
from bole.web.interviews.kit_form import (
    LONGEST_NAME,
    MOST_QUESTIONS,
    MOST_SEEN,
    QUESTION_ID,
    KeptKit,
    lines_of,
    minutes_of,
    read_kit,
)
from bole.web.interviews.masking import kit_mask
from bole.web.interviews.place import Place, another_request, place_of
from bole.web.interviews.showing import kit_page
from bole.web.pages import calls_of, language_of, text, words_in

_ACT = re.compile(rf"(remove|up|down|another):({QUESTION_ID})|add|show")
_STEPS = {"up": -1, "down": 1}


async def change_kit(request: Request, form: FormData) -> Response:
    """Does what the pressed button says, and shows the kit.

    Raises:
        BoleError: ARGUMENT_INVALID for a kit or a button that no page of the console sends.
    """
    place, kept = await place_of(request), read_kit(form)
    act = _ACT.fullmatch(str(form.get("act", "")))
    if act is None:
        raise invalid("act", "The page sent a change that the console does not know. Open the page again.")
    what, question_id = act[1] or act[0], act[2]
    if what == "another":
        return await _another(request, place, kept, question_id)
    if what == "add":
        return _add(request, place, kept, form)
    if what == "show":
        return kit_page(request, place, kept)
    return _rearrange(request, place, kept, what, question_id)


def _rearrange(request: Request, place: Place, kept: KeptKit, what: str, question_id: str) -> Response:
    number = numbered(kept.kit).get(question_id, 0)
    if what == "remove":
        changed, focus = removed(kept.kit, question_id), _beside(kept.kit, question_id)
    else:
        changed = moved(kept.kit, question_id, _STEPS[what])
        focus = f"{_further(changed, question_id, what)}-{question_id}"
    said = text(request, f"kit_said_{what}", number=number, place=numbered(changed).get(question_id, 0))
    return kit_page(request, place, replace(kept, kit=changed), said=said, focus=focus)


async def _another(request: Request, place: Place, kept: KeptKit, question_id: str) -> Response:
    """Puts another question in the place of one; where there is none, the kit stays as it is."""
    question = next((one for one in kept.kit.questions if one.question_id == question_id), None)
    focus = f"another-{question_id}"
    if question is None or not question.question:
        return kit_page(request, place, kept, fault=text(request, "kit_nothing_to_replace"), focus=focus)
    calls = calls_of(request)
    try:
        answer = await calls.ask(calls.backend.screening.RegenerateQuestion, another_request(place, kept, question))
    except grpc.aio.AioRpcError as error:
        failure = failure_to_show(error)
        fault = (
            text(request, "kit_exhausted", number=numbered(kept.kit)[question_id])
            if failure.reason == ErrorReason.QUESTIONS_EXHAUSTED
            else advice(words_in(language_of(request)), failure.reason, failure.message)
        )
        return kit_page(request, place, kept, fault=fault, focus=focus)
    mask = await kit_mask(request, place)
    only = replace(kept.kit, core_questions=(), questions=(interview_question(answer.question),))
    seen = (*kept.seen.get(question_id, ()), question.question)[-MOST_SEEN:]
    changed = replace(
        kept,
        kit=warned(put(kept.kit, mask(only).questions[0]), [warning(one) for one in answer.warnings]),
        seen={**kept.seen, question_id: seen},
    )
    said = text(request, "kit_said_another", number=numbered(kept.kit)[question_id])
    return kit_page(request, place, changed, said=said, focus=focus)


def _add(request: Request, place: Place, kept: KeptKit, form: FormData) -> Response:
    """Puts a question of the person's own at the end."""
    fields = {name: str(form.get(f"new_{name}", "")) for name in ("text", "type", "competency", "criterion", "minutes")}
    if not fields["text"].strip():
        return kit_page(request, place, kept, fault=text(request, "kit_new_blank"), focus="new-text")
    if len(numbered(kept.kit)) >= MOST_QUESTIONS:
        return kit_page(request, place, kept, fault=text(request, "kit_full", most=MOST_QUESTIONS), focus="new-text")
    changed = added(kept.kit, _of_ones_own(place, kept.kit, fields))
    new = changed.questions[-1].question_id
    said = text(request, "kit_said_add", number=numbered(changed)[new])
    return kit_page(request, place, replace(kept, kit=changed), said=said, focus=f"text-{new}")


def _of_ones_own(place: Place, kit: InterviewKit, fields: Mapping[str, str]) -> InterviewQuestion:
    """Returns the question of the form, rated by anchors that fit any question, in the language of the kit."""
    criteria = {one.criterion_id: one for one in place.rubric.criteria}
    if fields["type"] not in QuestionType.__members__ or (fields["criterion"] and fields["criterion"] not in criteria):
        raise invalid("new_type", "The page sent a question that the console does not know. Open the page again.")
    criterion = criteria.get(fields["criterion"])
    words = words_in(kit.language_code)
    competency = " ".join(fields["competency"].split()) or (criterion.text if criterion is not None else "")
    return InterviewQuestion(
        type=QuestionType[fields["type"]],
        topic="",
        question=text_within(" ".join(lines_of(fields["text"])), "new_text", LONGEST),
        competency=competency[:LONGEST_NAME],
        criterion_id=fields["criterion"],
        reason=words.say("kit_own_reason"),
        evidence=(),
        expected_points=(),
        follow_ups=(),
        rating_anchors=RatingAnchors(
            low=words.say("kit_own_low"), medium=words.say("kit_own_medium"), high=words.say("kit_own_high")
        ),
        minutes=minutes_of(fields["minutes"], "new_minutes"),
        difficulty=Difficulty.INTERMEDIATE,
    )


def _further(kit: InterviewKit, question_id: str, what: str) -> str:
    """Returns the button that a person goes on with: the other one where the question has come to an end."""
    ends = {"up": kit.questions[0].question_id, "down": kit.questions[-1].question_id} if kit.questions else {}
    other = {"up": "down", "down": "up"}
    return other[what] if ends.get(what) == question_id else what


def _beside(kit: InterviewKit, question_id: str) -> str:
    """Returns the button that stands where the one of a removed question stood, else the one before it."""
    order = [*numbered(kit)]
    place = order.index(question_id) if question_id in order else 0
    others = [one for one in order if one != question_id]
    return f"remove-{others[min(place, len(others) - 1)]}" if others else "new-text"
