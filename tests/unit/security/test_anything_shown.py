"""Whatever a call shows, it is refused with a reason: nothing that strangers send may fail inside."""

from __future__ import annotations

import base64
import json
import math
import time

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bole.domain.access import Shown
from bole.domain.errors import BoleError, ErrorReason
from bole.security.authenticator import CredentialAuthenticator, Sources
from bole.security.bounded import Bounded
from bole.security.token_keys import read_token_keys
from bole.security.tokens import TokenTerms
from tests.authority import AUDIENCE, ISSUER, Provider

PROVIDER = Provider()
KEYS = read_token_keys(PROVIDER.jwks())
OURS = CredentialAuthenticator(
    Sources(token_keys=lambda: KEYS, token_terms=TokenTerms(issuer=ISSUER, audience=AUDIENCE))
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=4,
)
PART = st.binary(max_size=20) | VALUES.map(lambda value: json.dumps(value).encode())
HEADER = st.fixed_dictionaries(
    {}, optional=dict.fromkeys(("alg", "kid", "typ", "crit", "b64", "jwk", "x5c"), VALUES)
).map(lambda header: json.dumps(header).encode())
CLAIMS = ("exp", "nbf", "iat", "aud", "sub", "tenant", "roles", "cnf", "jti")


INVALID = ErrorReason.CREDENTIALS_INVALID


def refusal_of(text: str) -> ErrorReason | None:
    """Returns why a credential is refused, None where it is taken; whatever else is raised fails the test."""
    try:
        OURS.caller(Shown(metadata={"authorization": f"Bearer {text}"}))
    except BoleError as error:
        return error.reason
    return None


@given(st.text(max_size=60) | st.from_regex(r"bole_[0-9a-f]{16}_[A-Za-z0-9_-]{43}", fullmatch=True))
@settings(max_examples=200)
def test_any_text_is_refused(text: str) -> None:
    assert refusal_of(text) is INVALID


@given(HEADER | PART, PART, st.binary(max_size=70))
@settings(max_examples=200)
def test_anything_of_the_shape_of_a_token_is_refused(header: bytes, claims: bytes, signature: bytes) -> None:
    parts = (base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in (header, claims, signature))

    assert refusal_of(".".join(parts)) is INVALID


@given(st.dictionaries(st.sampled_from(CLAIMS), VALUES, min_size=1, max_size=3))
@example({"exp": math.inf})
@example({"exp": math.nan})
@example({"exp": 10**400})
@example({"nbf": math.inf})
@example({"iat": "soon"})
@settings(max_examples=200)
def test_strange_claims_of_the_provider_itself_fail_nothing(claims: dict[str, object]) -> None:
    """Taken or refused: those that are optional may be left out."""
    token = PROVIDER.token(None, **claims)

    assert refusal_of(token) in {None, INVALID}


def test_only_the_values_that_were_used_last_are_kept() -> None:
    """However many tokens are shown."""
    kept: Bounded[int, float] = Bounded(2)
    for key in (1, 2):
        kept.put(key, time.time())
    kept.get(1)
    kept.put(3, time.time())

    assert [key for key in (1, 2, 3) if kept.get(key) is not None] == [1, 3]
