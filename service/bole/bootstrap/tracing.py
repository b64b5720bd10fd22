"""Spans of a running service: who records them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bole.domain.measuring import Measures
from bole.settings import Settings
from bole.telemetry.tracing import RecordedStages, SpanTracer, spans_sent


@asynccontextmanager
async def traced(settings: Settings) -> AsyncIterator[SpanTracer | None]:
    """Sends spans while the context lasts, and yields what records them; None where they are not wanted.

    Raises:
        BoleError: PART_NOT_INSTALLED, or ARGUMENT_INVALID for an address that is none.
    """
    if settings.otlp_endpoint is None:
        yield None
        return
    async with spans_sent(settings.otlp_endpoint) as tracer:
        yield tracer


def also_recorded(measures: Measures | None, tracer: SpanTracer | None) -> Measures | None:
    """Returns what measurements go to, so that stages become spans as well where those are wanted."""
    return measures if tracer is None else RecordedStages(measures, tracer)
