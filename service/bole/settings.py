"""Settings from the environment, read once at start."""

from __future__ import annotations

import os
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What an operator may set; every field is the variable `BOLE_` and its name in capitals."""

    model_config = SettingsConfigDict(env_prefix="BOLE_", frozen=True, extra="forbid")

    engine: Literal["rules"] = Field(default="rules", description="Engine that answers.")
    listen: str = Field(default="127.0.0.1:50051", description="Address and port of the gRPC server.")
    processes: int = Field(
        default_factory=lambda: os.cpu_count() or 1, ge=1, le=256, description="Worker processes for CPU work."
    )
    document_limit_bytes: int = Field(default=20 * 1024 * 1024, ge=1, description="Largest document, in bytes.")
    document_limit_pages: int = Field(default=200, ge=1, description="Longest document, in pages.")
    document_limit_seconds: float = Field(default=30.0, gt=0, description="Longest time for one document, in seconds.")
    document_limit_mebibytes: int = Field(default=1024, ge=64, description="Most memory for one document, in MiB.")
    message_limit_bytes: int = Field(default=64 * 1024 * 1024, ge=4096, description="Largest gRPC message, in bytes.")
    call_limit: int = Field(default=256, ge=1, description="Calls in progress before new ones are told to come back.")
    call_limit_seconds: float = Field(
        default=120.0, gt=0, description="Deadline of unary calls that set none, in seconds."
    )
    grace_seconds: float = Field(
        default=30.0, ge=0, description="Time for calls in progress after SIGTERM, in seconds."
    )
    candidate_id_key: SecretStr = Field(
        default=SecretStr("bole-candidate-id"),
        description="Key of the digest that names candidates without an identifier; set your own.",
    )
