"""Fills the templates of model_repository/, whichever kind: every name gets a value, and every value has a name."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from string import Template

from build_engine.errors import BuildError

SOURCES = Path(__file__).resolve().parents[2] / "model_repository"
MODEL_NAME = "tensorrt_llm"
CONFIG = "config.pbtxt"
VERSION = "1"


def render_repository(kind: str, out: Path, parameters: Mapping[str, str | int]) -> Path:
    """Writes a complete Triton repository with the model `tensorrt_llm`.

    Args:
        kind: A folder of model_repository/: `engine`, `llmapi`, `cpu` or `simulated`.
        out: The repository's folder; a model of an earlier run in it is replaced.
        parameters: A value for each name in `${}` of config.pbtxt.

    Returns:
        `out`.

    Raises:
        BuildError: There is no such kind, a name has no value, or a value no name; something else is at its place, or
            the disk is full.
    """
    source = SOURCES / kind / MODEL_NAME
    if not source.is_dir():
        raise BuildError(f"{source} does not exist")
    config = fill_config((source / CONFIG).read_text(encoding="utf-8"), parameters)
    model = out / MODEL_NAME
    _refuse_to_replace(model)
    unfinished = out / f".{MODEL_NAME}.unfinished"
    try:
        shutil.rmtree(unfinished, ignore_errors=True)
        _write_model(source, unfinished, config)
        shutil.rmtree(model, ignore_errors=True)
        unfinished.rename(model)
    except OSError as error:
        raise BuildError(
            f"{model} cannot be written ({error.strerror}). Make room, or choose another folder."
        ) from error
    return out


def _write_model(source: Path, model: Path, config: str) -> None:
    shutil.copytree(source, model, ignore=shutil.ignore_patterns("__pycache__"))
    if (source / VERSION).is_dir():  # a model in Python; others have nothing but the folder that Triton asks for
        for module in (SOURCES / "shared").glob("*.py"):
            shutil.copy(module, model / VERSION)
    else:
        (model / VERSION).mkdir()
    (model / CONFIG).write_text(config, encoding="utf-8")


def _refuse_to_replace(model: Path) -> None:
    """Only what was rendered is replaced: neither the templates themselves nor a model of somebody else."""
    if model.resolve().is_relative_to(SOURCES):
        raise BuildError(f"{SOURCES} holds the templates. Choose another folder.")
    if model.exists() and "bole_model_digest" not in _read(model / CONFIG):
        raise BuildError(f"{model} is there, and was not rendered here. Move it away, or choose another folder.")


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def fill_config(template: str, parameters: Mapping[str, str | int]) -> str:
    """Fills the `${}` names of a config.pbtxt, where strings stand in double quotes; no name or value may be left.

    Raises:
        BuildError: A name has no value, a value has no name, or a value holds what looks like a name.
    """
    config = Template(template)
    if not config.is_valid():
        raise BuildError("config.pbtxt: a $ that begins no placeholder")
    names = set(config.get_identifiers())
    if names != set(parameters):
        missing, unknown = sorted(names - set(parameters)), sorted(set(parameters) - names)
        raise BuildError(f"config.pbtxt: names without a value: {missing}; values without a name: {unknown}")
    left = sorted(name for name, value in parameters.items() if "${" in str(value))
    if left:
        # The C++ backend takes a parameter that reads ${...} as one that is not set, and says nothing.
        raise BuildError(f"config.pbtxt: values that are placeholders themselves: {left}")
    return config.substitute({name: _escape(str(value)) for name, value in parameters.items()})


def _escape(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
