"""A private authority and the certificates that it signs, made with openssl."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

RENEW_SECONDS = 30 * 24 * 3600
"""What ends earlier than this from now is made anew."""

AUTHORITY_DAYS = 3650
CERTIFICATE_DAYS = 365
OWNER_ONLY = 0o600
OWNER_AND_GROUP = 0o640
"""Those who use a key run as other users, and have the group of the one who makes it."""

_NEW_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")


class OpensslError(Exception):
    """openssl failed; the message is its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """What is signed: names that it is good for, and whether servers or clients show it.

    `folder` gets `{name}.pem`, `{name}.key` and `ca.pem`.
    """

    folder: Path
    name: str
    hosts: tuple[str, ...] = ()

    @property
    def file(self) -> Path:
        """Returns the certificate."""
        return self.folder / f"{self.name}.pem"

    @property
    def key(self) -> Path:
        """Returns its key."""
        return self.folder / f"{self.name}.key"

    @property
    def extensions(self) -> str:
        """Returns what stands in it, as openssl reads it."""
        use = "serverAuth" if self.hosts else "clientAuth"
        names = ",".join(f"DNS:{host}" for host in (self.hosts or (self.name,)))
        return (
            "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\n"
            f"extendedKeyUsage={use}\nsubjectAltName={names}\n"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """The authority of one installation; its key leaves its folder never."""

    folder: Path

    @property
    def file(self) -> Path:
        """Returns its certificate, which everybody may read."""
        return self.folder / "ca.pem"

    @property
    def key(self) -> Path:
        """Returns its key."""
        return self.folder / "ca.key"

    def renew(self) -> bool:
        """Makes the authority where it is missing, ends soon or does not hold yet; True where it did."""
        if _lasts(self.file) and self._verifies(self.file) and _belong_together(self.file, self.key):
            return False
        with tempfile.TemporaryDirectory(dir=self.folder) as folder:
            key, file = Path(folder, "ca.key"), Path(folder, "ca.pem")
            _openssl(
                *("req", "-x509", "-sha256", *_NEW_KEY, "-keyout", str(key), "-out", str(file)),
                *("-days", str(AUTHORITY_DAYS), "-subj", "/CN=Bole private authority"),
                *("-addext", "basicConstraints=critical,CA:TRUE,pathlen:0"),
                *("-addext", "keyUsage=critical,keyCertSign,cRLSign"),
            )
            _put(key, self.key, OWNER_ONLY)
            _put(file, self.file, OWNER_AND_GROUP)
        return True

    def sign(self, certificate: Certificate) -> bool:
        """Makes a certificate where it is missing, ends soon, or is not of this authority; True where it did."""
        if self._is_good(certificate):
            return False
        with tempfile.TemporaryDirectory(dir=certificate.folder) as folder:
            key, file, request = (Path(folder, name) for name in ("key", "pem", "request"))
            extensions = Path(folder, "extensions")
            extensions.write_text(certificate.extensions)
            subject = ("-subj", f"/CN={certificate.name}")
            _openssl("req", "-new", *_NEW_KEY, "-keyout", str(key), "-out", str(request), *subject)
            _openssl(
                *("x509", "-req", "-sha256", "-in", str(request), "-CA", str(self.file), "-CAkey", str(self.key)),
                *("-set_serial", f"0x{_random_serial()}", "-days", str(CERTIFICATE_DAYS)),
                *("-extfile", str(extensions), "-out", str(file)),
            )
            copy = Path(folder, "ca")
            copy.write_bytes(self.file.read_bytes())
            _put(key, certificate.key, OWNER_AND_GROUP)
            _put(copy, certificate.folder / "ca.pem", OWNER_AND_GROUP)
            _put(file, certificate.file, OWNER_AND_GROUP)
        return True

    def _verifies(self, file: Path) -> bool:
        """Says whether a certificate is of this authority, and both hold now: not before they begin either."""
        return _succeeds("verify", "-no-CApath", "-no-CAstore", "-CAfile", str(self.file), str(file))

    def _is_good(self, certificate: Certificate) -> bool:
        root = certificate.folder / "ca.pem"
        return (
            _lasts(certificate.file)
            and _belong_together(certificate.file, certificate.key)
            and root.is_file()
            and root.read_bytes() == self.file.read_bytes()
            and self._verifies(certificate.file)
            and all(
                _succeeds("x509", "-noout", "-checkhost", host, "-in", str(certificate.file))
                for host in certificate.hosts
            )
        )


def put_text(text: str, path: Path, mode: int = OWNER_AND_GROUP) -> None:
    """Writes a file in one step: whoever reads it reads all of it."""
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        new = Path(folder, "new")
        new.write_text(text)
        _put(new, path, mode)


def _put(new: Path, path: Path, mode: int) -> None:
    new.chmod(mode)
    new.replace(path)


def _lasts(file: Path) -> bool:
    return file.is_file() and _succeeds("x509", "-noout", "-checkend", str(RENEW_SECONDS), "-in", str(file))


def _belong_together(file: Path, key: Path) -> bool:
    """A run that was broken off may have left the key of one pair with the certificate of another."""
    if not key.is_file():
        return False
    try:
        return _openssl("x509", "-noout", "-pubkey", "-in", str(file)) == _openssl("pkey", "-pubout", "-in", str(key))
    except OpensslError:
        return False


def _random_serial() -> str:
    return _openssl("rand", "-hex", "16").strip()


def _succeeds(*arguments: str) -> bool:
    try:
        answer = _openssl(*arguments)
    except OpensslError:
        return False
    return "does NOT match" not in answer  # -checkhost of older versions says so, and succeeds


def _openssl(*arguments: str) -> str:
    """Runs openssl and returns what it prints.

    Raises:
        OpensslError: It failed.
    """
    return _output(["openssl", *arguments])


def _output(command: Sequence[str]) -> str:
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
    except FileNotFoundError as error:
        raise OpensslError("openssl is not installed: apt-get install openssl") from error
    except subprocess.SubprocessError as error:
        said = getattr(error, "stderr", None) or str(error)
        raise OpensslError(f"openssl {command[1]} failed: {str(said).strip()}") from error
