"""The public keys of an identity provider: a JWKS file, and which algorithms each key is good for."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from bole.domain.errors import BoleError, ErrorReason

if TYPE_CHECKING:
    from jwt.algorithms import AllowedPublicKeys

_LEAST_RSA_BITS = 2048
_RSA = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512")
_ALGORITHMS: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("RSA", ""): _RSA,
    ("EC", "P-256"): ("ES256",),
    ("EC", "P-384"): ("ES384",),
    ("EC", "P-521"): ("ES512",),
    ("OKP", "Ed25519"): ("EdDSA",),
}
"""What a key may sign with, by type and curve: nothing that needs a secret here, and never `none`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenKey:
    """A public key and the algorithms that a token may name for it."""

    key: AllowedPublicKeys
    algorithms: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class TokenKeys:
    """Keys by their `kid`, empty for one without; another reading of the file is another value."""

    keys: Mapping[str, TokenKey]

    def key_for(self, key_id: object) -> TokenKey | None:
        """Returns the key that a token names; the only one for a token that names none."""
        if key_id is None and len(self.keys) == 1:
            return next(iter(self.keys.values()))
        return self.keys.get(key_id) if isinstance(key_id, str) else None


def read_token_keys(content: bytes) -> TokenKeys:
    """Reads a JWKS file.

    Raises:
        BoleError: ARGUMENT_INVALID with what is wrong.
    """
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        raise _refused("it is no JSON") from None
    written = found.get("keys") if isinstance(found, dict) else None
    if not isinstance(written, list) or not all(isinstance(key, dict) for key in written):
        raise _refused("it has no list `keys`")
    return TokenKeys(_by_id([key for key in written if key.get("use", "sig") == "sig"]))


def _by_id(written: Sequence[Mapping[str, Any]]) -> dict[str, TokenKey]:
    keys: dict[str, TokenKey] = {}
    for number, one in enumerate(written, 1):
        key_id = str(one.get("kid", ""))
        if key_id in keys:
            raise _refused(f"key {number} has the same `kid` as one before it")
        keys[key_id] = _key(one, number)
    if not keys:
        raise _refused("it has no key for signatures")
    if "" in keys and len(keys) > 1:
        raise _refused("a key without `kid` stands beside others")
    return keys


def _key(written: Mapping[str, Any], number: int) -> TokenKey:
    allowed = _ALGORITHMS.get((str(written.get("kty")), str(written.get("crv", ""))))
    if allowed is None:
        raise _refused(f"key {number} is none of RSA, P-256, P-384, P-521 and Ed25519; shared secrets are refused")
    if "d" in written:
        raise _refused(f"key {number} is a private key, which belongs to the identity provider alone")
    algorithm = written.get("alg")
    if algorithm is not None and algorithm not in allowed:
        raise _refused(f"key {number} has an `alg` that does not fit its type")
    try:
        key = jwt.PyJWK(dict(written), algorithm=algorithm or allowed[0]).key
    except (jwt.PyJWTError, ValueError):
        raise _refused(f"key {number} is damaged") from None
    if isinstance(key, RSAPublicKey) and key.key_size < _LEAST_RSA_BITS:
        raise _refused(f"key {number} has fewer than {_LEAST_RSA_BITS} bits")
    return TokenKey(key=key, algorithms=(algorithm,) if algorithm else allowed)


def _refused(fault: str) -> BoleError:
    return BoleError(
        ErrorReason.ARGUMENT_INVALID, f"The file of BOLE_JWT_KEYS cannot be used: {fault}. Get it from the provider."
    )
