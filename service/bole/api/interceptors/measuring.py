"""Measures every call, and has everything that is done for it measured."""

from __future__ import annotations

import time

from bole.api.error_status import code_of
from bole.api.interceptors.wrapping import Behavior, Called, Context, WrappingInterceptor
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.measuring import Count, Distribution, Measures, listening

_REFUSALS = frozenset(
    {
        ErrorReason.SERVER_OVERLOADED,
        ErrorReason.SERVER_STOPPING,
        ErrorReason.QUOTA_EXCEEDED,
        ErrorReason.CREDENTIALS_MISSING,
        ErrorReason.CREDENTIALS_INVALID,
        ErrorReason.ROLE_MISSING,
    }
)
"""Reasons for which a call is refused before anything is done for it."""


class MeasuringInterceptor(WrappingInterceptor):
    """Counts calls by their end, and takes the time of those that were let in.

    The time of refusals is left out: they take none, and would make the service look quick while it turns callers away.
    """

    def __init__(self, measures: Measures) -> None:
        """Keeps who is told."""
        self._measures = measures

    async def around(self, proceed: Behavior, request: object, context: Context, called: Called) -> object:
        """Runs the call while `measures` listens."""
        method = called.method.rpartition("/")[2]
        began = time.perf_counter()
        error: BaseException | None = None
        try:
            with listening(self._measures):
                return await proceed(request, context)
        except BaseException as raised:
            error = raised
            raise
        finally:
            code = "OK" if error is None else code_of(error, context).name
            self._tell(method, code, error, time.perf_counter() - began)

    def _tell(self, method: str, code: str, error: BaseException | None, seconds: float) -> None:
        self._measures.count(Count.CALLS, (method, code), 1)
        if isinstance(error, BoleError) and error.reason in _REFUSALS:
            self._measures.count(Count.REFUSED_CALLS, (error.reason.value,), 1)
        else:
            self._measures.observe(Distribution.CALL_SECONDS, (method,), seconds)
