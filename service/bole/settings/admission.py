"""How much is taken at once, and for how long."""

from __future__ import annotations

from pydantic import BaseModel, Field


class AdmissionSettings(BaseModel):
    """Limits of calls."""

    message_limit_bytes: int = Field(default=64 * 1024 * 1024, ge=4096, description="Largest gRPC message, in bytes.")
    call_limit: int = Field(default=256, ge=1, description="Calls in progress before new ones are told to come back.")
    call_limit_seconds: float = Field(
        default=120.0, gt=0, description="Deadline of unary calls that set none, in seconds."
    )
    grace_seconds: float = Field(
        default=30.0, ge=0, description="Time for calls in progress after SIGTERM, in seconds."
    )
