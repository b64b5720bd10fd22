"""The server's certificate: looked at before the server listens, and read again when it is renewed."""

from __future__ import annotations

import datetime
import logging
import stat
import threading
from dataclasses import dataclass
from pathlib import Path

import grpc
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from bole.domain.errors import BoleError, ErrorReason
from bole.domain.events import Event, Line
from bole.security.watched_file import AccessFile, content_of, stamp_of

_LOG = logging.getLogger("bole.security")

_READABLE_BY_OTHERS = stat.S_IRWXO
"""The group may read a key: containers are given theirs that way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateFiles:
    """PEM files; with `client_authority` every client has to show a certificate that it signed."""

    certificate: Path
    key: Path
    client_authority: Path | None = None

    @property
    def paths(self) -> tuple[Path, ...]:
        """Returns all of them."""
        return tuple(path for path in (self.certificate, self.key, self.client_authority) if path is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Contents:
    certificate: bytes
    key: bytes
    client_authority: bytes | None


class ServerCertificates:
    """The files as a server uses them: new connections get what lies there when they begin.

    gRPC asks from threads of its own.
    """

    def __init__(self, files: CertificateFiles) -> None:
        """Reads and checks the files.

        Raises:
            BoleError: ARGUMENT_INVALID with the file that cannot be used, and why.
        """
        self._files = files
        self._lock = threading.Lock()
        self._stamps = _stamps(files)
        self._contents = _checked(files)

    def credentials(self) -> grpc.ServerCredentials:
        """Returns what a server listens with."""
        return grpc.dynamic_ssl_server_credentials(
            _configuration(self._contents),
            self._renewed,  # type: ignore[arg-type]  # None means no change, as the documentation of gRPC says
            require_client_authentication=self._files.client_authority is not None,
        )

    def _renewed(self) -> grpc.ServerCertificateConfiguration | None:
        """Returns what new connections get from now on, None for what they got before.

        Files that do not fit together are read again at the next connection: they may be half renewed.
        """
        with self._lock:
            stamps = _stamps(self._files)
            if stamps == self._stamps:
                return None
            try:
                contents = _checked(self._files)
            except BoleError as error:
                _LOG.error(Line(Event.ACCESS_FILE_REFUSED, part=AccessFile.SERVER_CERTIFICATE, error=error))
                return None
            self._stamps, self._contents = stamps, contents
            _LOG.info(Line(Event.ACCESS_FILE_READ, part=AccessFile.SERVER_CERTIFICATE))
            return _configuration(contents)


def check_pair(certificate: Path, key: Path) -> None:
    """Checks a certificate and its key.

    Raises:
        BoleError: ARGUMENT_INVALID with the file that cannot be used, and why.
    """
    found = _certificates(certificate)[0]
    now = datetime.datetime.now(tz=datetime.UTC)
    if now >= found.not_valid_after_utc:
        raise _unusable(f"{certificate} expired on {found.not_valid_after_utc:%Y-%m-%d}. Renew it.")
    if now < found.not_valid_before_utc:
        raise _unusable(
            f"{certificate} is not valid before {found.not_valid_before_utc:%Y-%m-%d %H:%M} UTC. "
            "Check the clock of this machine."
        )
    try:
        private = load_pem_private_key(content_of(key), password=None)
    except (TypeError, ValueError, UnsupportedAlgorithm):
        raise _unusable(f"{key} is no private key in PEM without a passphrase.") from None
    if private.public_key() != found.public_key():
        raise _unusable(f"{key} is not the key of {certificate}. Name the pair that belongs together.")


def _checked(files: CertificateFiles) -> _Contents:
    check_pair(files.certificate, files.key)
    if files.key.stat().st_mode & _READABLE_BY_OTHERS:
        _LOG.warning(Line(Event.ACCESS_KEY_READABLE, part=AccessFile.SERVER_CERTIFICATE))
    if files.client_authority is not None:
        _certificates(files.client_authority)
    return _Contents(
        certificate=content_of(files.certificate),
        key=content_of(files.key),
        client_authority=None if files.client_authority is None else content_of(files.client_authority),
    )


def _certificates(path: Path) -> list[x509.Certificate]:
    try:
        return x509.load_pem_x509_certificates(content_of(path))
    except ValueError:
        raise _unusable(f"{path} holds no certificate in PEM.") from None


def _configuration(contents: _Contents) -> grpc.ServerCertificateConfiguration:
    return grpc.ssl_server_certificate_configuration(
        [(contents.key, contents.certificate)], root_certificates=contents.client_authority
    )


def _stamps(files: CertificateFiles) -> tuple[tuple[int, int, int] | None, ...]:
    return tuple(map(stamp_of, files.paths))


def _unusable(message: str) -> BoleError:
    return BoleError(ErrorReason.ARGUMENT_INVALID, message)
