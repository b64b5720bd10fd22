"""Certificates and keys that a server does not begin with, and what it says."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat

from bole.domain.errors import BoleError, ErrorReason
from bole.security.server_tls import CertificateFiles, ServerCertificates
from tests.authority import Authority, put

AUTHORITY = Authority()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Files that fit."""
    AUTHORITY.issue("server", ("localhost",)).put(tmp_path, "server")
    put(AUTHORITY.pem, tmp_path / "ca.pem")
    return tmp_path


def files(folder: Path) -> CertificateFiles:
    return CertificateFiles(
        certificate=folder / "server.pem", key=folder / "server.key", client_authority=folder / "ca.pem"
    )


def protected(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"secret"))
    put(pem, folder / "server.key")


def in_its_place_a_folder(folder: Path) -> None:
    (folder / "ca.pem").unlink()
    (folder / "ca.pem").mkdir()


FAULTS: dict[str, tuple[Callable[[Path], object], str]] = {
    "no certificate": (lambda folder: (folder / "server.pem").unlink(), "server.pem cannot be read: No such file"),
    "no key": (lambda folder: (folder / "server.key").unlink(), "server.key cannot be read: No such file"),
    "no authority": (lambda folder: (folder / "ca.pem").unlink(), "ca.pem cannot be read: No such file"),
    "a folder": (in_its_place_a_folder, "ca.pem cannot be read: Is a directory"),
    "an empty certificate": (lambda folder: put(b"", folder / "server.pem"), "server.pem holds no certificate"),
    "an empty authority": (lambda folder: put(b"", folder / "ca.pem"), "ca.pem holds no certificate"),
    "no key in it": (lambda folder: put(b"key", folder / "server.key"), "server.key is no private key"),
    "a passphrase": (protected, "server.key is no private key in PEM without a passphrase"),
    "another key": (
        lambda folder: put(AUTHORITY.issue("other").key, folder / "server.key"),
        "server.key is not the key of .*server.pem",
    ),
    "expired": (
        lambda folder: AUTHORITY.issue("server", days=(-9, -1)).put(folder, "server"),
        r"server.pem expired on 20\d\d-\d\d-\d\d\. Renew it",
    ),
    "not yet valid": (
        lambda folder: AUTHORITY.issue("server", days=(1, 9)).put(folder, "server"),
        "server.pem is not valid before .*clock",
    ),
}


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_a_server_does_not_begin_with(fault: str, folder: Path) -> None:
    spoil, said = FAULTS[fault]
    spoil(folder)

    with pytest.raises(BoleError, match=said) as caught:
        ServerCertificates(files(folder))
    assert caught.value.reason is ErrorReason.ARGUMENT_INVALID
    assert "PRIVATE KEY" not in caught.value.message


@pytest.mark.parametrize(("mode", "warnings"), [(0o600, 0), (0o640, 0), (0o644, 1), (0o604, 1)])
def test_a_key_that_everybody_reads_is_told_of(
    mode: int, warnings: int, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (folder / "server.key").chmod(mode)
    with caplog.at_level(logging.WARNING, "bole.security"):
        ServerCertificates(files(folder)).credentials()

    assert [str(record.msg) for record in caplog.records] == ["access.key_readable part=server_certificate"] * warnings
