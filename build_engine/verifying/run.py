"""One verification from beginning to end."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pydantic import ValidationError

from bole.bootstrap import language_model
from bole.domain.errors import BoleError
from bole.domain.ports import LanguageModel
from bole.settings import Settings
from build_engine.errors import BuildError
from build_engine.verifying.checks import Verdict, run_checks
from build_engine.verifying.load import Load, measure
from build_engine.verifying.report import Report

_SEED = 1000


async def verified(address: str | None, tokenizer: Path | None, loads: Sequence[Load]) -> Report:
    """Checks a server and measures it, where the checks pass.

    Args:
        address: HOST:PORT; None for those of the settings.
        tokenizer: The tokenizer.json of the model; None for that of the settings.
        loads: Levels of load, one after another.

    Raises:
        BuildError: The settings are wrong, or no server answers.
    """
    settings = _settings(address, tokenizer)
    try:
        model = language_model(settings)
        if model is None:
            raise BuildError("There is no model to verify.")
        try:
            return await _report(model, settings.triton_addresses, loads)
        finally:
            await model.close()
    except* BoleError as group:
        error = group.exceptions[0]
        raise BuildError(str(error.message if isinstance(error, BoleError) else error)) from None


async def _report(model: LanguageModel, addresses: str, loads: Sequence[Load]) -> Report:
    checks = await run_checks(model)
    contract = checks[0].verdict is not Verdict.FAILED
    figures = (
        () if not contract else [await measure(model, load, _SEED * number) for number, load in enumerate(loads, 1)]
    )
    return Report(
        addresses=addresses, identity=model.identity() if contract else None, checks=checks, loads=tuple(figures)
    )


def _settings(address: str | None, tokenizer: Path | None) -> Settings:
    given = {"engine": "triton", "triton_addresses": address, "tokenizer": tokenizer}
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors()[0]
        raise BuildError(
            f"The settings are wrong ({'.'.join(map(str, first['loc']))}: {first['msg']}). Name --address and "
            "--tokenizer."
        ) from error
