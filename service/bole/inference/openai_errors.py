"""What an error of an OpenAI-compatible server means: one row a case, and whether the request may be sent again."""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType

import openai

from bole.domain.errors import BoleError, ErrorReason
from bole.inference.errors import Meaning, Remedy

AWAY = Meaning(
    reason=ErrorReason.MODEL_UNAVAILABLE,
    message="The model server is away. Check that it runs at BOLE_OPENAI_BASE_URL, or try again in a moment.",
    remedy=Remedy.ONCE,  # an idle connection that the server has closed fails like this, and the next one does not
)
BROKEN = Meaning(
    reason=ErrorReason.MODEL_REQUEST_REFUSED,
    message="The model server failed on the request. Its log says why.",
    remedy=Remedy.ONCE,
)
STARTING = Meaning(
    reason=ErrorReason.MODEL_UNAVAILABLE,
    message="The model server is not ready. Try again in a moment.",
    remedy=Remedy.LATER,
)
FULL = Meaning(
    reason=ErrorReason.MODEL_OVERLOADED,
    message="The model server takes no more requests for now. Try again in a moment.",
    remedy=Remedy.LATER,
)
OTHER_API = Meaning(
    reason=ErrorReason.MODEL_CONTRACT_MISMATCH,
    message="What answers at BOLE_OPENAI_BASE_URL does not speak the OpenAI API. Check the address; most end in /v1.",
    remedy=Remedy.NONE,
)
REFUSED = Meaning(
    reason=ErrorReason.MODEL_REQUEST_REFUSED,
    message="The model server refused the request. Its log says why; the prompt may be longer than the model takes.",
    remedy=Remedy.NONE,
)
KEY = Meaning(
    reason=ErrorReason.MODEL_CONTRACT_MISMATCH,
    message="The model server does not accept the key. Check BOLE_OPENAI_API_KEY and what the key is allowed to use.",
    remedy=Remedy.NONE,
)
UNKNOWN_MODEL = Meaning(
    reason=ErrorReason.MODEL_CONTRACT_MISMATCH,
    message="The model server does not know the model or the path. Check BOLE_OPENAI_MODEL and BOLE_OPENAI_BASE_URL.",
    remedy=Remedy.NONE,
)
MOVED = Meaning(
    reason=ErrorReason.MODEL_CONTRACT_MISMATCH,
    message="The model server redirects, which is not followed. Set BOLE_OPENAI_BASE_URL to the address that it names.",
    remedy=Remedy.NONE,
)

BY_STATUS: Mapping[int, Meaning] = MappingProxyType(
    {
        401: KEY,
        403: KEY,
        404: UNKNOWN_MODEL,
        405: UNKNOWN_MODEL,
        408: BROKEN,
        409: BROKEN,
        429: FULL,
        500: BROKEN,
        502: STARTING,
        503: STARTING,
        504: STARTING,
    }
)
"""What a status means when no range says it: 3xx are `MOVED`, other 4xx `REFUSED`, other 5xx `BROKEN`."""


def meaning_of_status(status: int) -> Meaning:
    """Looks an HTTP status of 300 or more up."""
    by_range = MOVED if status < 400 else REFUSED if status < 500 else BROKEN
    return BY_STATUS.get(status, by_range)


def meaning_of(error: openai.OpenAIError) -> Meaning:
    """Looks an error of the `openai` package up; what is no HTTP status is a connection that failed."""
    return meaning_of_status(error.status_code) if isinstance(error, openai.APIStatusError) else AWAY


def as_bole_error(meaning: Meaning, error: openai.OpenAIError | None = None) -> BoleError:
    """Returns what callers are told; the server's own words, which may quote a prompt, are left out."""
    status = str(error.status_code) if isinstance(error, openai.APIStatusError) else ""
    return BoleError(meaning.reason, meaning.message, metadata={"status": status} if status else {})


def retry_after_seconds(error: openai.OpenAIError) -> float:
    """Returns the seconds that the server asks to wait; 0 where it does not say, or says it as a date."""
    text = error.response.headers.get("retry-after", "") if isinstance(error, openai.APIStatusError) else ""
    try:
        seconds = float(text)
    except ValueError:
        return 0.0
    return max(0.0, seconds) if math.isfinite(seconds) else 0.0
