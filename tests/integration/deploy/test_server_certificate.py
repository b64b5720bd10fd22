"""The certificate that Triton shows: what clients would refuse does not count as ready."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.integration.deploy.conftest import MakeHost
from tests.integration.deploy.host import Host, log_of, running, told, until
from tests.integration.inference.certificates import make_certificates
from tests.integration.inference.servers import ids_of, stand_in_repository

SETTINGS = """
[ca]
default_ca = own
[own]
database = database
new_certs_dir = .
serial = serial
default_md = sha256
policy = any
[any]
commonName = supplied
"""


@pytest.fixture
def quick(host_with: MakeHost) -> Host:
    """A host whose server answers at once."""
    return host_with(lambda folder: stand_in_repository(folder, answer_ids=ids_of("yes")))


@pytest.fixture
def others(tmp_path: Path) -> Path:
    """Certificates of another authority."""
    folder = tmp_path / "others"
    folder.mkdir()
    return make_certificates(folder).folder


def expire(tls: Path) -> None:
    """Signs the certificate of the server again, with an end that is over."""
    for name, text in (("settings", SETTINGS), ("database", ""), ("serial", "77\n")):
        (tls / name).write_text(text)
    begin_and_end = ("-startdate", "20200101000000Z", "-enddate", "20210101000000Z")
    files = ("-in", "server.csr", "-cert", "ca.pem", "-keyfile", "ca.key", "-extfile", "names", "-out", "server.pem")
    command = ("openssl", "ca", "-config", "settings", "-batch", "-notext", *begin_and_end, *files)
    subprocess.run(command, cwd=tls, check=True, capture_output=True, timeout=60)


def take_from(others: Path, tls: Path) -> None:
    for name in ("server.pem", "server.key"):
        shutil.copy(others / name, tls)


def test_a_server_of_another_authority_is_not_kept(quick: Host, others: Path) -> None:
    take_from(others, quick.folder / "tls")
    with running(quick, "--no-mpi") as process:
        assert process.wait(30) == 1, log_of(quick)
    assert "The server shows a certificate that clients refuse: unable to get local issuer certificate" in told(quick)
    assert "Run the service `certificates`" in told(quick)


def test_a_server_whose_certificate_has_ended_is_not_kept(quick: Host) -> None:
    expire(quick.folder / "tls")
    with running(quick, "--no-mpi") as process:
        assert process.wait(30) == 1, log_of(quick)
    assert "The server shows a certificate that clients refuse: certificate has expired" in told(quick)


def test_the_health_check_sees_a_certificate_that_is_no_longer_good(quick: Host, others: Path) -> None:
    """Of another name, or of an authority that clients trust no more."""
    at_once = "--certificate-every-seconds=0"
    with running(quick, "--no-mpi"):
        assert until(quick.check), log_of(quick)
        assert quick.run("--check", at_once).returncode == 0
        named = quick.run("--check", at_once, "--server-name=triton")
        assert named.returncode == 1
        assert "Hostname mismatch, certificate is not valid for 'triton'" in named.stderr
        shutil.copy(others / "ca.pem", quick.folder / "tls")
        distrusted = quick.run("--check", at_once)
        assert distrusted.returncode == 1
        assert "The gRPC port shows no good certificate: " in distrusted.stderr
        assert quick.check()  # it was found good a moment ago
