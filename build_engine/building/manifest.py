"""What an engine was made of and with: the file manifest.json beside it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from build_engine.building.commands import Kind
from build_engine.building.folders import MANIFEST
from build_engine.building.json_file import read_json
from build_engine.specs.models import TENSOR_PARALLEL_SIZES
from build_engine.specs.settings import EngineSettings, Precision
from build_engine.whole_file import write_whole

FileName = Annotated[str, Field(pattern=r"^[\w.-]{1,100}$")]
"""A file of the engine's own folder."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ModelPart(_Part):
    """The model: where it is from, and the SHA-256 of its list of checksums, of its tokenizer."""

    name: str
    repository: str
    revision: str
    weights_sha256: str
    tokenizer_sha256: str
    vocab_size: int


class SettingsPart(_Part):
    """The settings of the engine, as `EngineSettings`."""

    tensor_parallel: int = Field(ge=1, le=max(TENSOR_PARALLEL_SIZES))
    precision: Precision
    kv_precision: Literal["bf16", "fp8"]
    max_batch_size: int
    max_seq_len: int
    max_num_tokens: int
    kv_memory_fraction: float = Field(gt=0, lt=1)
    yarn_factor: float | None


class VersionsPart(_Part):
    """Versions of what it was built with."""

    tensorrt_llm: str
    tensorrt: str
    driver: str


class GpuPart(_Part):
    """The GPUs it was built on; an engine runs on no other kind."""

    name: str
    compute_capability: str
    memory_mib: int
    count: int


class StepPart(_Part):
    """A step, its commands and the seconds it took."""

    name: str
    commands: tuple[tuple[str, ...], ...]
    seconds: float


class Manifest(_Part):
    """Everything that is known of an engine.

    `model_digest` names what answers: the same for all replicas of the same weights, precision and version.
    `image_digest` is that of the container image, None where nobody told. `files` are SHA-256 by file name. `weights`
    is the folder that the LLM API loads, as the build saw it. `written` is a time of ISO 8601, `seconds` what all steps
    took together.
    """

    format: Literal[1]
    kind: Kind
    model: ModelPart
    model_digest: str
    settings: SettingsPart
    versions: VersionsPart
    gpu: GpuPart
    image_digest: str | None
    weights: str
    steps: tuple[StepPart, ...]
    files: dict[FileName, str]
    written: str
    seconds: float


def settings_part(settings: EngineSettings) -> SettingsPart:
    """Returns the settings as a manifest keeps them."""
    return SettingsPart(
        tensor_parallel=settings.tensor_parallel,
        precision=settings.precision,
        kv_precision="fp8" if settings.precision.kv_bytes == 1 else "bf16",
        max_batch_size=settings.max_batch_size,
        max_seq_len=settings.max_seq_len,
        max_num_tokens=settings.max_num_tokens,
        kv_memory_fraction=settings.kv_memory_fraction,
        yarn_factor=settings.yarn_factor,
    )


def model_digest(kind: Kind, weights_sha256: str, settings: SettingsPart, tensorrt_llm: str) -> str:
    """Names a model by what its answers depend on: SHA-256 in lower-case hex.

    The engine's own bytes are not in it: two builds of one engine differ in them, and replicas must agree.
    """
    parts = (kind.value, weights_sha256, settings.precision, settings.kv_precision, settings.yarn_factor, tensorrt_llm)
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def file_digests(files: Iterable[Path]) -> dict[str, str]:
    """Returns the SHA-256 of files by their names."""
    digests = {}
    for path in sorted(files):
        with path.open("rb") as file:
            digests[path.name] = hashlib.file_digest(file, "sha256").hexdigest()
    return digests


def read_manifest(folder: Path) -> Manifest:
    """Reads the manifest of an engine.

    Raises:
        BuildError: There is none, or it is not of this format.
    """
    path = folder / MANIFEST
    return read_json(
        path,
        Manifest,
        missing=f"There is no finished engine at {folder}: no {MANIFEST} that can be read. Run: build_engine build",
        wrong=f"{path} is not a manifest of this version",
    )


def write_manifest(manifest: Manifest, folder: Path) -> None:
    """Writes a manifest beside its engine; it is the last file, so that an engine with one is whole."""
    write_whole(folder / MANIFEST, manifest.model_dump_json(indent=2) + "\n")
