"""What the gauges on disks and certificates show."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry, generate_latest
from pydantic import SecretStr

from bole.bootstrap.surroundings import with_surroundings
from bole.domain.service_state import ServiceState
from bole.settings import Settings
from bole.telemetry.state import StateCollector
from tests.authority import Authority

DAY = 86400


def shown(settings: Settings) -> dict[str, float]:
    """Returns the gauges as Prometheus reads them."""
    registry = CollectorRegistry()
    registry.register(StateCollector(lambda: with_surroundings(ServiceState(), settings)))
    lines = [line for line in generate_latest(registry).decode().splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


def test_disks_are_those_that_the_service_writes_to(tmp_path: Path) -> None:
    (tmp_path / "log").mkdir()
    settings = Settings(
        database=SecretStr(f"sqlite:///{tmp_path / 'bole.db'}"),
        audit_log=tmp_path / "log" / "audit.jsonl",
        candidate_id_key=SecretStr("a key of one's own"),
    )
    found = shown(settings)
    size = shutil.disk_usage(tmp_path).total
    assert found['bole_disk_size_bytes{folder="audit"}'] == size
    assert found['bole_disk_size_bytes{folder="database"}'] == size
    assert 0 <= found['bole_disk_free_bytes{folder="database"}'] <= size
    assert found['bole_disk_size_bytes{folder="temporary"}'] > 0


@pytest.mark.parametrize("database", ["postgresql://db.example/bole", "sqlite:////there/is/no/such/folder/bole.db"])
def test_a_database_elsewhere_has_no_disk_here(database: str) -> None:
    found = shown(Settings(database=SecretStr(database)))
    assert [name for name in found if "database" in name] == []
    assert 'bole_disk_free_bytes{folder="temporary"}' in found


def test_the_first_certificate_that_ends_counts(tmp_path: Path) -> None:
    authority = Authority()
    authority.issue("a", days=(-1, 30)).put(tmp_path, "server")
    both = authority.issue("b", days=(-1, 9)).certificate + authority.issue("c", days=(-1, 3)).certificate
    (tmp_path / "authorities.pem").write_bytes(both)
    settings = Settings(
        server_certificate=tmp_path / "server.pem",
        server_key=tmp_path / "server.key",
        client_authority=tmp_path / "authorities.pem",
    )
    found = {name: (value - time.time()) / DAY for name, value in shown(settings).items() if "expires" in name}
    assert found == {
        'bole_certificate_expires_timestamp_seconds{certificate="server"}': pytest.approx(30, abs=0.1),
        'bole_certificate_expires_timestamp_seconds{certificate="client_authority"}': pytest.approx(3, abs=0.1),
    }


def test_a_renewed_certificate_is_seen_and_one_of_another_engine_is_not(tmp_path: Path) -> None:
    file = tmp_path / "triton.pem"
    gauge = 'bole_certificate_expires_timestamp_seconds{certificate="triton_authority"}'
    with_model = Settings(engine="triton", tokenizer=tmp_path / "tokenizer.json", triton_root_certificates=file)
    assert gauge not in shown(with_model)
    file.write_text("this is no certificate")
    assert gauge not in shown(with_model)
    file.write_bytes(Authority().issue("triton", days=(-1, 5)).certificate)
    assert (shown(with_model)[gauge] - time.time()) / DAY == pytest.approx(5, abs=0.1)
    assert gauge not in shown(Settings(engine="rules", triton_root_certificates=file))
