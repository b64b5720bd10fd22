"""What operators see of the service."""

from __future__ import annotations

from pydantic import BaseModel


class TelemetrySettings(BaseModel):
    """Metrics, logs and traces."""
