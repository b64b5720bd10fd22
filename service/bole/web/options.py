"""What the console is run with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class WebOptions:
    """How the console behaves.

    Attributes:
        hosts: Names and addresses that browsers may reach it under, in lower case, without ports.
        https: It is reached by HTTPS alone: cookies are never sent in plain text.
        idle_seconds: Time after which a session ends in which nothing is done.
        session_seconds: Time after which every session ends.
        upload_bytes: Longest upload.
        document_bytes: Longest document, as the service takes it.
        reports: Folder of HTML reports; None for no such page.
    """

    hosts: frozenset[str]
    https: bool = False
    idle_seconds: float = 30 * 60
    session_seconds: float = 10 * 3600
    upload_bytes: int = 256 * 1024 * 1024
    document_bytes: int = 20 * 1024 * 1024
    reports: Path | None = None
