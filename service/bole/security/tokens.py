"""Tokens (JWT) of an identity provider, checked against its public keys."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import jwt

from bole.domain.access import TENANT_PATTERN, Caller, Role
from bole.domain.errors import BoleError
from bole.security.bounded import Bounded
from bole.security.refusals import expired, unknown_credentials
from bole.security.token_keys import TokenKeys

LEEWAY_SECONDS = 30.0
"""How far the provider's clock may be off."""

_MOST_CHARACTERS = 8192
_MOST_SUBJECT = 256
_MOST_KEPT = 4096
_TYPES = frozenset({"JWT", "AT+JWT", "APPLICATION/AT+JWT"})
_TENANT = re.compile(TENANT_PATTERN)
_REQUIRED = ("exp", "iss", "aud", "sub")


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenTerms:
    """What tokens have to say.

    Attributes:
        issuer: Their `iss`.
        audience: Their `aud`, or one of it.
        bound: True refuses those that are good on any connection.
    """

    issuer: str
    audience: str
    bound: bool = False


@dataclass(frozen=True, slots=True)
class _Checked:
    caller: Caller
    ends_at: float
    thumbprint: bytes | None


class Tokens:
    """Checks tokens; one that was checked is good until it ends, for as long as the keys are the same."""

    def __init__(self, terms: TokenTerms, keys: Callable[[], TokenKeys], clock: Callable[[], float]) -> None:
        """Keeps what is asked of tokens, the keys as they are at a time, and the seconds since 1970."""
        self._terms, self._keys, self._clock = terms, keys, clock
        self._checked_with: TokenKeys | None = None
        self._checked: Bounded[bytes, _Checked] = Bounded(_MOST_KEPT)

    def caller(self, text: str, thumbprint: bytes | None) -> Caller:
        """Returns who a token speaks for.

        Args:
            text: The token.
            thumbprint: SHA-256 of the client's certificate, None without one.

        Raises:
            BoleError: CREDENTIALS_INVALID.
        """
        checked = self._known(text)
        if self._clock() >= checked.ends_at + LEEWAY_SECONDS:
            raise expired("The token")
        if checked.thumbprint is None:
            if self._terms.bound:
                raise unknown_credentials("The token is not bound to a certificate, which this service asks for.")
        elif thumbprint is None or not hmac.compare_digest(checked.thumbprint, thumbprint):
            raise unknown_credentials("The token belongs to another client certificate.")
        return checked.caller

    def _known(self, text: str) -> _Checked:
        keys = self._keys()
        if keys is not self._checked_with:
            self._checked, self._checked_with = Bounded(_MOST_KEPT), keys
        digest = hashlib.sha256(text.encode()).digest()
        found = self._checked.get(digest)
        if found is None:
            found = self._check(text, keys)
            self._checked.put(digest, found)
        return found

    def _check(self, text: str, keys: TokenKeys) -> _Checked:
        try:
            return _read(self._claims(text, keys))
        except jwt.ExpiredSignatureError:
            raise expired("The token") from None
        except (jwt.PyJWTError, OverflowError) as error:  # times that are no times overflow
            raise unknown_credentials(f"The token is not good here ({type(error).__name__}).") from None

    def _claims(self, text: str, keys: TokenKeys) -> Mapping[str, Any]:
        if len(text) > _MOST_CHARACTERS:
            raise jwt.DecodeError
        header = jwt.get_unverified_header(text)
        if "crit" in header or str(header.get("typ", "JWT")).upper() not in _TYPES:
            raise jwt.InvalidTokenError
        key = keys.key_for(header.get("kid"))
        if key is None:
            raise jwt.InvalidKeyError
        return jwt.decode(
            text,
            key.key,
            algorithms=key.algorithms,
            issuer=self._terms.issuer,
            audience=self._terms.audience,
            leeway=LEEWAY_SECONDS,
            options={"require": list(_REQUIRED)},
        )


def _read(claims: Mapping[str, Any]) -> _Checked:
    tenant, roles, subject = claims.get("tenant"), claims.get("roles"), claims["sub"]
    if not isinstance(tenant, str) or not _TENANT.fullmatch(tenant):
        raise unknown_credentials("The token names no tenant: its claim `tenant` is missing or not a name.")
    if not isinstance(roles, list):
        raise unknown_credentials("The token has no list of roles in its claim `roles`.")
    if not 0 < len(subject.strip()) <= _MOST_SUBJECT:  # cut, two would be one; empty, a reviewer could be anybody
        raise unknown_credentials("The token does not say who it is of: its claim `sub` is empty or too long.")
    known = frozenset(role for role in Role if role.value in roles)
    return _Checked(Caller(tenant=tenant, subject=subject, roles=known), float(claims["exp"]), _thumbprint(claims))


def _thumbprint(claims: Mapping[str, Any]) -> bytes | None:
    """Returns what the token is bound to, None where it is bound to nothing.

    Raises:
        BoleError: It is bound to something that cannot be checked here, such as a key of DPoP.
    """
    if "cnf" not in claims:
        return None
    bound = claims["cnf"]
    written = bound.get("x5t#S256") if isinstance(bound, dict) and len(bound) == 1 else None
    if isinstance(written, str) and re.fullmatch(r"[A-Za-z0-9_-]{43}", written):
        try:
            return base64.urlsafe_b64decode(written + "=")
        except binascii.Error:
            pass
    raise _bound_otherwise()


def _bound_otherwise() -> BoleError:
    return unknown_credentials("The token is bound to something else than a certificate.")
