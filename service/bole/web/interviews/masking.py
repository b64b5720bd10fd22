"""Keeps out of a kit who the candidate is, until somebody has asked for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeAlias

from starlette.requests import Request

from bole.api.stored_items import ranked
from bole.domain.interview import InterviewKit, InterviewQuestion
from bole.domain.spans import Span
from bole.reports.blinding import blinded_kit
from bole.v1 import screening_service_pb2
from bole.web.interviews.place import Place
from bole.web.masking import masked
from bole.web.pages import calls_of

KitMask: TypeAlias = Callable[[InterviewKit], InterviewKit]


async def kit_mask(request: Request, place: Place) -> KitMask:
    """Returns what masks a kit as the service wrote it, as the page of the candidate masks quotes and sentences.

    What a person typed is theirs and stays as it is: the mask is for what is new in a kit.
    """
    if place.revealed:
        return lambda kit: kit
    calls = calls_of(request)
    asked = screening_service_pb2.ParseResumeRequest(batch_document=place.document, as_of=place.batch.as_of)
    read = await calls.ask(calls.backend.screening.ParseResume, asked)
    personal = tuple(Span(one.start, one.end) for one in read.personal_spans)
    candidate = ranked(place.item).candidate
    return lambda kit: blinded_kit(_with_quotes_cut(kit, personal), candidate.contact, candidate.profile)


def _with_quotes_cut(kit: InterviewKit, personal: Sequence[Span]) -> InterviewKit:
    def cut(question: InterviewQuestion) -> InterviewQuestion:
        return replace(
            question,
            evidence=tuple(replace(one, quote=masked(one.quote, one.span, personal)) for one in question.evidence),
        )

    return replace(kit, questions=tuple(map(cut, kit.questions)), core_questions=tuple(map(cut, kit.core_questions)))
