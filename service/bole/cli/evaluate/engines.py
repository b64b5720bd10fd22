"""Which engines an evaluation runs, and how."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from bole.cli.connection import UserError
from bole.domain.errors import BoleError
from bole.settings import Engine, Settings

MODEL_CALLS = 16
"""Calls in progress at an engine whose model server batches them."""
_EMBEDDED = frozenset({"rules", "encoder"})
"""Engines that work in this process: one call for each worker process."""
_SERVER = "server"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """An engine to be measured; `engine` is None for that of a server that is named."""

    engine: str | None
    at_a_time: int
    shared: bool
    is_test_model: bool

    @property
    def name(self) -> str:
        """What it is called before it has answered."""
        return self.engine or _SERVER


def chosen_engines(
    settings: Settings, asked: Sequence[str], test_models: Sequence[str], server: str | None, at_a_time: int | None
) -> tuple[Chosen, ...]:
    """Returns the engines that were asked for, else all that the settings have a model for.

    Raises:
        UserError: A server and an engine are named: a server has its own.
    """
    if server is not None:
        if asked:
            raise UserError("A server that is named answers with its own engine. Leave out --engine or --server.")
        return (_chosen(settings, None, test_models, at_a_time),)
    names = dict.fromkeys(asked or ready_engines(settings))
    return tuple(_chosen(settings, name, test_models, at_a_time) for name in names)


def left_out(chosen: Sequence[Chosen], server: str | None) -> tuple[str, ...]:
    """Returns the engines that are not measured since nothing names a model for them; none beside a server."""
    return () if server else tuple(one for one in get_args(Engine) if one not in {other.engine for other in chosen})


def ready_engines(settings: Settings) -> tuple[str, ...]:
    """Returns the engines whose settings are there."""
    named = {
        "rules": True,
        "encoder": settings.encoder_model is not None,
        "triton": settings.tokenizer is not None,
        "openai_compatible": bool(settings.openai_model),
    }
    return tuple(one for one in get_args(Engine) if named[one])


def _chosen(settings: Settings, engine: str | None, test_models: Sequence[str], at_a_time: int | None) -> Chosen:
    embedded = engine in _EMBEDDED
    return Chosen(
        engine=engine,
        at_a_time=at_a_time or (settings.processes if embedded else MODEL_CALLS),
        shared=not embedded,
        is_test_model=(engine or _SERVER) in test_models or _says_so(_model_folder(settings, engine)),
    )


def _model_folder(settings: Settings, engine: str | None) -> Path | None:
    """Returns where files of the model lie on this machine; None where they lie elsewhere, or there is none."""
    if engine == "encoder":
        return settings.encoder_model
    return settings.tokenizer.parent if engine == "triton" and settings.tokenizer is not None else None


def _says_so(folder: Path | None) -> bool:
    """Tells whether a model says of itself that it is one for tests.

    Raises:
        UserError: What it says cannot be read.
    """
    from bole.inference.embedding_folder import is_test_model  # noqa: PLC0415  # few commands need it

    try:
        return folder is not None and is_test_model(folder)
    except BoleError as error:
        raise UserError(f"{error.message} ({error.reason})") from error
