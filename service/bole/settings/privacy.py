"""What keeps people's data from those whom it does not concern."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, Field, SecretStr


class PrivacySettings(BaseModel):
    """Keys, and how long what is kept."""

    candidate_id_key: SecretStr = Field(
        default=SecretStr("bole-candidate-id"),
        min_length=8,
        description="Key of the digest that names candidates without an identifier; set your own.",
    )
    master_keys: SecretStr | None = Field(
        default=None,
        description="Master keys that wrap the keys of what is kept, `NAME:BASE64` parted by commas, the newest first; "
        "unset with SQLite: a file beside the keys is made at the first start.",
    )
    key_database: SecretStr | None = Field(
        default=None,
        description="Where the keys of what is kept lie, another database than `BOLE_DATABASE`: its address, with the "
        "same password where it holds none; unset with SQLite: a file beside it whose name ends in `-keys`.",
    )
    document_days: int = Field(
        default=90, ge=1, le=36500, description="Days that documents are kept after their batch has ended."
    )
    result_days: int = Field(
        default=365, ge=1, le=36500, description="Days that batches and their results are kept after they have ended."
    )
    ledger_days: int = Field(
        default=1461,
        ge=1,
        le=36500,
        description="Days that decisions are kept, the names in them no longer than results.",
    )
    contest_contact: str = Field(
        default="",
        max_length=500,
        description="Where applicants contest a result, for their reports: an address, a name, a number.",
    )
    retention: Path | None = Field(
        default=None,
        description="YAML file of tenants for whom other times hold: `tenants: {NAME: {document_days: 30}}`.",
    )
