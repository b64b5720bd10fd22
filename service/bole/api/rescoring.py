"""`Rescore` as one piece of work for a worker process: a thousand screenings take seconds to convert."""

from __future__ import annotations

from bole.api import messages, requests
from bole.domain.rubric import Rubric
from bole.evidence.rescoring import rescore
from bole.v1 import screening_service_pb2 as pb


def rescored(request: bytes, rubric: Rubric) -> bytes:
    """Answers a serialised `RescoreRequest` with a serialised `RescoreResponse`; `rubric` is its rubric, checked."""
    screenings = requests.stored(pb.RescoreRequest.FromString(request))
    answers = [messages.screening(rescore(one, rubric)) for one in screenings]
    return pb.RescoreResponse(screenings=answers).SerializeToString()
