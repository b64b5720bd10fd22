"""Stored answers as callers see them: under their rubric, in the view that they ask for."""

from __future__ import annotations

from bole.api import messages, stored_screenings
from bole.api.stored_forms import answer_message
from bole.domain.answers import StoredAnswer
from bole.domain.ports import Workers
from bole.domain.rubric import Rubric
from bole.evidence.rescoring import rescore
from bole.v1 import batch_service_pb2


async def shown_answer(
    answer: StoredAnswer, rubric: Rubric, workers: Workers, *, full: bool
) -> batch_service_pb2.BatchItem:
    """Returns screening, contact and profile of an answer; the arithmetic of another rubric runs in a worker process.

    Raises:
        BoleError: STORAGE_MISMATCH, or FINDINGS_MISMATCH where the rubric asks something else.
    """
    if answer.rubric_digest == rubric.rubric_digest:
        return answer_under(answer, rubric, full=full)
    rendered = await workers.run(_rendered, answer, rubric, full=full)
    return batch_service_pb2.BatchItem.FromString(rendered)


def answer_under(answer: StoredAnswer, rubric: Rubric, *, full: bool) -> batch_service_pb2.BatchItem:
    """Returns screening, contact and profile of an answer under a rubric.

    Args:
        answer: As it is kept.
        rubric: With the same criteria; where it weighs them otherwise, the answer is computed anew.
        full: With criteria, dimensions and details of red flags.

    Raises:
        BoleError: STORAGE_MISMATCH, or FINDINGS_MISMATCH where the rubric asks something else.
    """
    message = answer_message(answer.payload)
    if answer.rubric_digest != rubric.rubric_digest:
        screening = stored_screenings.screening(message.screening, "screening")
        message.screening.CopyFrom(messages.screening(rescore(screening, rubric)))
    if not full:
        message.screening.ClearField("criteria")
        message.screening.ClearField("dimensions")
        message.screening.ClearField("red_flag_details")
    return message


def _rendered(answer: StoredAnswer, rubric: Rubric, *, full: bool) -> bytes:
    return answer_under(answer, rubric, full=full).SerializeToString()
