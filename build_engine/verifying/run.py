"""One verification from beginning to end."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

from pydantic import ValidationError
from pydantic_settings import SettingsError

from bole.bootstrap import language_model
from bole.domain.errors import BoleError
from bole.domain.ports import LanguageModel
from bole.settings import Settings
from build_engine.errors import BuildError
from build_engine.verifying.checks import Verdict, failed_check, run_checks
from build_engine.verifying.load import Figures, Load, measure
from build_engine.verifying.report import Report

_SEEDS = 2**31
_SEED_STEP = 1000
"""Between the seeds of two levels of load, each of which takes some for itself."""


async def verified(address: str | None, tokenizer: Path | None, loads: Sequence[Load], *, reuse_told: bool) -> Report:
    """Checks a server and measures it, where it answers as it should at all.

    Args:
        address: HOST:PORT; None for those of the settings.
        tokenizer: The tokenizer.json of the model; None for that of the settings.
        loads: Levels of load, one after another.
        reuse_told: True where the server has to tell reused blocks.

    Raises:
        BuildError: The settings are wrong, or no server answers.
    """
    settings = _settings(address, tokenizer)
    try:
        model = language_model(settings)
        if model is None:
            raise BuildError("There is no model to verify.")
        try:
            return await _report(model, settings.triton_addresses, loads, reuse_told=reuse_told)
        finally:
            await model.close()
    except BoleError as error:
        raise BuildError(error.message) from error


async def _report(model: LanguageModel, addresses: str, loads: Sequence[Load], *, reuse_told: bool) -> Report:
    seed = random.SystemRandom().randrange(_SEEDS)  # what was asked before is in a cache
    checks = list(await run_checks(model, seed, told=reuse_told))
    answers = all(check.verdict is Verdict.PASSED for check in checks[:2])  # contract and guided request
    figures: list[Figures] = []
    for number, load in enumerate(loads if answers else (), 1):
        try:
            figures.append(await measure(model, load, seed + _SEED_STEP * number))
        except BoleError as error:
            checks.append(failed_check(f"load, {load.in_flight} in flight", error))
            break
    identity = model.identity() if checks[0].verdict is Verdict.PASSED else None
    return Report(seed=seed, addresses=addresses, identity=identity, checks=tuple(checks), loads=tuple(figures))


def _settings(address: str | None, tokenizer: Path | None) -> Settings:
    given = {"engine": "triton", "triton_addresses": address, "tokenizer": tokenizer}
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors()[0]
        raise BuildError(
            "The settings are wrong: "
            f"{' '.join((*map(str, first['loc']), first['msg'].removeprefix('Value error, ')))}. They are the "
            "variables BOLE_* of the service; --address and --tokenizer go before them."
        ) from error
    except (SettingsError, OSError) as error:
        raise BuildError(
            "The settings cannot be read: a file of BOLE_SECRETS_DIR is no text in UTF-8, or this user may not read it."
        ) from error
