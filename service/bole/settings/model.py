"""The language model that answers, and the way to it."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, Field, SecretStr, model_validator

Engine = Literal["rules", "encoder", "triton", "openai_compatible"]


class ModelSettings(BaseModel):
    """Engines, embedding models, Triton and OpenAI-compatible servers."""

    engine: Engine = Field(
        default="rules", description="Engine that answers: `rules`, `encoder`, `triton` or `openai_compatible`."
    )
    encoder_model: Path | None = Field(
        default=None,
        description="Folder of a sentence-embedding model in ONNX form (docs/encoder.md); needed by the engine "
        "`encoder`.",
    )
    triton_addresses: str = Field(
        default="127.0.0.1:8001", description="gRPC addresses of the Triton servers, parted by commas."
    )
    triton_root_certificates: Path | None = Field(
        default=None, description="PEM file of the authority that signed Triton's certificate; turns TLS on."
    )
    triton_client_certificate: Path | None = Field(
        default=None, description="PEM file of the certificate that the service shows to Triton."
    )
    triton_client_key: Path | None = Field(default=None, description="PEM file of its key.")
    triton_restricted_key: SecretStr | None = Field(
        default=None, description="`NAME=VALUE` of Triton's restricted protocols."
    )
    tokenizer: Path | None = Field(
        default=None, description="`tokenizer.json` of the served model; needed by the engine `triton`."
    )
    model_queue_limit: int = Field(
        default=1024,
        ge=1,
        description="Requests of each priority that wait for the model before new ones are told to come back.",
    )
    model_concurrency: int | None = Field(
        default=None,
        ge=1,
        description="Requests in flight at each model server; unset: 1.25 times what a Triton server runs at a time, "
        "and 16 at others.",
    )
    model_timeout_seconds: float = Field(
        default=300.0,
        gt=0,
        description="Longest time for one answer of the model in a stream without a deadline; unary calls end at "
        "`BOLE_CALL_LIMIT_SECONDS`.",
    )
    openai_base_url: str = Field(
        default="http://127.0.0.1:8000/v1", description="Address of the OpenAI-compatible server."
    )
    openai_model: str = Field(default="", description="Name of its model; needed by the engine `openai_compatible`.")
    openai_api_key: SecretStr = Field(default=SecretStr(""), description="Key that it asks for.")
    openai_root_certificates: Path | None = Field(
        default=None,
        description="PEM file of the authority that signed its certificate; when unset those of the system.",
    )
    openai_mode: Literal["chat", "completions"] = Field(
        default="chat", description="Which of its interfaces is called: `chat` or `completions`."
    )
    openai_context_tokens: int = Field(
        default=8192, ge=1024, description="Tokens of prompt and output that its model takes, where it does not say."
    )
    allow_external_model: str = Field(
        default="",
        description="Hosts outside of private networks that resumes may be sent to, parted by commas; each answer then "
        "says `left_premises`.",
    )

    @property
    def asks_a_server(self) -> bool:
        """True where a model server answers, rather than this machine's own processes."""
        return self.engine in {"triton", "openai_compatible"}

    @model_validator(mode="after")
    def _has_what_its_engine_needs(self) -> Self:
        if self.engine == "encoder" and self.encoder_model is None:
            raise ValueError("the engine encoder needs BOLE_ENCODER_MODEL, the folder of a sentence-embedding model")
        if self.engine == "triton" and self.tokenizer is None:
            raise ValueError("the engine triton needs BOLE_TOKENIZER, the tokenizer.json of the served model")
        if self.engine == "openai_compatible" and not self.openai_model:
            raise ValueError("the engine openai_compatible needs BOLE_OPENAI_MODEL, the name of the served model")
        return self
