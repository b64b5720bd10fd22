"""Which of the things that a call shows counts."""

from __future__ import annotations

import time
from collections.abc import Mapping

import pytest
import yaml
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from bole.domain.access import Shown
from bole.domain.errors import BoleError, ErrorReason
from bole.security.api_keys import new_key
from bole.security.authenticator import CredentialAuthenticator, Sources
from bole.security.key_file import read_key_file
from tests.authority import Authority, Pair

AUTHORITY = Authority()
KEY = new_key()
LOADER = AUTHORITY.issue("loader", ("Loader.example.com",))
ENTRY = {"tenant": "acme", "roles": ["caller"]}
KNOWN = {
    "keys": [{"id": KEY.key_id, "name": "ats", "sha256": KEY.sha256} | ENTRY],
    "certificates": [
        {"name": "loader", "shows": "cn:loader"} | ENTRY,
        {"name": "host", "shows": "dns:host.example.com"} | ENTRY,
    ],
}


class Clock:
    """Seconds since 1970 that a test moves."""

    def __init__(self) -> None:
        self.now = time.time()

    def __call__(self) -> float:
        """Returns them."""
        return self.now


def authenticator(known: Mapping[str, object] = KNOWN, clock: Clock | None = None) -> CredentialAuthenticator:
    read = read_key_file(yaml.safe_dump(dict(known)).encode())
    return CredentialAuthenticator(Sources(key_file=lambda: read), clock=clock or Clock())


def shown(pair: Pair | None = None, **metadata: str) -> Shown:
    der = None if pair is None else x509.load_pem_x509_certificate(pair.certificate).public_bytes(Encoding.DER)
    return Shown(metadata={name.replace("_", "-"): value for name, value in metadata.items()}, certificate=der)


def reason(ours: CredentialAuthenticator, asked: Shown) -> ErrorReason:
    with pytest.raises(BoleError) as caught:
        ours.caller(asked)
    return caught.value.reason


def test_a_key_goes_before_the_certificate_beside_it() -> None:
    """One that is no good is refused, and not passed over for the certificate."""
    ours = authenticator()

    assert ours.caller(shown(LOADER, x_api_key=KEY.text)).subject == "ats"
    assert ours.caller(shown(LOADER)).subject == "loader"
    assert reason(ours, shown(LOADER, x_api_key="bole_")) is ErrorReason.CREDENTIALS_INVALID


@pytest.mark.parametrize(
    ("name", "hosts", "subject"),
    [
        ("host.example.com", (), None),
        ("any", ("host.example.com",), "host"),
        ("any", ("a.example.com", "host.example.com"), "host"),
        ("any", ("xhost.example.com",), None),
        ("LOADER", (), None),
    ],
)
def test_a_certificate_is_known_by_the_very_name_and_its_kind(
    name: str, hosts: tuple[str, ...], subject: str | None
) -> None:
    asked = shown(AUTHORITY.issue(name, hosts))

    if subject is None:
        assert reason(authenticator(), asked) is ErrorReason.CREDENTIALS_MISSING
    else:
        assert authenticator().caller(asked).subject == subject


def test_a_certificate_that_expires_is_refused_on_the_connection_that_is_there() -> None:
    """With a key beside it too."""
    clock = Clock()
    ours = authenticator(clock=clock)
    assert ours.caller(shown(LOADER)).subject == "loader"

    clock.now += 86_400

    assert reason(ours, shown(LOADER)) is ErrorReason.CREDENTIALS_INVALID
    assert reason(ours, shown(LOADER, x_api_key=KEY.text)) is ErrorReason.CREDENTIALS_INVALID


def test_without_a_provider_tokens_are_refused() -> None:
    assert reason(authenticator(), shown(authorization="Bearer a.b.c")) is ErrorReason.CREDENTIALS_INVALID


def test_without_a_file_of_keys_nobody_has_one() -> None:
    ours = CredentialAuthenticator(Sources())

    assert reason(ours, shown(x_api_key=KEY.text)) is ErrorReason.CREDENTIALS_INVALID
    assert reason(ours, shown(LOADER)) is ErrorReason.CREDENTIALS_MISSING
