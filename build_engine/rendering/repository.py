"""Typed settings of a served model, and the repository that they make."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from build_engine.building.commands import Kind
from build_engine.building.folders import SMALL_BYTES, TOKENIZER, TOKENIZER_INFO
from build_engine.building.manifest import Manifest, file_digests, read_manifest
from build_engine.building.weights import read_checksums, weights_digest
from build_engine.errors import BuildError
from build_engine.rendering.engine_config import disagreements, read_engine_config
from build_engine.rendering.templates import render_repository
from build_engine.rendering.tokenizer_info import info_differences

MAX_QUEUE_SIZE = 1024
"""Requests that Triton keeps waiting; the service itself sends at most 1.5 times the batch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServedModel:
    """What `bole_*` parameters say of a model: the same for every kind."""

    model_digest: str
    tokenizer_sha256: str
    vocab_size: int
    max_seq_len: int
    max_batch_size: int

    def parameters(self) -> dict[str, str | int]:
        """Returns values by the names of the templates."""
        return {
            "bole_model_digest": self.model_digest,
            "bole_tokenizer_sha256": self.tokenizer_sha256,
            "bole_vocab_size": self.vocab_size,
            "bole_max_seq_len": self.max_seq_len,
            "bole_max_batch_size": self.max_batch_size,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineRepository:
    """The repository `engine`; `engine_dir` is where the server finds the engine."""

    served: ServedModel
    engine_dir: Path
    kv_memory_fraction: float
    max_queue_size: int = MAX_QUEUE_SIZE

    def parameters(self) -> dict[str, str | int]:
        """Returns values by the names of the template."""
        return self.served.parameters() | {
            "engine_dir": str(self.engine_dir),
            "tokenizer_dir": str(self.engine_dir),
            "tokenizer_info_path": str(self.engine_dir / TOKENIZER_INFO),
            "kv_memory_fraction": f"{self.kv_memory_fraction:g}",
            "max_queue_size": self.max_queue_size,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class LlmApiRepository:
    """The repository `llmapi`; `weights_dir` is where the server finds the weights."""

    served: ServedModel
    weights_dir: Path
    tensor_parallel: int
    max_num_tokens: int
    kv_memory_fraction: float

    def parameters(self) -> dict[str, str | int]:
        """Returns values by the names of the template."""
        return self.served.parameters() | {
            "model_path": str(self.weights_dir),
            "tensor_parallel_size": self.tensor_parallel,
            "max_num_tokens": self.max_num_tokens,
            "kv_memory_fraction": f"{self.kv_memory_fraction:g}",
        }


def repository_of(engine: Path, kv_memory_fraction: float | None = None) -> EngineRepository | LlmApiRepository:
    """Returns the repository for an engine that has been built.

    Args:
        engine: Its folder, with the manifest.
        kv_memory_fraction: Another part of the free memory for keys and values than the engine was built with.

    Raises:
        BuildError: There is no finished engine, or it is not what its manifest says; every difference is named.
    """
    if kv_memory_fraction is not None and not 0 < kv_memory_fraction < 1:  # NaN too
        raise BuildError("--kv-memory-fraction is between 0 and 1, 0.9 for example.")
    manifest = read_manifest(engine)
    _check_tokenizer(engine, manifest)
    settings = manifest.settings
    served = ServedModel(
        model_digest=manifest.model_digest,
        tokenizer_sha256=manifest.model.tokenizer_sha256,
        vocab_size=manifest.model.vocab_size,
        max_seq_len=settings.max_seq_len,
        max_batch_size=settings.max_batch_size,
    )
    fraction = kv_memory_fraction or settings.kv_memory_fraction
    if manifest.kind is Kind.LLMAPI:
        _check_weights(Path(manifest.weights), manifest)
        return LlmApiRepository(
            served=served,
            weights_dir=Path(manifest.weights),
            tensor_parallel=settings.tensor_parallel,
            max_num_tokens=settings.max_num_tokens,
            kv_memory_fraction=fraction,
        )
    found = [
        *disagreements(engine, read_engine_config(engine), manifest),
        *info_differences(engine, manifest.model.vocab_size),
        *_changed_files(engine, manifest),
    ]
    if found:
        raise BuildError(
            f"The engine at {engine} is not what its manifest says, and cannot be served: {'; '.join(found)}. Build it "
            "anew."
        )
    return EngineRepository(served=served, engine_dir=engine.absolute(), kv_memory_fraction=fraction)


def write_repository(repository: EngineRepository | LlmApiRepository, out: Path) -> Path:
    """Writes a repository and returns its folder."""
    kind = Kind.LLMAPI if isinstance(repository, LlmApiRepository) else Kind.ENGINE
    return render_repository(kind.value, out, repository.parameters())


def _check_weights(folder: Path, manifest: Manifest) -> None:
    """The LLM API loads the weights themselves: all that are listed must be there, and be those of the manifest."""
    missing = sorted(name for name in read_checksums(folder) if not (folder / name).is_file())
    if missing or weights_digest(folder) != manifest.model.weights_sha256:
        lacking = f" It lacks {', '.join(missing)}." if missing else ""
        raise BuildError(f"{folder} does not hold the weights of the manifest.{lacking} Run the build again.")


def _changed_files(engine: Path, manifest: Manifest) -> Iterator[str]:
    """Names small files that are not those that were built; the large ones are only looked for."""
    for name, digest in manifest.files.items():
        path = engine / name
        if path.is_file() and path.stat().st_size <= SMALL_BYTES and file_digests([path])[name] != digest:
            yield f"{name} has changed since it was built"


def _check_tokenizer(engine: Path, manifest: Manifest) -> None:
    """The service reads the tokenizer beside the engine: it must be the model's."""
    path = engine / TOKENIZER
    if not path.is_file():
        raise BuildError(f"{path} is missing. Build the engine anew.")
    found = file_digests([path])[TOKENIZER]
    if found != manifest.model.tokenizer_sha256:
        raise BuildError(
            f"{path} is not the tokenizer of the model: its SHA-256 is {found}, and should be "
            f"{manifest.model.tokenizer_sha256}. Build the engine anew."
        )
