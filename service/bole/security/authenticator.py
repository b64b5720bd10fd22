"""Tells who calls: by an API key, a token, or the certificate of the connection."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from bole.domain.access import Caller, Shown
from bole.domain.errors import BoleError
from bole.security.api_keys import caller_of_key, looks_like_key
from bole.security.client_certificates import ClientCertificate, ClientCertificates
from bole.security.key_file import KeyFile
from bole.security.refusals import expired, missing_credentials, unknown_credentials
from bole.security.token_keys import TokenKeys
from bole.security.tokens import Tokens, TokenTerms

_NO_KEYS = KeyFile(keys={}, certificates={})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """What is known of callers, as it is whenever it is asked for.

    Attributes:
        key_file: The keys and certificates that are known; None where none are.
        token_keys: The provider's keys; None where no tokens are taken.
        token_terms: What tokens have to say; belongs to `token_keys`.
    """

    key_file: Callable[[], KeyFile] | None = None
    token_keys: Callable[[], TokenKeys] | None = None
    token_terms: TokenTerms | None = None


class CredentialAuthenticator:
    """Tells who calls; for use from one event loop.

    A call shows one credential: a key or a token. The certificate of its connection counts where it shows neither.
    """

    def __init__(self, sources: Sources, *, clock: Callable[[], float] = time.time) -> None:
        """Keeps what is known; `clock` gives seconds since 1970."""
        self._key_file = sources.key_file or (lambda: _NO_KEYS)
        self._clock = clock
        self._certificates = ClientCertificates()
        self._tokens: Tokens | None = None
        if sources.token_keys is not None and sources.token_terms is not None:
            self._tokens = Tokens(sources.token_terms, sources.token_keys, clock)

    def caller(self, shown: Shown) -> Caller:
        """Returns who calls.

        Raises:
            BoleError: CREDENTIALS_MISSING or CREDENTIALS_INVALID.
        """
        certificate = None if shown.certificate is None else self._certificates.read(shown.certificate)
        if certificate is not None and self._clock() >= certificate.ends_at:
            raise expired("The client certificate")
        text = _credential(shown)
        if text is None:
            return self._caller_of_certificate(certificate)
        if looks_like_key(text):
            return caller_of_key(text, self._key_file(), self._clock)
        if self._tokens is None:
            raise unknown_credentials("What the call shows is no API key, and this service takes no tokens.")
        return self._tokens.caller(text, None if certificate is None else certificate.thumbprint)

    def _caller_of_certificate(self, certificate: ClientCertificate | None) -> Caller:
        if certificate is None:
            raise missing_credentials()
        known = certificate.owner(self._key_file())
        if known is None:
            raise missing_credentials()
        if not known.holds(self._clock()):
            raise expired("What the client certificate stands for")
        return known.caller


def _credential(shown: Shown) -> str | None:
    """Returns the key or token of a call, None where it shows none.

    Raises:
        BoleError: CREDENTIALS_INVALID for two of them, or for another scheme than Bearer.
    """
    key, written = shown.metadata.get("x-api-key"), shown.metadata.get("authorization")
    if written is None:
        return key
    if key is not None:
        raise _not_one()
    scheme, _, text = written.partition(" ")
    if scheme.lower() != "bearer" or not text.strip():
        raise _not_one()
    return text.strip()


def _not_one() -> BoleError:
    return unknown_credentials("Show one credential, as `authorization: Bearer ...` or as `x-api-key`.")
