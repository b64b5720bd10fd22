"""Settings from the environment, read once at start."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Self

from pydantic import model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SecretsSettingsSource, SettingsConfigDict

from bole.settings.access import AccessSettings
from bole.settings.admission import AdmissionSettings
from bole.settings.documents import DocumentSettings
from bole.settings.model import ModelSettings
from bole.settings.privacy import PrivacySettings
from bole.settings.service import ServiceSettings
from bole.settings.storage import StorageSettings
from bole.settings.telemetry import TelemetrySettings
from bole.settings.web import WebSettings

_HEADROOM_BYTES = 1024 * 1024
_FOR_TESTS = "BOLE_REQUIRE_ALL"
_FOR_COMMANDS = "BOLE_DOCUMENT_PASSWORD"
_SECRETS_DIR = "BOLE_SECRETS_DIR"


class Settings(
    WebSettings,
    PrivacySettings,
    StorageSettings,
    TelemetrySettings,
    AccessSettings,
    AdmissionSettings,
    DocumentSettings,
    ModelSettings,
    ServiceSettings,
    BaseSettings,
):
    """What an operator may set; every field is the variable `BOLE_` and its name in capitals.

    Where `BOLE_SECRETS_DIR` names a folder, its files are read as variables of their names: a container's secrets are
    files. A variable goes before a file.
    """

    model_config = SettingsConfigDict(env_prefix="BOLE_", frozen=True, extra="forbid")

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
    def _knows_every_variable(self) -> Self:
        known = {f"BOLE_{name.upper()}" for name in type(self).model_fields} | {_FOR_TESTS, _FOR_COMMANDS, _SECRETS_DIR}
        folder = _secrets_folder()
        if folder is not None and not folder.is_dir():
            raise ValueError(f"{_SECRETS_DIR} names {folder}, which is no folder")
        files = [] if folder is None else [file.name.upper() for file in folder.iterdir()]
        unknown = sorted(name for name in (*os.environ, *files) if name.startswith("BOLE_") and name not in known)
        if unknown:
            raise ValueError(f"{', '.join(unknown)}: there is no such setting; docs/settings.md lists them all")
        return self

    @model_validator(mode="after")
    def _names_files(self) -> Self:
        """What is empty would be the folder that the service was started in."""
        empty = [f"BOLE_{name.upper()}" for name in type(self).model_fields if getattr(self, name) == Path()]
        if empty:
            raise ValueError(f"{', '.join(empty)}: empty. Leave it out, or name a file or folder")
        return self

    @model_validator(mode="after")
    def _has_a_key_of_its_own(self) -> Self:
        """Who keeps secrets in files means them, and digests that outlive an erasure need one."""
        default = type(self).model_fields["candidate_id_key"].default
        if self.candidate_id_key != default:
            return self
        if _secrets_folder() is not None:
            raise ValueError(f"{_SECRETS_DIR} has no file bole_candidate_id_key, and the default is known to everybody")
        if self.audit_log is not None:
            raise ValueError(
                "BOLE_AUDIT_LOG needs a BOLE_CANDIDATE_ID_KEY of your own: with the default, which is known to "
                "everybody, digests of candidates tell whoever guesses their names"
            )
        return self


def _secrets_folder() -> Path | None:
    """Returns the folder of secrets, None where none is named."""
    named = os.environ.get(_SECRETS_DIR)
    return Path(named) if named else None
