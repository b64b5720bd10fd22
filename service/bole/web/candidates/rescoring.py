"""Other weights for a candidate: tried out at once, and applied to all where a person says so."""

from __future__ import annotations

from dataclasses import replace

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bole.evidence.labels import percent
from bole.evidence.wording import Phrases
from bole.reports.cards import Card, card_of
from bole.reports.wording import named
from bole.v1 import batch_service_pb2, rubric_pb2, screening_service_pb2
from bole.web.candidates.scoring import score_rows
from bole.web.candidates.showing import candidate_page
from bole.web.candidates.viewing import answer_of
from bole.web.errors import wants_json
from bole.web.items import Opened, item_path, opened
from bole.web.masking import shown
from bole.web.pages import calls_of, language_of, redirect, words_in

_HEAVIEST = 100
_REQUIREMENTS = ("MUST", "SHOULD", "NICE")


async def rescore(request: Request, form: FormData) -> Response:
    """Computes the answer under the weights of the form and changes nothing: as JSON for a script, else as the page."""
    at = await opened(request)
    if not at.item.HasField("screening"):
        raise HTTPException(400)
    rubric = rubric_from(form, at.batch.rubric)
    calls = calls_of(request)
    asked = screening_service_pb2.RescoreRequest(screenings=[at.item.screening], rubric=rubric)
    answer = await calls.ask(calls.backend.screening.Rescore, asked)
    tried = with_answer(at, answer, rubric)
    if not wants_json(request):
        return await candidate_page(request, tried, trying=True)
    words = words_in(language_of(request))
    before = at.item.screening.match_score if at.item.screening.HasField("match_score") else None
    return JSONResponse(score_json(_card(tried, words), words, before))


async def apply(request: Request, form: FormData) -> Response:
    """Applies the weights of the form to every candidate of the batch."""
    at = await opened(request)
    asked = batch_service_pb2.RescoreBatchRequest(batch_id=at.batch.batch_id, rubric=rubric_from(form, at.batch.rubric))
    calls = calls_of(request)
    await calls.ask(calls.backend.batches.RescoreBatch, asked)
    return redirect(f"{item_path(at.batch.batch_id, at.item.item_id)}?rescored")


def rubric_from(form: FormData, rubric: rubric_pb2.Rubric) -> rubric_pb2.Rubric:
    """Returns a rubric with the requirements, weights and gates of a form; what the form leaves out stays.

    Raises:
        HTTPException: 400 where a field holds what no page sends.
    """
    edited = rubric_pb2.Rubric()
    edited.CopyFrom(rubric)
    for criterion in edited.criteria:
        _edit(criterion, form)
    return edited


def _edit(criterion: rubric_pb2.Criterion, form: FormData) -> None:
    requirement = form.get(f"requirement.{criterion.criterion_id}")
    if requirement is None:
        return
    if requirement not in _REQUIREMENTS:
        raise HTTPException(400)
    criterion.requirement = rubric_pb2.Criterion.Requirement.Value(str(requirement))
    criterion.gate = form.get(f"gate.{criterion.criterion_id}") is not None
    weight = str(form.get(f"weight.{criterion.criterion_id}", "")).strip()
    criterion.ClearField("weight")
    if weight:
        criterion.weight = _weight(weight)


def _weight(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 3 and int(text) <= _HEAVIEST):
        raise HTTPException(400)
    return int(text)


def with_answer(at: Opened, answer: screening_service_pb2.RescoreResponse, rubric: rubric_pb2.Rubric) -> Opened:
    """Returns a candidate with another answer, and with the rubric that it was computed under."""
    batch, item = batch_service_pb2.Batch(), batch_service_pb2.BatchItem()
    batch.CopyFrom(at.batch)
    batch.rubric.CopyFrom(rubric)
    item.CopyFrom(at.item)
    item.screening.CopyFrom(answer.screenings[0])
    return replace(at, batch=batch, item=item)


def _card(at: Opened, words: Phrases) -> Card:
    ranked = shown(at.item, {}, revealed=at.revealed)
    return card_of("candidate", ranked, answer_of(ranked), words)


def score_json(card: Card, words: Phrases, before: int | None) -> dict[str, object]:
    """Returns the parts of a score as the page shows them.

    Args:
        card: The answer under the weights that are tried out.
        words: The language of the page.
        before: Match score under those of the batch, None without one.
    """
    screening = card.screening
    score = screening.match_score
    shown_score = "–" if score is None else str(score)
    difference = "" if score is None or before is None or score == before else f"{score - before:+d}"
    recommended = named(words, "recommendation", screening.recommendation)
    said = "candidate_said" if difference else "candidate_said_same"
    return {
        "score": shown_score,
        "total": card.total,
        "rounded": bool(card.total) and not card.total.endswith(".0"),
        "difference": difference,
        "recommendation": screening.recommendation,
        "recommended": recommended,
        "said": words.say(said, score=shown_score, difference=difference, recommended=recommended),
        "summary": screening.summary,
        "coverage": words.say("coverage_long", percent=percent(screening.coverage)),
        "rows": {
            row.criterion.criterion_id: {
                "share": row.row.share,
                "points": row.row.points,
                "usual": row.usual_weight,
                "left": row.column.left,
                "width": row.column.width,
            }
            for row in score_rows(card)
        },
    }
