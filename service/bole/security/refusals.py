"""What callers are told whose credentials are not good; nothing of what they showed."""

from __future__ import annotations

from bole.domain.errors import BoleError, ErrorReason


def missing_credentials() -> BoleError:
    """Builds the error for a call that shows none."""
    return BoleError(
        ErrorReason.CREDENTIALS_MISSING,
        "The call shows no credentials. Send an API key or a token as `authorization: Bearer ...`.",
    )


def unknown_credentials(what: str) -> BoleError:
    """Builds the error for credentials that are not good; `what` is a sentence."""
    return BoleError(ErrorReason.CREDENTIALS_INVALID, f"{what} Ask the operator of the service for another one.")


def expired(what: str) -> BoleError:
    """Builds the error for credentials that ended; `what` begins a sentence."""
    return BoleError(ErrorReason.CREDENTIALS_INVALID, f"{what} has expired. Get a new one.")
