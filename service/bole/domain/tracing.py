"""Spans of the work that goes on, for whoever records them; next to nothing while nobody does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from enum import StrEnum
from typing import Protocol


class SpanName(StrEnum):
    """What a span is about, beside calls, which have the names of their methods, and stages."""

    ITEM = "item"
    """One candidate of a stream or a batch."""
    MODEL = "model"
    """One request to the model, with its waits for a place and its attempts."""
    ATTEMPT = "model.attempt"
    """One call of a model server, which is told the identifier of this span."""


class OpenSpan(Protocol):
    """A span that has not ended."""

    def tell(self, **fields: object) -> None:
        """Adds attributes, as far as the allow-list of log lines (`domain.events`) lets them through."""
        ...


class Tracer(Protocol):
    """Records spans; quick, for use from the event loop."""

    def call(self, method: str, headers: Mapping[str, str]) -> AbstractContextManager[OpenSpan]:
        """Records the block as a call of `method`, in the trace that the caller's `headers` name, else in a new one."""
        ...

    def span(self, name: SpanName, **fields: object) -> AbstractContextManager[OpenSpan]:
        """Records the block as a part of what goes on here, or as the first span of a trace."""
        ...

    def headers(self) -> dict[str, str]:
        """Returns the headers that tell another server which span asks it."""
        ...


class _NoSpan:
    def tell(self, **fields: object) -> None:
        """Forgets them."""


_TRACER: ContextVar[Tracer | None] = ContextVar("bole_tracer", default=None)
_NO_SPAN: AbstractContextManager[OpenSpan] = nullcontext(_NoSpan())


@contextmanager
def traced_by(tracer: Tracer | None) -> Iterator[None]:
    """Has `tracer` record the work of the block, and of the tasks that it starts."""
    before = _TRACER.set(tracer)
    try:
        yield
    finally:
        _TRACER.reset(before)


@contextmanager
def traced_call(tracer: Tracer | None, method: str, headers: Mapping[str, str]) -> Iterator[OpenSpan]:
    """Has `tracer`, None for nobody, record the block as a call (`Tracer.call`) and all work of it."""
    if tracer is None:
        yield _NoSpan()
        return
    with traced_by(tracer), tracer.call(method, headers) as opened:
        yield opened


def span(name: SpanName, **fields: object) -> AbstractContextManager[OpenSpan]:
    """Records the block, however it ends, with what the allow-list lets through of `fields`."""
    tracer = _TRACER.get()
    return _NO_SPAN if tracer is None else tracer.span(name, **fields)


def trace_headers() -> dict[str, str]:
    """Returns the headers that tell another server which span asks it; none while nobody records."""
    tracer = _TRACER.get()
    return {} if tracer is None else tracer.headers()
