"""Metrics: every one of them has a name, a bound, and a row in the documentation."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from opentelemetry import trace
from prometheus_client import REGISTRY, generate_latest
from prometheus_client.openmetrics.exposition import generate_latest as generate_openmetrics

from bole.domain.batches import BatchState
from bole.domain.generation import Priority
from bole.domain.measuring import Count, Distribution, Stage
from bole.domain.service_state import ModelServerState, QueueName, QueueState, ServiceState, WorkerState
from bole.telemetry.families import BUILD, BUILD_INFO, COUNTERS, GAUGES, HISTOGRAMS, PREFIX, Family, State
from bole.telemetry.metrics import MOST_RUBRICS, Metrics

DOCUMENTATION = Path(__file__).resolve().parents[3] / "docs" / "metrics.md"
TRACE_ID = 0x0AF7651916CD43DD8448EB211C80319C
STATE = ServiceState(
    queues=(
        QueueState(queue=QueueName.MODEL, priority=Priority.INTERACTIVE, length=3, oldest_seconds=1.5),
        QueueState(queue=QueueName.BATCH, priority=Priority.BATCH, length=9, oldest_seconds=60.0),
    ),
    calls_in_progress={Priority.INTERACTIVE: 2, Priority.BATCH: 1},
    model_servers=(ModelServerState(server="triton:8001", up=True, in_flight=5, limit=12),),
    workers=WorkerState(busy=1, idle=3, resident_bytes=1000),
    batches={BatchState.RUNNING: 4},
)


def metrics(state: ServiceState = STATE) -> Metrics:
    return Metrics(engine="rules", state=lambda: state)


def value(told: Metrics, name: str, labels: Mapping[str, str] | None = None) -> float | None:
    return told.registry.get_sample_value(name, dict(labels or {}))


def test_everything_that_can_be_measured_has_a_metric() -> None:
    """A new measurement without one would fail the call that makes it."""
    assert set(COUNTERS) == set(Count)
    assert set(HISTOGRAMS) == set(Distribution)
    assert set(GAUGES) == set(State)


def test_measurements_become_samples() -> None:
    told = metrics()

    told.count(Count.CALLS, ("ScreenResume", "OK"), 1)
    told.count(Count.CALLS, ("ScreenResume", "OK"), 1)
    told.observe(Distribution.CALL_SECONDS, ("ScreenResume",), 0.2)
    told.stage(Stage.PARSE, 10.0, 10.5)

    assert value(told, "bole_calls_total", {"method": "ScreenResume", "code": "OK"}) == 2
    assert value(told, "bole_call_seconds_bucket", {"method": "ScreenResume", "le": "0.1"}) == 0
    assert value(told, "bole_call_seconds_bucket", {"method": "ScreenResume", "le": "0.25"}) == 1
    assert value(told, "bole_stage_seconds_sum", {"stage": "parse"}) == 0.5


def test_the_case_is_read_when_it_is_asked_for() -> None:
    told = metrics()

    queue = {"queue": "model", "priority": "interactive"}
    assert value(told, "bole_queue_length", queue) == 3
    assert value(told, "bole_queue_oldest_seconds", queue) == 1.5
    assert value(told, "bole_calls_in_progress", {"priority": "batch"}) == 1
    assert value(told, "bole_model_server_up", {"server": "triton:8001"}) == 1
    assert value(told, "bole_model_server_in_flight", {"server": "triton:8001"}) == 5
    assert value(told, "bole_model_server_limit", {"server": "triton:8001"}) == 12
    assert value(told, "bole_batches", {"state": "running"}) == 4
    assert value(told, "bole_worker_processes", {"state": "idle"}) == 3
    assert value(told, "bole_worker_memory_bytes") == 1000


def test_a_part_that_is_not_there_has_no_gauge() -> None:
    """A zero would say that there are no batches, rather than that nobody knows."""
    shown = generate_latest(metrics(ServiceState()).registry).decode()

    assert "bole_queue_length{" not in shown
    assert "bole_batches{" not in shown
    assert "bole_worker_memory_bytes " not in shown


def test_rubrics_beyond_fifty_are_counted_together() -> None:
    """Callers make as many as they please; nothing is lost of the sum."""
    told = metrics()

    for number in range(200):
        rubric = f"{number:08x}"
        told.count(Count.SCREENINGS, ("rules", "REVIEW", rubric, "false"), 1)
        told.observe(Distribution.MATCH_SCORE, ("rules", rubric), 50)

    samples = [one for family in told.registry.collect() for one in family.samples]
    screenings = [one for one in samples if one.name == "bole_screenings_total"]
    assert len({one.labels["rubric"] for one in screenings}) == MOST_RUBRICS + 1
    assert sum(one.value for one in screenings) == 200
    assert value(told, "bole_match_score_count", {"engine": "rules", "rubric": "other"}) == 200 - MOST_RUBRICS


def test_rates_of_what_may_never_happen_are_zero_from_the_start() -> None:
    told = metrics()

    assert value(told, "bole_narrative_sentences_total", {"outcome": "dropped"}) == 0
    assert value(told, "bole_model_outputs_total", {"outcome": "invalid"}) == 0


@pytest.mark.parametrize("sampled", [True, False])
def test_a_recorded_trace_is_named_beside_what_it_measured(*, sampled: bool) -> None:
    told = metrics()
    flags = trace.TraceFlags(trace.TraceFlags.SAMPLED if sampled else trace.TraceFlags.DEFAULT)
    span = trace.NonRecordingSpan(trace.SpanContext(TRACE_ID, 0xB7AD6B7169203331, is_remote=False, trace_flags=flags))

    with trace.use_span(span):
        told.observe(Distribution.CALL_SECONDS, ("ScreenResume",), 0.2)
        told.stage(Stage.PARSE, 1.0, 1.2)

    shown = generate_openmetrics(told.registry).decode()  # type: ignore[no-untyped-call]
    named = re.findall(r'^(bole_\w+)_bucket.* # \{trace_id="(\w+)"\}', shown, re.MULTILINE)
    expected = [(name, f"{TRACE_ID:032x}") for name in ("bole_call_seconds", "bole_stage_seconds")]
    assert named == (expected if sampled else [])


def test_the_registry_is_its_own() -> None:
    """Two services in one process do not meet, and nothing is left behind of either."""
    one, other = metrics(), metrics()
    one.count(Count.REFUSED_CALLS, ("QUOTA_EXCEEDED",), 1)

    assert value(other, "bole_refused_calls_total", {"reason": "QUOTA_EXCEEDED"}) is None
    assert not [family for family in REGISTRY.collect() if family.name.startswith(PREFIX)]


def test_no_label_could_name_who_it_is_about() -> None:
    """Labels are those of the list; tenants, candidates and files are none of them."""
    families = [*COUNTERS.values(), *HISTOGRAMS.values(), *GAUGES.values(), BUILD]
    assert {label for one in families for label in one.labels} == {
        *("method", "code", "reason", "outcome", "kind", "alignment", "topic", "media_type", "engine"),
        *("recommendation", "rubric", "degraded", "stage", "priority", "queue", "server", "state", "version"),
        *("folder", "certificate", "task", "language"),
    }


def test_the_documentation_has_a_row_for_every_metric() -> None:
    """The rows are those of the code, word for word."""
    rows = [line for line in DOCUMENTATION.read_text(encoding="utf-8").splitlines() if line.startswith("| `bole_")]

    assert rows == [
        *(row(f"{what}_total", "counter", family) for what, family in COUNTERS.items()),
        *(row(what, "histogram", family) for what, family in HISTOGRAMS.items()),
        *(row(which, "gauge", family) for which, family in GAUGES.items()),
        row(BUILD_INFO, "gauge", BUILD),
    ]


def row(name: str, kind: str, family: Family) -> str:
    labels = ", ".join(f"`{label}`" for label in family.labels)
    return f"| `{PREFIX}{name}` | {kind} | {labels} | {family.says} |"
