"""The console: where it listens, how long people stay signed in, what they may send."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, Field


class WebSettings(BaseModel):
    """What `bole web` is run with."""

    web_listen: str = Field(default="127.0.0.1:8080", description="Address and port of the console (`bole web`).")
    web_hosts: tuple[str, ...] = Field(
        default=(),
        description="Names that browsers reach the console under, as a JSON list, beside the address that it listens "
        "on: a request for any other name is refused.",
    )
    web_https: bool = Field(
        default=False,
        description="Browsers reach the console by HTTPS that something before it ends: its cookies never go in plain "
        "text. With `BOLE_SERVER_CERTIFICATE` it is so anyway.",
    )
    web_idle_minutes: int = Field(
        default=30, ge=1, le=1440, description="Minutes after which somebody who does nothing has to sign in again."
    )
    web_session_hours: int = Field(
        default=10, ge=1, le=168, description="Hours after which everybody has to sign in again."
    )
    web_upload_limit_bytes: int = Field(
        default=256 * 1024 * 1024, ge=1024, description="Bytes of one upload: a file, or an archive of many."
    )
    web_reports: Path | None = Field(
        default=None,
        description="Folder whose HTML reports, such as those of `bole evaluate` and `bole audit ll144`, the console "
        "shows under Reports to everybody who is signed in.",
    )
