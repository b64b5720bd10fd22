"""What keeps people's data from those whom it does not concern."""

from __future__ import annotations

from pydantic import BaseModel, Field, SecretStr


class PrivacySettings(BaseModel):
    """Keys."""

    candidate_id_key: SecretStr = Field(
        default=SecretStr("bole-candidate-id"),
        min_length=8,
        description="Key of the digest that names candidates without an identifier; set your own.",
    )
