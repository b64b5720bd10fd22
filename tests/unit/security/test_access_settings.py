"""Settings of access that do not fit together."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from bole.settings import Settings


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"server_certificate": "a"}, "BOLE_SERVER_CERTIFICATE and BOLE_SERVER_KEY belong together"),
        ({"server_key": "a"}, "BOLE_SERVER_CERTIFICATE and BOLE_SERVER_KEY belong together"),
        ({"client_certificate": "a"}, "BOLE_CLIENT_CERTIFICATE and BOLE_CLIENT_CERTIFICATE_KEY belong together"),
        ({"client_authority": "a"}, "BOLE_CLIENT_AUTHORITY needs BOLE_SERVER_CERTIFICATE"),
        ({"jwt_keys": "a", "jwt_issuer": "i"}, "BOLE_JWT_KEYS needs BOLE_JWT_ISSUER and BOLE_JWT_AUDIENCE"),
        ({"jwt_bound": "true"}, "BOLE_JWT_BOUND needs BOLE_CLIENT_AUTHORITY"),
        ({"audit_log": "a"}, "BOLE_AUDIT_LOG needs a BOLE_CANDIDATE_ID_KEY of your own"),
        ({"api_key": "a", "token": "b"}, "BOLE_API_KEY and BOLE_TOKEN are both set"),
    ],
)
def test_what_does_not_fit_is_refused(settings: dict[str, str], said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(f"BOLE_{name.upper()}", value)

    with pytest.raises(ValidationError, match=said):
        Settings()


def test_secrets_are_not_shown() -> None:
    shown = repr(Settings(api_key="bole_secret")) + repr(Settings(token="secret"))  # type: ignore[arg-type]  # noqa: S106

    assert "secret" not in shown.replace("SecretStr", "").replace("secrets", "")
