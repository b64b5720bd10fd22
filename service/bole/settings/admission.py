"""How much is taken at once, and for how long."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, Field


class AdmissionSettings(BaseModel):
    """Limits of calls."""

    message_limit_bytes: int = Field(default=64 * 1024 * 1024, ge=4096, description="Largest gRPC message, in bytes.")
    request_limit_bytes: int = Field(
        default=1024 * 1024 * 1024,
        ge=4096,
        description="Bytes of all requests in work from which on no further one is let in, or read from a stream.",
    )
    call_limit: int = Field(
        default=256,
        ge=1,
        description="Most calls in progress, however well it goes; as few as keep worker processes and model busy are "
        "let in at once.",
    )
    call_queue_limit: int = Field(default=256, ge=0, description="Most calls that wait to be let in.")
    call_queue_seconds: float = Field(
        default=2.0,
        gt=0,
        description="A call that would wait longer to be let in is told at once to come back; while calls are, so is "
        "one that would wait longer than a tenth of a second or of a call.",
    )
    work_queue_seconds: float = Field(
        default=0.1,
        gt=0,
        description="How long work that somebody waits for may wait for a worker process or the model before fewer "
        "calls are let in.",
    )
    stream_limit: int = Field(default=64, ge=1, description="`ScreenResumes` streams in progress.")
    watch_limit: int = Field(default=512, ge=1, description="`WatchBatch` and other calls that go on telling.")
    call_limit_seconds: float = Field(
        default=120.0, gt=0, description="Deadline of unary calls that set none, in seconds."
    )
    stream_idle_seconds: float = Field(
        default=600.0, gt=0, description="A `ScreenResumes` stream in which nothing moves for so long is ended."
    )
    slow_client_seconds: float = Field(
        default=30.0, gt=0, description="A stream or watch whose client takes nothing for so long is ended."
    )
    tenant_calls: int | None = Field(
        default=None, ge=1, description="Calls at the same time of one tenant, and as many watches; unset: no limit."
    )
    tenant_calls_per_minute: int | None = Field(
        default=None, ge=1, description="Calls a minute of one tenant; unset: no limit."
    )
    tenant_batch_items: int | None = Field(
        default=None, ge=1, description="Items of batches of one tenant that have not ended; unset: no limit."
    )
    tenant_limits: Path | None = Field(
        default=None, description="YAML file with limits of single tenants (`docs/limits.md`)."
    )
    connection_age_seconds: float = Field(
        default=3600.0,
        gt=0,
        description="A client is told to connect anew after so long, so that replicas share the load; what runs goes "
        "on for another day.",
    )
    grace_seconds: float = Field(
        default=30.0, ge=0, description="Time for calls in progress after SIGTERM, in seconds."
    )
