"""What docker-compose.yml tells the service fits its settings and the files that `certificates` makes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bole.bootstrap.access import authenticator_of, server_certificates
from bole.domain.access import Caller, Role, Shown
from bole.settings import Settings
from bole.storage.keys.master_keys import parsed_keys
from tests.requirements import require_program
from tests.unit.deploy.compose import ROOT, services

PREPARE = ROOT / "deploy" / "certificates" / "prepare.py"


@pytest.mark.parametrize("engine", ["rules", "triton"])
def test_the_service_starts_with_its_environment(engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the volume of its secrets in another place."""
    require_program("openssl", package="openssl")
    subprocess.run([sys.executable, PREPARE, tmp_path], check=True, capture_output=True, timeout=60)
    for name in [name for name in os.environ if name.startswith("BOLE_")]:
        monkeypatch.delenv(name)
    for name, value in services()["bole"]["environment"].items():
        monkeypatch.setenv(name, value.replace("/run/bole", str(tmp_path / "bole")))
    monkeypatch.setenv("BOLE_ENGINE", engine)

    settings = Settings()

    assert settings.engine == engine
    assert settings.candidate_id_key.get_secret_value() == (tmp_path / "authority" / "candidate_id_key").read_text()
    assert settings.triton_restricted_key is not None
    restricted = (tmp_path / "triton" / "restricted_key").read_text()
    assert settings.triton_restricted_key.get_secret_value() == restricted
    assert settings.master_keys is not None
    assert parsed_keys(settings.master_keys.get_secret_value()).newest == "first"
    assert settings.database_password is not None
    assert settings.database_password.get_secret_value() == (tmp_path / "postgres" / "password").read_text()
    for file in (
        settings.triton_root_certificates,
        settings.triton_client_certificate,
        settings.triton_client_key,
    ):
        assert file is not None
        assert file.is_file()


def test_it_listens_with_tls_and_knows_the_first_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Inside of a container it has to listen beyond loopback, which else is refused."""
    require_program("openssl", package="openssl")
    subprocess.run([sys.executable, PREPARE, tmp_path], check=True, capture_output=True, timeout=60)
    for name in [name for name in os.environ if name.startswith("BOLE_")]:
        monkeypatch.delenv(name)
    for name, value in services()["bole"]["environment"].items():
        monkeypatch.setenv(name, value.replace("/run/bole", str(tmp_path / "bole")))
    settings = Settings()
    key = (tmp_path / "client" / "api_key").read_text()

    authenticator = authenticator_of(settings)

    assert authenticator is not None
    assert server_certificates(settings) is not None
    shown = Shown(metadata={"authorization": f"Bearer {key}"})
    assert authenticator.caller(shown) == Caller(tenant="default", subject="first", roles=frozenset(Role))
    assert not settings.allow_open_listening
    assert [port.split(":")[0] for port in services()["bole"]["ports"]] == ["127.0.0.1"]


def test_its_grace_fits_the_time_docker_gives_it() -> None:
    bole = services()["bole"]
    assert float(bole["environment"]["BOLE_GRACE_SECONDS"]) + 10 <= float(bole["stop_grace_period"].removesuffix("s"))


def test_its_database_lies_in_a_volume() -> None:
    """All else in the container is gone with it."""
    bole = services()["bole"]
    folders = [target for _, target, *_ in (volume.split(":") for volume in bole["volumes"])]
    database, keys = (
        Path(bole["environment"][name].removeprefix("sqlite:///")) for name in ("BOLE_DATABASE", "BOLE_KEY_DATABASE")
    )
    assert (keys.parent, keys == database) == (database.parent, False)
    assert str(database.parent) in folders
    dockerfile = (ROOT / "deploy" / "docker" / "bole.Dockerfile").read_text()
    assert f"BOLE_DATABASE=sqlite:///{database}\n" in dockerfile
    assert f" {database.parent}\n" in dockerfile


def test_it_trusts_the_database_of_its_own_authority_alone() -> None:
    environment = services()["bole"]["environment"]
    assert (environment["PGSSLMODE"], environment["PGSSLROOTCERT"]) == ("verify-full", "/run/bole/ca.pem")
