"""What people decided on a candidate before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import grpc

from bole.v1 import review_service_pb2 as pb
from bole.v1 import screening_pb2
from bole.web.backend import Calls

OUTCOMES = ("ADVANCED", "KEPT", "DECLINED", "HIRED", "WITHDRAWN")
"""What can be decided, by its name in the contract."""

_MOST_SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionLine:
    """A decision as it is shown.

    `recommendation` and `match_score` are what the reviewer saw; empty, and None, where that was nothing.
    """

    outcome: str
    reason: str
    reviewer: str
    recorded: str
    recommendation: str
    match_score: int | None
    batch_id: str


async def decisions_on(calls: Calls, candidate_id: str, mask: Callable[[str], str]) -> tuple[DecisionLine, ...] | None:
    """Returns the last decisions on a candidate, the newest first; None where whoever asks may not see them."""
    if not candidate_id:
        return ()  # asked with none, the service lists those on everybody
    asked = pb.ListDecisionsRequest(candidate_id=candidate_id, page_size=_MOST_SHOWN)
    try:
        answer = await calls.ask(calls.backend.reviews.ListDecisions, asked)
    except grpc.aio.AioRpcError as error:
        if error.code() is grpc.StatusCode.PERMISSION_DENIED:
            return None
        raise
    return tuple(_line(one, mask) for one in answer.decisions)


def _line(message: pb.Decision, mask: Callable[[str], str]) -> DecisionLine:
    return DecisionLine(
        outcome=pb.Decision.Outcome.Name(message.outcome),
        reason=mask(message.reason),
        reviewer=message.reviewer,
        recorded=f"{message.create_time.ToDatetime():%Y-%m-%d %H:%M} UTC",
        recommendation=screening_pb2.Screening.Recommendation.Name(message.recommendation)
        if message.recommendation
        else "",
        match_score=message.match_score if message.HasField("match_score") else None,
        batch_id=message.batch_id,
    )
