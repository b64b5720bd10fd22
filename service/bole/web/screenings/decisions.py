"""What people have decided on the candidates of a batch."""

from __future__ import annotations

from collections.abc import Mapping

import grpc

from bole.v1 import review_service_pb2 as pb
from bole.web.backend import Calls
from bole.web.sessions import Session

_MOST_DECISIONS = 1000
"""The newest ones of a batch; earlier ones stand on the pages of their candidates."""


async def outcomes(calls: Calls, batch_id: str, session: Session) -> Mapping[str, str]:
    """Returns the last outcome by name for each candidate who was decided on, by the candidate's identifier.

    Nothing for whoever may not see decisions: a session asks once, since every refusal goes on the record.
    """
    if not session.sees_decisions:
        return {}
    try:
        asked = pb.ListDecisionsRequest(batch_id=batch_id, page_size=_MOST_DECISIONS)
        answer = await calls.ask(calls.backend.reviews.ListDecisions, asked)
    except grpc.aio.AioRpcError as error:
        if error.code() is not grpc.StatusCode.PERMISSION_DENIED:
            raise
        session.sees_decisions = False
        return {}
    newest_last = reversed(answer.decisions)
    return {decision.candidate_id: pb.Decision.Outcome.Name(decision.outcome) for decision in newest_last}
