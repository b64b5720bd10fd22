"""A TLS handshake with the gRPC port: clients see the same certificate, and trust the same authority."""

from __future__ import annotations

import socket
import ssl
from pathlib import Path

SECONDS = 5.0
ANYWHERE = {"0.0.0.0": "127.0.0.1"}  # noqa: S104 (where a server listens that listens everywhere)


class CertificateError(Exception):
    """The certificate that the server shows is not good; the message says why."""


def check_certificate(address: str, port: int, *, root: Path, name: str) -> None:
    """Looks at the certificate that a server shows: its authority, its dates and its name.

    None of a client is needed for that. With TLS 1.3 the server asks for it only after this handshake, and hangs up.

    Args:
        address: Where the server listens.
        port: Its port.
        root: PEM file of the authority.
        name: What clients call the server.

    Raises:
        CertificateError: It is not good.
        OSError: The server cannot be reached, or does not speak TLS.
    """
    context = ssl.create_default_context(cafile=str(root))
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.set_alpn_protocols(["h2"])
    with socket.create_connection((ANYWHERE.get(address, address), port), timeout=SECONDS) as plain:
        try:
            with context.wrap_socket(plain, server_hostname=name):
                pass
        except ssl.SSLCertVerificationError as error:
            raise CertificateError(error.verify_message) from error
