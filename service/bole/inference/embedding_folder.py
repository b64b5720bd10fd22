"""The folder of a sentence-embedding model: what its files say, checked, and their digest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bole.domain.errors import BoleError, ErrorReason

Pooling = Literal["mean", "cls"]

_HELP = "Set BOLE_ENCODER_MODEL to the folder of a sentence-embedding model in ONNX form (docs/encoder.md)."
_GRAPHS = ("model.onnx", "onnx/model.onnx")
_READ = ("tokenizer.json", "config.json")
_SAID = (
    "bole.json",
    "modules.json",
    "sentence_bert_config.json",
    "config_sentence_transformers.json",
    "1_Pooling/config.json",
)
_MODULES = frozenset({"Transformer", "Pooling", "Normalize"})
_MOST_TOKENS = 512
_BLOCK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddingModel:
    """What is known of a model without loading it.

    Attributes:
        folder: Where its files are.
        digest: SHA-256 over all files that decide what it answers, in lower-case hex.
        languages: Primary BCP-47 languages that it reads.
        threshold: Likeness from which a passage supports a criterion; None for the usual one.
        criterion_prefix: Written before what is looked for.
        passage_prefix: Written before what it is looked for in.
        pooling: How token vectors become one: their mean, or the first.
        most_tokens: Tokens that it reads of a text; the rest is cut.
        vocab_size: Token ids that it knows.
        is_test_model: Says of itself that it screens nobody.
    """

    folder: str
    digest: str
    languages: tuple[str, ...]
    threshold: float | None
    criterion_prefix: str
    passage_prefix: str
    pooling: Pooling
    most_tokens: int
    vocab_size: int
    is_test_model: bool

    @property
    def graph(self) -> Path:
        """The ONNX file."""
        return _graph(Path(self.folder))

    @property
    def tokenizer(self) -> Path:
        """The tokenizer file."""
        return Path(self.folder) / "tokenizer.json"


class _Own(BaseModel):
    """`bole.json`."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    bole_test_model: bool = False
    languages: list[Annotated[str, Field(pattern="^[a-z]{2,3}$")]] = Field(default=["zh", "en"], min_length=1)
    threshold: float | None = Field(default=None, gt=0, allow_inf_nan=False)
    query_prefix: str | None = None
    passage_prefix: str | None = None
    pooling: Pooling | None = None


def embedding_model(folder: Path) -> EmbeddingModel:
    """Reads what the files of a folder say; as long as they stay as they are their digest is computed once.

    Raises:
        BoleError: ARGUMENT_INVALID where the folder or a file is missing; MODEL_CONTRACT_MISMATCH where a file does not
            hold what it should, or asks for steps that this service does not take.
    """
    own = _own(folder)
    config = _object(folder, "config.json")
    tuned = _object(folder, "sentence_bert_config.json", required=False)
    _check_modules(folder)
    prompts = _prompts(_object(folder, "config_sentence_transformers.json", required=False))
    return EmbeddingModel(
        folder=str(folder),
        digest=_digest(tuple(_stamped(folder))),
        languages=tuple(own.languages),
        threshold=own.threshold,
        criterion_prefix=prompts.get("query", "") if own.query_prefix is None else own.query_prefix,
        passage_prefix=_passage_prompt(prompts) if own.passage_prefix is None else own.passage_prefix,
        pooling=own.pooling or _pooling(_object(folder, "1_Pooling/config.json", required=False)),
        most_tokens=min(_most_tokens(config), _count(tuned, "max_seq_length") or _MOST_TOKENS, _MOST_TOKENS),
        vocab_size=_count(config, "vocab_size") or 0,
        is_test_model=own.bole_test_model,
    )


def is_test_model(folder: Path) -> bool:
    """Tells whether a model says of itself that it screens nobody; an evaluation gives no figures of such a one.

    Raises:
        BoleError: ARGUMENT_INVALID or MODEL_CONTRACT_MISMATCH where its `bole.json` cannot be used.
    """
    return _own(folder).bole_test_model


def mismatch(what: str) -> BoleError:
    """Returns the error for a folder whose files are there and cannot be used; `what` is a sentence without its end."""
    return BoleError(ErrorReason.MODEL_CONTRACT_MISMATCH, f"{what}. {_HELP}")


def _missing(what: str) -> BoleError:
    return BoleError(ErrorReason.ARGUMENT_INVALID, f"{what}. {_HELP}")


def _graph(folder: Path) -> Path:
    found = next((folder / name for name in _GRAPHS if (folder / name).is_file()), None)
    if found is None:
        raise _missing("The folder of the embedding model has neither model.onnx nor onnx/model.onnx")
    return found


def _own(folder: Path) -> _Own:
    if not folder.is_dir():
        raise _missing("BOLE_ENCODER_MODEL names no folder")
    try:
        return _Own.model_validate(_object(folder, "bole.json", required=False))
    except ValidationError as error:
        places = sorted({".".join(map(str, one["loc"])) for one in error.errors()})
        raise mismatch(f"The file bole.json of the embedding model is not right in: {', '.join(places)}") from error


def _object(folder: Path, name: str, *, required: bool = True) -> Mapping[str, object]:
    """Returns the object in a JSON file, an empty one for a file that may be missing."""
    value = _json(folder, name, required=required)
    if not isinstance(value, dict):
        raise mismatch(f"The file {name} of the embedding model holds no JSON object")
    return value


def _json(folder: Path, name: str, *, required: bool) -> object:
    try:
        return json.loads((folder / name).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        if not required:
            return {}
        raise _missing(f"The folder of the embedding model has no {name}") from error
    except OSError as error:
        raise _missing(f"The file {name} of the embedding model cannot be read") from error
    except ValueError as error:
        raise mismatch(f"The file {name} of the embedding model is no JSON") from error


def _check_modules(folder: Path) -> None:
    """Refuses a model with further steps, such as a dense layer, which its ONNX graph may not hold."""
    modules = _json(folder, "modules.json", required=False) or []
    kinds = [str(one.get("type")) for one in modules if isinstance(one, dict)] if isinstance(modules, list) else [""]
    others = sorted({kind.rpartition(".")[2] for kind in kinds} - _MODULES)
    if others:
        raise mismatch(f"The embedding model has steps that this service does not take: {', '.join(others)}")


def _prompts(said: Mapping[str, object]) -> Mapping[str, str]:
    prompts = said.get("prompts")
    found = prompts if isinstance(prompts, dict) else {}
    return {name: text for name, text in found.items() if isinstance(text, str)}


def _passage_prompt(prompts: Mapping[str, str]) -> str:
    return prompts.get("passage") or prompts.get("document", "")


def _pooling(said: Mapping[str, object]) -> Pooling:
    ways = sorted(name.removeprefix("pooling_mode_") for name, value in said.items() if value is True)
    ways = [way for way in ways if way != "include_prompt"]
    match ways:
        case [] | ["mean_tokens"]:
            return "mean"
        case ["cls_token"]:
            return "cls"
        case _:
            raise mismatch(f"The embedding model pools by {', '.join(ways)}: mean_tokens or cls_token expected")


def _most_tokens(config: Mapping[str, object]) -> int:
    """Returns how many tokens have a position; models in the manner of RoBERTa begin to count behind their padding."""
    places = _count(config, "max_position_embeddings") or _MOST_TOKENS
    behind = 1 + (_count(config, "pad_token_id") or 0) if "roberta" in str(config.get("model_type")) else 0
    return max(1, places - behind)


def _count(said: Mapping[str, object], name: str) -> int | None:
    value = said.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None


def _stamped(folder: Path) -> Iterator[tuple[str, str, int, int]]:
    """Yields name, path, size and time of change of every file that decides what the model answers."""
    graph = _graph(folder)
    beside = sorted(one for one in graph.parent.iterdir() if one.name.startswith(graph.name) and one.is_file())
    needed = [folder / name for name in _READ]
    for file in [*beside, *needed, *(one for one in map(folder.joinpath, _SAID) if one.is_file())]:
        try:
            status = file.stat()
        except OSError as error:
            raise _missing(f"The folder of the embedding model has no {file.name}") from error
        yield file.relative_to(folder).as_posix(), str(file), status.st_size, status.st_mtime_ns


@lru_cache(maxsize=2)
def _digest(files: tuple[tuple[str, str, int, int], ...]) -> str:
    whole = hashlib.sha256()
    for name, path, _, _ in sorted(files):
        content = hashlib.sha256()
        try:
            with Path(path).open("rb") as file:
                while block := file.read(_BLOCK_BYTES):
                    content.update(block)
        except OSError as error:
            raise _missing("A file of the embedding model cannot be read") from error
        whole.update(f"{name}\0{content.hexdigest()}\n".encode())
    return whole.hexdigest()
