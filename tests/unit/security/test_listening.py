"""Where a service may listen that is open."""

from __future__ import annotations

import pytest

from bole.domain.errors import BoleError
from bole.security.listening import refuse_open_listening

PRIVATE = ("127.0.0.1:50051", "127.9.9.9:0", "localhost:50051", "LOCALHOST:1", "[::1]:50051", "unix:/run/bole.sock")
OPEN = (
    "0.0.0.0:50051",
    "[::]:50051",
    "10.0.0.5:50051",
    "192.168.1.1:50051",
    "[fe80::1]:50051",
    "bole.example.com:50051",
    "localhost.example.com:50051",
    "127.0.0.1.example.com:1",
    ":50051",
    "*:50051",
    "ipv4:127.0.0.1:50051",
    "unix-abstract:bole",
    "vsock:1:2",
)


@pytest.mark.parametrize("address", PRIVATE)
def test_on_this_machine_nothing_is_needed(address: str) -> None:
    refuse_open_listening(address, has_tls=False, has_authentication=False)


@pytest.mark.parametrize("address", OPEN)
def test_beyond_it_both_are_needed(address: str) -> None:
    """The message says what to set, and each of them."""
    refuse_open_listening(address, has_tls=True, has_authentication=True)
    for has_tls, has_authentication, named in (
        (False, False, "BOLE_SERVER_CERTIFICATE .* and callers .*BOLE_API_KEYS"),
        (True, False, "which needs callers .*BOLE_API_KEYS"),
        (False, True, "which needs TLS .*BOLE_SERVER_KEY\\)\\. Set"),
    ):
        with pytest.raises(BoleError, match=named) as caught:
            refuse_open_listening(address, has_tls=has_tls, has_authentication=has_authentication)
        assert "BOLE_ALLOW_OPEN_LISTENING=true" in caught.value.message
