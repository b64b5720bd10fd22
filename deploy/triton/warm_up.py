"""What has to go well before a server counts as ready: a certificate that clients trust, and a guided answer."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPException

from guided_request import ANSWER, DIRECT, AnsweredError, NoAnswerError, Vocabulary, ask
from handshake import CertificateError
from preflight import MODEL
from refused_error import RefusedError

REQUEST_SECONDS = 300.0
AGAIN_SECONDS = 30.0
"""How long a server that says it is ready may still be late with its ports, or busy with requests of others."""

LOOK_SECONDS = 0.2
HEALTH_SECONDS = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """What is warmed up.

    Attributes:
        url: Where its HTTP is.
        vocabulary: That of its model.
        check_certificate: Looks at what it shows to clients; raises CertificateError or OSError.
    """

    url: str
    vocabulary: Vocabulary
    check_certificate: Callable[[], None]


def is_ready(url: str) -> bool:
    """Says whether a server answers that its models are ready."""
    try:
        with DIRECT.open(f"{url}/v2/health/ready", timeout=HEALTH_SECONDS):
            return True
    except (OSError, HTTPException):  # refused, an error status, or no HTTP at all
        return False


def warm_up(server: Server, within_seconds: float) -> None:
    """Waits until a server is ready, looks at its certificate, and lets it answer one guided request.

    Raises:
        RefusedError: It was not ready in time, shows a bad certificate, failed the request, or answered something that
            the grammar forbids.
    """
    until = time.monotonic() + within_seconds
    while not is_ready(server.url):
        if time.monotonic() > until:
            raise RefusedError(
                f"The server was not ready within {within_seconds:g} s. Look at its log, or raise --ready-seconds."
            )
        time.sleep(LOOK_SECONDS)
    _check_certificate(server)
    found = _first_answer(server)
    if found != ANSWER:
        raise RefusedError(
            f"The server answers a guided request with {found!r}, where only {ANSWER!r} is allowed. "
            f"{_look_at_guiding()}"
        )


def _check_certificate(server: Server) -> None:
    until = time.monotonic() + AGAIN_SECONDS
    while True:
        try:
            return server.check_certificate()
        except CertificateError as error:
            raise RefusedError(
                f"The server shows a certificate that clients refuse: {error}. Run the service `certificates`."
            ) from error
        except OSError as error:  # gRPC listens a little later than HTTP
            if time.monotonic() > until:
                raise RefusedError(f"The gRPC port does not speak TLS ({error!r}). Look at its log.") from error
        time.sleep(LOOK_SECONDS)


def _first_answer(server: Server) -> str:
    """Asks again where the server is late or busy: that tells nothing of its model."""
    until = time.monotonic() + AGAIN_SECONDS
    while True:
        try:
            return ask(server.url, server.vocabulary, REQUEST_SECONDS)
        except AnsweredError as error:
            if not error.busy or time.monotonic() > until:
                raise RefusedError(
                    f"The server fails a guided request: {error}." + ("" if error.busy else f" {_look_at_guiding()}")
                ) from error
        except NoAnswerError as error:
            if time.monotonic() > until:
                raise RefusedError(
                    f"The server gives no answer to a guided request ({error}). Look at its log."
                ) from error
        time.sleep(LOOK_SECONDS)


def _look_at_guiding() -> str:
    return (
        "Guided decoding is not set up: look at guided_decoding_backend, tokenizer_dir and "
        f"xgrammar_tokenizer_info_path in the config.pbtxt of {MODEL}, or render the repository again."
    )
