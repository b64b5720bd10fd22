"""Certificates for tests of connections with TLS."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.requirements import require_program


@dataclass(frozen=True, slots=True)
class Certificates:
    """PEM files in one folder: an authority, and what it signed for the server and for a client."""

    folder: Path

    def path(self, name: str) -> str:
        """Returns the path of a file as settings take it."""
        return str(self.folder / name)


def make_certificates(folder: Path) -> Certificates:
    """Makes an authority, and certificates of a server (127.0.0.1, localhost, api.example.com) and a client."""
    openssl = str(require_program("openssl", package="openssl"))

    def run(*arguments: str) -> None:
        subprocess.run([openssl, *arguments], cwd=folder, check=True, capture_output=True, timeout=60)

    new_key = ("-newkey", "rsa:2048", "-nodes")
    run("req", "-x509", *new_key, "-keyout", "ca.key", "-out", "ca.pem", "-days", "2", "-subj", "/CN=test authority")
    (folder / "names").write_text("subjectAltName=IP:127.0.0.1,DNS:localhost,DNS:api.example.com")
    for name in ("server", "client"):
        run("req", *new_key, "-keyout", f"{name}.key", "-out", f"{name}.csr", "-subj", f"/CN={name}")
        run(
            *("x509", "-req", "-in", f"{name}.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial"),
            *("-out", f"{name}.pem", "-days", "2", "-extfile", "names"),
        )
    return Certificates(folder)
