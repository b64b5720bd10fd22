"""Who may call, and how they show who they are."""

from __future__ import annotations

from pathlib import Path
from typing import Self

from pydantic import BaseModel, Field, SecretStr, model_validator


class AccessSettings(BaseModel):
    """TLS, API keys, tokens and the record of who did what; and what the commands show to a server."""

    server_certificate: Path | None = Field(
        default=None, description="PEM file of the server's certificate with its chain; turns TLS on."
    )
    server_key: Path | None = Field(default=None, description="PEM file of its key.")
    client_authority: Path | None = Field(
        default=None,
        description="PEM file of the authority whose certificates clients have to show; unset: clients show none.",
    )
    api_keys: Path | None = Field(
        default=None,
        description="YAML file of API keys and client certificates (`bole key new`); with it, or `BOLE_JWT_KEYS`, "
        "callers have to show who they are.",
    )
    jwt_keys: Path | None = Field(
        default=None, description="JWKS file of the identity provider whose tokens are taken as well."
    )
    jwt_issuer: str = Field(default="", description="`iss` of these tokens.")
    jwt_audience: str = Field(default="", description="`aud` of these tokens.")
    jwt_bound: bool = Field(
        default=False,
        description="Take only tokens that are bound to the client's certificate (RFC 8705): others can be replayed.",
    )
    audit_log: Path | None = Field(
        default=None,
        description="File that gets a line for each access; needs a `BOLE_CANDIDATE_ID_KEY` of your own. Unset: none.",
    )
    allow_open_listening: bool = Field(
        default=False, description="Listen beyond this machine without TLS or without asking who calls."
    )
    server_authority: Path | None = Field(
        default=None,
        description="For commands with `--server`: PEM file of the authority that signed its certificate; "
        "turns TLS on.",
    )
    api_key: SecretStr | None = Field(default=None, description="For commands with `--server`: the API key to show.")
    token: SecretStr | None = Field(default=None, description="For commands with `--server`: the token to show.")
    client_certificate: Path | None = Field(
        default=None, description="For commands with `--server`: PEM file of the certificate to show."
    )
    client_certificate_key: Path | None = Field(
        default=None, description="For commands with `--server`: PEM file of its key."
    )

    @property
    def asks_who_calls(self) -> bool:
        """Tells whether callers have to show who they are."""
        return self.api_keys is not None or self.jwt_keys is not None

    @model_validator(mode="after")
    def _has_pairs(self) -> Self:
        for one, other, names in (
            (self.server_certificate, self.server_key, "BOLE_SERVER_CERTIFICATE and BOLE_SERVER_KEY"),
            (
                self.client_certificate,
                self.client_certificate_key,
                "BOLE_CLIENT_CERTIFICATE and BOLE_CLIENT_CERTIFICATE_KEY",
            ),
        ):
            if (one is None) != (other is None):
                raise ValueError(f"{names} belong together: set both, or none")
        if self.client_authority is not None and self.server_certificate is None:
            raise ValueError("BOLE_CLIENT_AUTHORITY needs BOLE_SERVER_CERTIFICATE: clients show certificates in TLS")
        return self

    @model_validator(mode="after")
    def _says_whose_tokens(self) -> Self:
        if self.jwt_keys is not None and not (self.jwt_issuer and self.jwt_audience):
            raise ValueError("BOLE_JWT_KEYS needs BOLE_JWT_ISSUER and BOLE_JWT_AUDIENCE: tokens of others are no use")
        if self.jwt_bound and self.client_authority is None:
            raise ValueError("BOLE_JWT_BOUND needs BOLE_CLIENT_AUTHORITY: tokens are bound to client certificates")
        return self

    @model_validator(mode="after")
    def _shows_one_credential(self) -> Self:
        if self.api_key is not None and self.token is not None:
            raise ValueError("BOLE_API_KEY and BOLE_TOKEN are both set: a call shows one of them")
        return self
