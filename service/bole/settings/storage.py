"""What is kept, and where."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Self

from pydantic import BaseModel, Field, SecretStr, model_validator

_OF_THE_SYSTEM = frozenset({"/", "/dev", "/etc", "/proc", "/run", "/sys"})


class StorageSettings(BaseModel):
    """Batches, answers and their database."""

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

    @property
    def batch_folders(self) -> tuple[Path, ...]:
        """Returns the folders of `batch_roots`."""
        return tuple(Path(part.strip()) for part in self.batch_roots.replace(":", ",").split(",") if part.strip())

    @model_validator(mode="after")
    def _keeps_the_system_to_itself(self) -> Self:
        """A batch may read all that lies below its roots: below these lie secrets of the process and its machine."""
        forbidden = sorted({os.path.realpath(folder) for folder in self.batch_folders} & _OF_THE_SYSTEM)
        if forbidden:
            raise ValueError(f"BOLE_BATCH_ROOTS names {', '.join(forbidden)}: name the folders of the resumes alone")
        return self
