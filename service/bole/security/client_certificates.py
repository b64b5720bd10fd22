"""Certificates that clients show: their names, and until when they hold."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from cryptography import x509
from cryptography.x509.oid import NameOID

from bole.security.bounded import Bounded
from bole.security.key_file import KeyFile, Known


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientCertificate:
    """What counts of a certificate that the connection has verified.

    Attributes:
        thumbprint: SHA-256 of its bytes.
        names: Alternative names as `dns:`, `uri:`, `email:`, then the common name as `cn:`.
        ends_at: Until when it holds, in seconds since 1970: a connection outlives the check at its beginning.
    """

    thumbprint: bytes
    names: tuple[str, ...]
    ends_at: float

    def owner(self, known: KeyFile) -> Known | None:
        """Returns whose it is, by the first name that the file knows; None where it knows none."""
        return next((known.certificates[name] for name in self.names if name in known.certificates), None)


class ClientCertificates:
    """Reads certificates, each once for as long as it is among the last ones that were shown."""

    def __init__(self, size: int = 1024) -> None:
        """Keeps at most `size`."""
        self._read: Bounded[bytes, ClientCertificate] = Bounded(size)

    def read(self, der: bytes) -> ClientCertificate:
        """Returns what counts of a certificate."""
        thumbprint = hashlib.sha256(der).digest()
        found = self._read.get(thumbprint)
        if found is None:
            found = _read(der, thumbprint)
            self._read.put(thumbprint, found)
        return found


def _read(der: bytes, thumbprint: bytes) -> ClientCertificate:
    certificate = x509.load_der_x509_certificate(der)
    return ClientCertificate(
        thumbprint=thumbprint,
        names=tuple(_names(certificate)),
        ends_at=certificate.not_valid_after_utc.timestamp(),
    )


def _names(certificate: x509.Certificate) -> list[str]:
    common = [f"cn:{one.value!s}" for one in certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)]
    try:
        alternative = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return common
    return [
        *(f"dns:{name}" for name in alternative.get_values_for_type(x509.DNSName)),
        *(f"uri:{name}" for name in alternative.get_values_for_type(x509.UniformResourceIdentifier)),
        *(f"email:{name}" for name in alternative.get_values_for_type(x509.RFC822Name)),
        *common,
    ]
