"""Settings from the environment, read once at start."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SecretsSettingsSource, SettingsConfigDict

Engine = Literal["rules", "triton", "openai_compatible"]

_HEADROOM_BYTES = 1024 * 1024
_FOR_TESTS = "BOLE_REQUIRE_ALL"
_FOR_COMMANDS = "BOLE_DOCUMENT_PASSWORD"
_SECRETS_DIR = "BOLE_SECRETS_DIR"
_OF_THE_SYSTEM = frozenset({"/", "/dev", "/etc", "/proc", "/run", "/sys"})


class Settings(BaseSettings):
    """What an operator may set; every field is the variable `BOLE_` and its name in capitals.

    Where `BOLE_SECRETS_DIR` names a folder, its files are read as variables of their names: a container's secrets are
    files. A variable goes before a file.
    """

    model_config = SettingsConfigDict(env_prefix="BOLE_", frozen=True, extra="forbid")

    engine: Engine = Field(
        default="rules", description="Engine that answers: `rules`, `triton` or `openai_compatible`."
    )
    listen: str = Field(default="127.0.0.1:50051", description="Address and port of the gRPC server.")
    processes: int = Field(
        default_factory=lambda: os.cpu_count() or 1, ge=1, le=256, description="Worker processes for CPU work."
    )
    document_limit_bytes: int = Field(default=20 * 1024 * 1024, ge=1, description="Largest document, in bytes.")
    document_limit_pages: int = Field(default=200, ge=1, description="Longest document, in pages.")
    document_limit_seconds: float = Field(
        default=30.0, ge=0.5, description="Longest time for one document, in seconds."
    )
    document_limit_cpu_seconds: int = Field(
        default=30, ge=1, description="Most processor time for one document, in seconds, all threads together."
    )
    document_limit_mebibytes: int = Field(default=1024, ge=256, description="Most memory for one document, in MiB.")
    document_limit_unpacked_bytes: int = Field(
        default=200_000_000, ge=1, description="Most that the files inside one document may unpack to, in bytes."
    )
    document_limit_page_objects: int = Field(
        default=200_000, ge=1, description="Most drawn objects of one page that are looked at."
    )
    document_limit_nesting: int = Field(default=3, ge=0, description="Containers inside containers that are opened.")
    document_limit_parts: int = Field(default=50, ge=1, description="Documents inside one e-mail or archive.")
    document_limit_pixels: int = Field(
        default=80_000_000, ge=1, description="Largest picture that is read, width times height in pixels."
    )
    document_limit_ocr_pages: int = Field(
        default=20, ge=0, description="Pages of one document whose pictures are recognised."
    )
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
        min_length=8,
        description="Key of the digest that names candidates without an identifier; set your own.",
    )

    database: SecretStr | None = Field(
        default=None,
        description="Where `bole serve` keeps batches and answers: `sqlite:///PATH` or `postgresql://USER@HOST/NAME`; "
        "unset: the SQLite file `bole.db` in `$XDG_STATE_HOME/bole` or `~/.local/state/bole`.",
    )
    database_password: SecretStr | None = Field(
        default=None, description="Password for the address of `BOLE_DATABASE`, where that holds none."
    )
    batch_roots: str = Field(
        default="",
        description="Folders whose files batches may refer to, parted by `:` or commas; without one batches take only "
        "what they are sent.",
    )
    batch_width: int | None = Field(
        default=None,
        ge=1,
        le=4096,
        description="Items of batches in work at once; unset: 32 for each worker process, and 192 with a model.",
    )
    lease_seconds: float = Field(
        default=15.0,
        ge=1,
        le=3600,
        description="How long a replica that works on a batch may be silent before another one takes the batch over.",
    )
    answer_days: int = Field(
        default=30,
        ge=0,
        le=36500,
        description="Days that an answer is kept that no batch refers to, for those who ask the same again; 0: answers "
        "of single calls are not kept.",
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
        description="Requests in flight at each model server; unset: 1.5 times what a Triton server runs at a time, "
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

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Reads arguments, then the environment, then files."""
        folder = _secrets_folder()
        if folder is not None and folder.is_dir():
            file_secret_settings = SecretsSettingsSource(settings_cls, secrets_dir=folder)
        return init_settings, env_settings, dotenv_settings, file_secret_settings

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.message_limit_bytes < self.document_limit_bytes + _HEADROOM_BYTES:
            raise ValueError(
                "BOLE_MESSAGE_LIMIT_BYTES must exceed BOLE_DOCUMENT_LIMIT_BYTES by a mebibyte: messages hold documents"
            )
        return self

    @model_validator(mode="after")
    def _keeps_the_system_to_itself(self) -> Self:
        """A batch may read all that lies below its roots: below these lie secrets of the process and its machine."""
        roots = {
            os.path.realpath(part.strip()) for part in self.batch_roots.replace(":", ",").split(",") if part.strip()
        }
        forbidden = sorted(roots & _OF_THE_SYSTEM)
        if forbidden:
            raise ValueError(f"BOLE_BATCH_ROOTS names {', '.join(forbidden)}: name the folders of the resumes alone")
        return self

    @model_validator(mode="after")
    def _has_what_its_engine_needs(self) -> Self:
        if self.engine == "triton" and self.tokenizer is None:
            raise ValueError("the engine triton needs BOLE_TOKENIZER, the tokenizer.json of the served model")
        if self.engine == "openai_compatible" and not self.openai_model:
            raise ValueError("the engine openai_compatible needs BOLE_OPENAI_MODEL, the name of the served model")
        return self

    @model_validator(mode="after")
    def _knows_every_variable(self) -> Self:
        known = {f"BOLE_{name.upper()}" for name in type(self).model_fields} | {_FOR_TESTS, _FOR_COMMANDS, _SECRETS_DIR}
        folder = _secrets_folder()
        if folder is not None and not folder.is_dir():
            raise ValueError(f"{_SECRETS_DIR} names {folder}, which is no folder")
        files = [] if folder is None else [file.name.upper() for file in folder.iterdir()]
        unknown = sorted(name for name in (*os.environ, *files) if name.startswith("BOLE_") and name not in known)
        if unknown:
            raise ValueError(f"{', '.join(unknown)}: there is no such setting; README.md lists them all")
        return self

    @model_validator(mode="after")
    def _has_a_key_of_its_own(self) -> Self:
        """Who keeps secrets in files means them: the key that everybody knows is then a file that is missing."""
        default = type(self).model_fields["candidate_id_key"].default
        if _secrets_folder() is not None and self.candidate_id_key == default:
            raise ValueError(f"{_SECRETS_DIR} has no file bole_candidate_id_key, and the default is known to everybody")
        return self


def _secrets_folder() -> Path | None:
    """Returns the folder of secrets, None where none is named."""
    named = os.environ.get(_SECRETS_DIR)
    return Path(named) if named else None
