"""Every metric of the service, one row each: docs/metrics.md repeats them for operators."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bole.domain.measuring import Count, Distribution

PREFIX = "bole_"
"""What every name begins with."""

_CALL_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0)
_STAGE_BUCKETS = (0.0005, 0.001, 0.0025, *_CALL_BUCKETS)
_SCORE_BUCKETS = tuple(float(score) for score in range(0, 101, 10))


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """One metric.

    Attributes:
        says: What it tells operators.
        labels: In the order in which measurements name them.
        buckets: Upper bounds, of a histogram alone.
        known: Label values that are shown as 0 from the start, so that a rate of them is 0 rather than missing.
    """

    says: str
    labels: tuple[str, ...] = ()
    buckets: tuple[float, ...] = ()
    known: tuple[tuple[str, ...], ...] = ()

    @property
    def rubric_at(self) -> int | None:
        """Where among the labels the rubric stands, whose values have to be bounded; None without one."""
        return self.labels.index("rubric") if "rubric" in self.labels else None


class State(StrEnum):
    """What is read when it is asked for: it is the case, rather than that it happens."""

    CALLS_IN_PROGRESS = "calls_in_progress"
    QUEUE_LENGTH = "queue_length"
    QUEUE_OLDEST_SECONDS = "queue_oldest_seconds"
    MODEL_SERVER_UP = "model_server_up"
    MODEL_SERVER_IN_FLIGHT = "model_server_in_flight"
    MODEL_SERVER_LIMIT = "model_server_limit"
    BATCHES = "batches"
    WORKER_PROCESSES = "worker_processes"
    WORKER_MEMORY_BYTES = "worker_memory_bytes"
    DISK_FREE_BYTES = "disk_free_bytes"
    DISK_SIZE_BYTES = "disk_size_bytes"
    CERTIFICATE_EXPIRES = "certificate_expires_timestamp_seconds"
    CLEANED = "cleaned_timestamp_seconds"


COUNTERS: dict[Count, Family] = {
    Count.CALLS: Family(says="Calls that ended, by gRPC status code.", labels=("method", "code")),
    Count.ITEMS: Family(
        says="Items of streams that ended: OK, or the reason of their error.",
        labels=("method", "reason"),
        known=(("ScreenResumes", "OK"),),
    ),
    Count.REFUSED_CALLS: Family(says="Calls that were refused before work on them began.", labels=("reason",)),
    Count.MODEL_TOKENS: Family(
        says=(
            "Tokens as the model server counts them: of prompts, of answers, and those of prompts that it had in its "
            "cache."
        ),
        labels=("kind",),
        known=(("prompt",), ("completion",), ("reused",)),
    ),
    Count.MODEL_REQUESTS: Family(
        says="Requests to the model: ok, or the reason of their error.", labels=("outcome",), known=(("ok",),)
    ),
    Count.MODEL_OUTPUTS: Family(
        says="Questions by what the model wrote: valid at once, repaired by asking again, invalid for good.",
        labels=("outcome",),
        known=(("valid",), ("repaired",), ("invalid",)),
    ),
    Count.EVIDENCE: Family(
        says=(
            "Quotes of engines: how they were found in the document, and whether they are about the criterion. What "
            "failed stands in no document: its share is the rate of invented quotes."
        ),
        labels=("engine", "alignment", "topic"),
    ),
    Count.NARRATIVE_SENTENCES: Family(
        says=(
            "Sentences of a model on the experience: kept, dropped because the documents do not say so, or mixed with "
            "another language than was asked for and dropped."
        ),
        labels=("outcome",),
        known=(("kept",), ("dropped",), ("mixed",)),
    ),
    Count.OUTPUT_LANGUAGE: Family(
        says=(
            "Answers of a model by the language of their texts: right at once, repaired by asking again, flagged "
            "because some text still is in another language than was asked for."
        ),
        labels=("task", "language", "outcome"),
        known=tuple(
            (task, language, outcome)
            for task in ("screening", "interview")
            for language in ("zh", "en")
            for outcome in ("right", "repaired", "flagged")
        ),
    ),
    Count.DOCUMENTS: Family(
        says="Documents: read, or the reason of their error. The media type of those whose process died is unknown.",
        labels=("media_type", "outcome"),
    ),
    Count.HIDDEN_TEXT: Family(says="Findings of text that a person cannot see.", labels=("kind",)),
    Count.SCREENINGS: Family(
        says="Screenings that were computed; one that was kept before is not computed again.",
        labels=("engine", "recommendation", "rubric", "degraded"),
    ),
    Count.BATCH_ITEMS: Family(
        says="Items of batches that ended: OK, or the reason of their error.", labels=("outcome",), known=(("OK",),)
    ),
    Count.ANSWERS: Family(
        says="Questions whose answer was kept before, and those that an engine was asked.",
        labels=("outcome",),
        known=(("kept_before",), ("asked",)),
    ),
}

HISTOGRAMS: dict[Distribution, Family] = {
    Distribution.CALL_SECONDS: Family(
        says="Time of a call; of a stream from its beginning to its end.", labels=("method",), buckets=_CALL_BUCKETS
    ),
    Distribution.STAGE_SECONDS: Family(
        says=(
            "Time of a stage: parse (a document; ocr, a picture or page, is a part of it), prompt, queue (to be let "
            "in, for a worker process, for the model), model, validate, align, store."
        ),
        labels=("stage",),
        buckets=_STAGE_BUCKETS,
    ),
    Distribution.MATCH_SCORE: Family(
        says="Match scores of the screenings that were computed and have one.",
        labels=("engine", "rubric"),
        buckets=_SCORE_BUCKETS,
    ),
}

GAUGES: dict[State, Family] = {
    State.CALLS_IN_PROGRESS: Family(says="Calls in progress.", labels=("priority",)),
    State.QUEUE_LENGTH: Family(
        says=(
            "Who waits: calls to be let in, pieces of work for a worker process, requests for a place at the model, "
            "items of batches to end."
        ),
        labels=("queue", "priority"),
    ),
    State.QUEUE_OLDEST_SECONDS: Family(
        says="How long the first in a queue has waited; of batches, the oldest one with items that have not ended.",
        labels=("queue", "priority"),
    ),
    State.MODEL_SERVER_UP: Family(says="1 where a model server is used, 0 while it is away.", labels=("server",)),
    State.MODEL_SERVER_IN_FLIGHT: Family(says="Requests in progress at a model server.", labels=("server",)),
    State.MODEL_SERVER_LIMIT: Family(
        says="The most requests that a model server is sent at a time.", labels=("server",)
    ),
    State.BATCHES: Family(says="Batches that are kept, of all replicas on the same database.", labels=("state",)),
    State.WORKER_PROCESSES: Family(says="Worker processes: busy or idle.", labels=("state",)),
    State.WORKER_MEMORY_BYTES: Family(says="Memory of all worker processes together."),
    State.DISK_FREE_BYTES: Family(
        says="Room on the disk of a folder that the service writes to: database (of SQLite), audit (of "
        "BOLE_AUDIT_LOG), temporary.",
        labels=("folder",),
    ),
    State.DISK_SIZE_BYTES: Family(says="Size of that disk.", labels=("folder",)),
    State.CERTIFICATE_EXPIRES: Family(
        says="When the first certificate of a file ends, in seconds since 1970: what lies there now.",
        labels=("certificate",),
    ),
    State.CLEANED: Family(
        says="When all that was kept long enough was ended last, or begun to be looked for, in seconds since 1970."
    ),
}

BUILD_INFO = "build_info"
BUILD = Family(says="Always 1: the version and the engine.", labels=("version", "engine"))
