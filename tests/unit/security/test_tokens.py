"""Tokens that are refused, a table of them, and keys that are."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from bole.domain.access import Caller, Role
from bole.domain.errors import BoleError, ErrorReason
from bole.security.token_keys import TokenKeys, read_token_keys
from bole.security.tokens import Tokens, TokenTerms
from tests.authority import AUDIENCE, ISSUER, Authority, Provider

PROVIDER, STRANGER = Provider(), Provider()
NOW = int(time.time())
LATER = NOW + 86_400
"""Long after the last test."""
TERMS = TokenTerms(issuer=ISSUER, audience=AUDIENCE)


def tokens(content: bytes | None = None, *, bound: bool = False, clock: Callable[[], float] = time.time) -> Tokens:
    keys = read_token_keys(content or PROVIDER.jwks())
    return Tokens(TokenTerms(issuer=ISSUER, audience=AUDIENCE, bound=bound), lambda: keys, clock)


def unsigned() -> str:
    return jwt.encode(jwt.decode(PROVIDER.token(), options={"verify_signature": False}), "", algorithm="none")


def signed_with_the_public_key() -> str:
    """As if it were a shared secret, which everybody has."""
    header, claims, _ = PROVIDER.token().split(".")
    lied = base64.urlsafe_b64encode(json.dumps({"alg": "HS256", "typ": "JWT", "kid": "k1"}).encode()).rstrip(b"=")
    whole = f"{lied.decode()}.{claims}"
    assert header
    mac = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256).sign(whole.encode(), PROVIDER.public_pem())
    return f"{whole}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"


def test_a_token_says_who_calls() -> None:
    """Roles of other programs are none here."""
    caller = tokens().caller(PROVIDER.token(roles=["reviewer", "billing"]), None)

    assert caller == Caller(tenant="acme", subject="ada", roles=frozenset({Role.REVIEWER}))


@pytest.mark.parametrize(
    ("token", "said"),
    [
        (PROVIDER.token(exp=NOW - 60), "expired"),
        (PROVIDER.token(nbf=LATER), "ImmatureSignature"),
        (PROVIDER.token(iat=LATER), "ImmatureSignature"),
        (PROVIDER.token(iss="https://other.example.com"), "InvalidIssuer"),
        (PROVIDER.token(aud="other"), "InvalidAudience"),
        (PROVIDER.token(exp=None), "MissingRequiredClaim"),
        (PROVIDER.token(iss=None), "MissingRequiredClaim"),
        (PROVIDER.token(aud=None), "MissingRequiredClaim"),
        (PROVIDER.token(sub=None), "MissingRequiredClaim"),
        (PROVIDER.token(sub=7), "InvalidSubject"),
        (PROVIDER.token(sub=""), "who it is of"),
        (PROVIDER.token(sub=" "), "who it is of"),
        (PROVIDER.token(sub="a" * 257), "who it is of"),
        (PROVIDER.token(tenant=None), "names no tenant"),
        (PROVIDER.token(tenant="../acme"), "names no tenant"),
        (PROVIDER.token(tenant=7), "names no tenant"),
        (PROVIDER.token(roles=None), "no list of roles"),
        (PROVIDER.token(roles="caller"), "no list of roles"),
        (PROVIDER.token(cnf={"jkt": "x"}), "bound to something else"),
        (PROVIDER.token(cnf={"x5t#S256": "short"}), "bound to something else"),
        (PROVIDER.token(cnf=None, header={"crit": ["exp"]}), "not good here"),
        (PROVIDER.token(header={"kid": "other"}), "InvalidKey"),
        (PROVIDER.token(header={"typ": "logout+jwt"}), "not good here"),
        (STRANGER.token(), "InvalidSignature"),
        (PROVIDER.token()[:-4] + "AAAA", "InvalidSignature"),
        (PROVIDER.token(padding="x" * 9000), "Decode"),
        (unsigned(), "InvalidAlgorithm"),
        (signed_with_the_public_key(), "InvalidAlgorithm"),
        ("", "Decode"),
        ("a.b.c", "Decode"),
        ("é.é.é", "Decode"),
    ],
)
def test_a_token_that_is_not_good_is_refused(token: str, said: str) -> None:
    with pytest.raises(BoleError, match=said) as caught:
        tokens().caller(token, None)
    assert caught.value.reason is ErrorReason.CREDENTIALS_INVALID


def test_a_token_that_is_known_ends_all_the_same() -> None:
    now = float(NOW)
    ours = tokens(clock=lambda: now)
    token = PROVIDER.token(exp=LATER)
    assert ours.caller(token, None).subject == "ada"

    now = LATER + 29.0
    assert ours.caller(token, None).subject == "ada"
    now = LATER + 31.0
    with pytest.raises(BoleError, match="has expired"):
        ours.caller(token, None)


def test_a_token_that_is_known_is_refused_when_its_key_is_gone() -> None:
    kept: TokenKeys = read_token_keys(PROVIDER.jwks())
    ours = Tokens(TERMS, lambda: kept, time.time)
    token = PROVIDER.token()
    assert ours.caller(token, None).subject == "ada"

    kept = read_token_keys(Provider(key_id="k2").jwks())

    with pytest.raises(BoleError, match="InvalidKey"):
        ours.caller(token, None)


def test_a_bound_token_is_good_with_its_certificate_alone() -> None:
    """Where that is asked for, one that is bound to nothing is never good."""
    client = Authority().issue("client")
    thumbprint = base64.urlsafe_b64decode(client.thumbprint + "=")
    token = PROVIDER.token(cnf={"x5t#S256": client.thumbprint})

    assert tokens(bound=True).caller(token, thumbprint).subject == "ada"
    for other in (None, b"\0" * 32):
        with pytest.raises(BoleError, match="another client certificate"):
            tokens().caller(token, other)
    with pytest.raises(BoleError, match="not bound"):
        tokens(bound=True).caller(PROVIDER.token(), thumbprint)


def short_rsa() -> dict[str, object]:
    breakable = rsa.generate_private_key(65537, 1024)  # noqa: S505  # which is what is refused
    written = jwt.algorithms.RSAAlgorithm.to_jwk(breakable.public_key())
    return dict(json.loads(written))


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("{", "no JSON"),
        ("[]", "no list `keys`"),
        ('{"keys": {}}', "no list `keys`"),
        ('{"keys": [1]}', "no list `keys`"),
        ('{"keys": []}', "no key for signatures"),
        (json.dumps({"keys": [PROVIDER.jwk(use="enc")]}), "no key for signatures"),
        ('{"keys": [{"kty": "oct", "k": "c2VjcmV0"}]}', "shared secrets are refused"),
        (json.dumps({"keys": [PROVIDER.jwk(d="AAAA")]}), "private key"),
        (json.dumps({"keys": [PROVIDER.jwk(alg="HS256")]}), "does not fit its type"),
        (json.dumps({"keys": [PROVIDER.jwk(alg="none")]}), "does not fit its type"),
        (json.dumps({"keys": [PROVIDER.jwk(x="AAAA")]}), "damaged"),
        (json.dumps({"keys": [PROVIDER.jwk(), PROVIDER.jwk()]}), "same `kid`"),
        (json.dumps({"keys": [PROVIDER.jwk(), PROVIDER.jwk(kid="")]}), "without `kid`"),
        (json.dumps({"keys": [short_rsa()]}), "fewer than 2048 bits"),
    ],
)
def test_keys_that_cannot_be_used_are_refused(content: str, fault: str) -> None:
    with pytest.raises(BoleError, match="BOLE_JWT_KEYS") as caught:
        read_token_keys(content.encode())
    assert fault in caught.value.message
