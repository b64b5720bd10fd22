"""The service and PostgreSQL as docker-compose.yml puts them together: with its certificates and its rules of login."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bole.bootstrap.storage import database_address
from bole.domain.errors import BoleError, ErrorReason
from bole.settings import Settings
from bole.storage.opening import opened
from tests.integration.storage.making import LabellingVault
from tests.postgresql import PASSWORD, USER, PostgreSqlServer
from tests.requirements import require_program

DEPLOY = Path(__file__).resolve().parents[3] / "deploy"


def certificates(folder: Path) -> Path:
    """Makes what the service `certificates` makes."""
    require_program("openssl", package="openssl")
    command = [sys.executable, str(DEPLOY / "certificates" / "prepare.py"), str(folder)]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    return folder


@pytest.fixture(scope="module")
def secrets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certificates(tmp_path_factory.mktemp("secrets"))


@pytest.fixture(scope="module")
def postgresql(secrets: Path) -> Iterator[PostgreSqlServer]:
    """A server that takes TLS alone."""
    with tempfile.TemporaryDirectory(prefix="bole-postgresql-", ignore_cleanup_errors=True) as folder:
        server = PostgreSqlServer(Path(folder))
        data = Path(folder) / "data"
        for name in ("server.pem", "server.key"):
            copy = Path(shutil.copy(secrets / "postgres" / name, data / name))
            copy.chmod(0o600)
            shutil.chown(copy, data.stat().st_uid, data.stat().st_gid)
        (data / "pg_hba.conf").write_text((DEPLOY / "postgres" / "pg_hba.conf").read_text())
        with (data / "postgresql.conf").open("a") as settings:
            settings.write("\nssl = on\nssl_cert_file = 'server.pem'\nssl_key_file = 'server.key'\n")
        server.start()
        try:
            yield server
        finally:
            server.stop()


async def open_with(postgresql: PostgreSqlServer, **environment: str) -> None:
    """Opens the storage as the service does, the password apart from the address."""
    port = postgresql.address().rpartition(":")[2]
    settings = Settings(
        database=f"postgresql://{USER}@localhost:{port}",  # type: ignore[arg-type]  # as from the environment
        database_password=PASSWORD,  # type: ignore[arg-type]
    )
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("PG")]:
            patch.delenv(name)
        for name, value in environment.items():
            patch.setenv(name, value)
        async with opened(database_address(settings), LabellingVault()) as storage:
            assert await storage.batches.list_batches("default", before="", limit=1) == ()


async def test_the_service_trusts_the_database_of_its_authority(postgresql: PostgreSqlServer, secrets: Path) -> None:
    await open_with(postgresql, PGSSLMODE="verify-full", PGSSLROOTCERT=str(secrets / "bole" / "ca.pem"))


async def test_it_trusts_no_other(postgresql: PostgreSqlServer, tmp_path: Path) -> None:
    other = certificates(tmp_path) / "bole" / "ca.pem"

    with pytest.raises(BoleError) as caught:
        await open_with(postgresql, PGSSLMODE="verify-full", PGSSLROOTCERT=str(other))

    assert caught.value.reason is ErrorReason.STORAGE_UNAVAILABLE
    assert PASSWORD not in caught.value.message


async def test_nobody_logs_in_without_tls(postgresql: PostgreSqlServer) -> None:
    with pytest.raises(BoleError) as caught:
        await open_with(postgresql, PGSSLMODE="disable")

    assert caught.value.reason is ErrorReason.STORAGE_UNAVAILABLE
