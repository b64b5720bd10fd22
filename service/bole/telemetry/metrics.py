"""Measurements as Prometheus metrics, in a registry of their own."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import version

from opentelemetry import trace
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, disable_created_metrics

from bole.domain.measuring import Count, Distribution, Labels, Stage
from bole.domain.service_state import ServiceState
from bole.telemetry.families import BUILD, BUILD_INFO, COUNTERS, HISTOGRAMS, PREFIX, Family
from bole.telemetry.state import StateCollector

MOST_RUBRICS = 50
"""Rubrics that are told apart; all others are counted together."""
OTHER_RUBRICS = "other"

_WITH_EXEMPLARS = frozenset({Distribution.CALL_SECONDS, Distribution.STAGE_SECONDS})


class Metrics:
    """Takes measurements (`Measures`) and shows them, with what is the case now, in `registry`."""

    def __init__(self, *, engine: str, state: Callable[[], ServiceState]) -> None:
        """Registers every metric.

        Args:
            engine: Name of the engine that the service runs.
            state: Returns what is the case now; called from another thread at each scrape, so that it must be quick.
        """
        disable_created_metrics()  # type: ignore[no-untyped-call]  # one series more for each, which nobody looks at
        self.registry = CollectorRegistry()
        self._counters = {what: _counter(what, family, self.registry) for what, family in COUNTERS.items()}
        self._histograms = {what: _histogram(what, family, self.registry) for what, family in HISTOGRAMS.items()}
        self._counted: dict[tuple[Count, Labels], Counter] = {}
        """What was counted before, to be found again at once; as bounded as its labels are."""
        self._observed: dict[tuple[Distribution, Labels], Histogram] = {}
        self._rubrics: set[str] = set()
        build = Gauge(PREFIX + BUILD_INFO, BUILD.says, BUILD.labels, registry=self.registry)
        build.labels(version("bole-screening"), engine).set(1)
        ProcessCollector(registry=self.registry)
        self.registry.register(StateCollector(state))

    def count(self, what: Count, labels: Labels, by: float) -> None:
        """Counts something."""
        child = self._counted.get((what, labels))
        if child is None:
            bounded = self._bounded(COUNTERS[what], labels)
            child = self._counters[what].labels(*bounded)
            if bounded is labels:
                self._counted[what, labels] = child
        child.inc(by)

    def observe(self, what: Distribution, labels: Labels, value: float) -> None:
        """Takes one value of a distribution; a trace that is recorded is named beside it."""
        child = self._observed.get((what, labels))
        if child is None:
            bounded = self._bounded(HISTOGRAMS[what], labels)
            child = self._histograms[what].labels(*bounded)
            if bounded is labels:
                self._observed[what, labels] = child
        child.observe(value, _exemplar() if what in _WITH_EXEMPLARS else None)

    def stage(self, which: Stage, began: float, ended: float) -> None:
        """Takes a stage from its beginning to its end."""
        self.observe(Distribution.STAGE_SECONDS, (which.value,), ended - began)

    def _bounded(self, family: Family, labels: Labels) -> Labels:
        """Puts rubrics beyond the first `MOST_RUBRICS` together: callers make new ones as they please."""
        at = family.rubric_at
        if at is None or labels[at] in self._rubrics:
            return labels
        if len(self._rubrics) < MOST_RUBRICS:
            self._rubrics.add(labels[at])
            return labels
        return (*labels[:at], OTHER_RUBRICS, *labels[at + 1 :])


def _counter(what: Count, family: Family, registry: CollectorRegistry) -> Counter:
    counter = Counter(PREFIX + what.value, family.says, family.labels, registry=registry)
    for labels in family.known:
        counter.labels(*labels)
    return counter


def _histogram(what: Distribution, family: Family, registry: CollectorRegistry) -> Histogram:
    return Histogram(PREFIX + what.value, family.says, family.labels, registry=registry, buckets=family.buckets)


def _exemplar() -> dict[str, str] | None:
    context = trace.get_current_span().get_span_context()
    if not (context.is_valid and context.trace_flags.sampled):
        return None
    return {"trace_id": trace.format_trace_id(context.trace_id)}
