"""Where the service listens, and what it works with."""

from __future__ import annotations

import os
from pathlib import Path

from pydantic import BaseModel, Field


class ServiceSettings(BaseModel):
    """The process itself."""

    listen: str = Field(default="127.0.0.1:50051", description="Address and port of the gRPC server.")
    processes: int = Field(
        default_factory=lambda: os.cpu_count() or 1, ge=1, le=256, description="Worker processes for CPU work."
    )
    roles: Path | None = Field(
        default=None,
        description="Folder with role files of your own, in the place of those of the package or beside them "
        "(`docs/roles.md`).",
    )
