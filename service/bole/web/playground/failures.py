"""What a form says of a call that failed."""

from __future__ import annotations

import grpc

from bole.domain.errors import ErrorReason
from bole.web.errors import Failure, failure_of

_OF_THE_FRAME = frozenset({ErrorReason.CREDENTIALS_MISSING, ErrorReason.CREDENTIALS_INVALID})


def failure_to_show(error: grpc.aio.AioRpcError) -> Failure:
    """Returns what went wrong, to be shown beside what the person had put in.

    Raises:
        grpc.aio.AioRpcError: The person has to sign in first.
    """
    failure = failure_of(error)
    if failure.reason in _OF_THE_FRAME:
        raise error
    return failure
