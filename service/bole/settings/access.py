"""Who may call, and how they show who they are."""

from __future__ import annotations

from pydantic import BaseModel


class AccessSettings(BaseModel):
    """TLS, API keys, tokens and the record of who did what."""
