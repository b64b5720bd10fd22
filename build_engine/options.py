"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from build_engine.specs.models import DEFAULT_MODEL, load_model, model_names
from build_engine.specs.settings import EngineSettings, Precision

F = TypeVar("F", bound=Callable[..., Any])

_ENGINE_OPTIONS = (
    click.option("--model", type=click.Choice(model_names()), default=DEFAULT_MODEL, help="Size of Qwen2.5 Instruct."),
    click.option("--tp", "tensor_parallel", type=click.IntRange(min=1), default=4, help="GPUs to split it over."),
    click.option(
        "--precision",
        type=click.Choice([one.value for one in Precision]),
        default="bf16",
        help="What weights are kept in.",
    ),
    click.option("--max-batch-size", type=click.IntRange(min=1), default=128, help="Requests that run at a time."),
    click.option("--max-seq-len", type=click.IntRange(min=1), default=8192, help="Tokens of prompt and output."),
    click.option("--max-num-tokens", type=click.IntRange(min=1), default=8192, help="Tokens of one step."),
    click.option(
        "--kv-memory-fraction",
        type=click.FloatRange(0.01, 0.99),
        default=0.9,
        help="Part of free memory for keys and values.",
    ),
    click.option("--yarn", is_flag=True, help="Positions beyond 32,768; short texts become a little worse."),
)


def engine_options(command: F) -> F:
    """Adds the options that describe an engine; `engine_settings` turns their values into settings."""
    for option in reversed(_ENGINE_OPTIONS):
        command = option(command)
    return command


def engine_settings(*, model: str, precision: str, **limits: Any) -> EngineSettings:  # noqa: ANN401 (checked by the options)
    """Returns the settings that the options say.

    Raises:
        BuildError: They do not go together.
    """
    return EngineSettings(model=load_model(model), precision=Precision(precision), **limits)


def settings_arguments(settings: EngineSettings) -> tuple[str, ...]:
    """Returns the options that say these settings."""
    return (
        *(
            "--model",
            settings.model.name,
            "--tp",
            str(settings.tensor_parallel),
            "--precision",
            settings.precision.value,
        ),
        *("--max-batch-size", str(settings.max_batch_size), "--max-seq-len", str(settings.max_seq_len)),
        *("--max-num-tokens", str(settings.max_num_tokens), "--kv-memory-fraction", f"{settings.kv_memory_fraction:g}"),
        *(("--yarn",) if settings.yarn else ()),
    )
