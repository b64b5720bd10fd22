"""What operators see of the service."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field


class TelemetrySettings(BaseModel):
    """Metrics, logs and traces."""

    metrics_listen: str | None = Field(
        default=None,
        description="HOST:PORT that metrics are served on, for Prometheus (docs/metrics.md); unset: nowhere.",
    )
    log_format: Literal["text", "json"] = Field(
        default="text", description="How lines of the log are written: text or json."
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="From which level on the service logs: DEBUG, INFO, WARNING or ERROR."
    )
    otlp_endpoint: str | None = Field(
        default=None,
        description="http:// or https:// address that spans are sent to by OTLP over gRPC; unset: nowhere.",
    )
