"""The language model that the settings name: which one, and when it is ready."""

from __future__ import annotations

import logging
from pathlib import Path

from bole.domain.errors import BoleError, ErrorReason
from bole.domain.events import Event, Line
from bole.domain.generation import Guide
from bole.domain.ports import LanguageModel
from bole.prompting.guides import rubric_guide, screening_guide
from bole.settings import Settings

_LOG = logging.getLogger("bole.bootstrap")

_OPENAI_CONCURRENCY = 16
"""Requests at a server that does not say how many it runs at a time."""

_COMMON_CRITERIA = range(3, 11)
"""How many criteria most rubrics ask a model: their grammars are compiled before the service reports SERVING."""


def language_model(settings: Settings) -> LanguageModel | None:
    """Returns the model of the settings, not yet connected; None for engines that ask no server.

    Raises:
        BoleError: ARGUMENT_INVALID where a package, a file or an address that the engine needs is missing or refused.
    """
    if not settings.asks_a_server:
        return None
    try:
        return _triton(settings) if settings.engine == "triton" else _openai_compatible(settings)
    except ImportError as error:
        extra = "triton" if settings.engine == "triton" else "openai"
        raise _unusable(
            f"The engine {settings.engine} needs packages that are not installed. "
            f"Install them with: pip install 'bole-screening[{extra}]'."
        ) from error
    except ValueError as error:
        raise _unusable(str(error)) from error


async def ready_model(model: LanguageModel) -> bool:
    """Checks the model server and warms its grammars; False while it is away.

    Raises:
        BoleError: MODEL_CONTRACT_MISMATCH when it is there and is not the one that is expected.
    """
    try:
        await model.connect()
        await model.warm(guide.grammar for guide in _common_guides())
    except BoleError as error:
        if error.reason is ErrorReason.MODEL_CONTRACT_MISMATCH:
            raise
        _LOG.info(Line(Event.MODEL_AWAY, reason=error.reason))
        return False
    _LOG.info(Line(Event.MODEL_READY, model_digest=model.identity().model_digest))
    return True


def _common_guides() -> tuple[Guide, ...]:
    return (rubric_guide(), *(screening_guide(count) for count in _COMMON_CRITERIA))


def _triton(settings: Settings) -> LanguageModel:
    from bole.inference.triton import TritonModel  # noqa: PLC0415  # its packages are an extra
    from bole.inference.triton_options import TritonOptions  # noqa: PLC0415

    if settings.tokenizer is None:
        raise ValueError("The engine triton needs BOLE_TOKENIZER, the tokenizer.json of the served model.")
    restricted = settings.triton_restricted_key
    return TritonModel(
        TritonOptions(
            addresses=_listed(settings.triton_addresses),
            tokenizer_path=str(settings.tokenizer),
            root_certificates_path=_path(settings.triton_root_certificates),
            client_certificate_path=_path(settings.triton_client_certificate),
            client_key_path=_path(settings.triton_client_key),
            restricted_key=restricted.get_secret_value() if restricted is not None else "",
            allowed_hosts=_listed(settings.allow_external_model.lower()),
            queue_limit=settings.model_queue_limit,
            default_timeout_seconds=settings.model_timeout_seconds,
            calls_per_replica=settings.model_concurrency,
        )
    )


def _openai_compatible(settings: Settings) -> LanguageModel:
    from bole.inference.addresses import read_allowed_hosts  # noqa: PLC0415  # its packages are an extra
    from bole.inference.openai_compatible import OpenAiCompatibleModel  # noqa: PLC0415
    from bole.inference.openai_options import OpenAiCompatibleOptions  # noqa: PLC0415

    return OpenAiCompatibleModel(
        OpenAiCompatibleOptions(
            base_url=settings.openai_base_url,
            model=settings.openai_model,
            api_key=settings.openai_api_key.get_secret_value(),
            mode=settings.openai_mode,
            root_certificates_path=_path(settings.openai_root_certificates),
            max_tokens=settings.openai_context_tokens,
            timeout_seconds=settings.model_timeout_seconds,
            concurrency=settings.model_concurrency or _OPENAI_CONCURRENCY,
            queue_limit=settings.model_queue_limit,
            allowed_hosts=read_allowed_hosts(settings.allow_external_model),
        )
    )


def _path(path: Path | None) -> str | None:
    return None if path is None else str(path)


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _unusable(message: str) -> BoleError:
    return BoleError(ErrorReason.ARGUMENT_INVALID, message)
