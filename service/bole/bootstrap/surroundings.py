"""What a service depends on at its machine, for gauges: room on its disks, and certificates that end."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from cryptography import x509

from bole.bootstrap.storage import database_address
from bole.domain.service_state import CertificateState, DiskState, ServiceState
from bole.settings import Settings
from bole.storage.looking import file_of


def with_surroundings(state: ServiceState, settings: Settings) -> ServiceState:
    """Adds disks and certificates, read from the machine now; what cannot be read is left out."""
    return replace(state, disks=tuple(_disks(settings)), certificates=tuple(_certificates(settings)))


def written_folders(settings: Settings) -> dict[str, Path]:
    """Returns the folders that the service writes to, by the names that `DiskState` gives them."""
    database = file_of(database_address(settings))
    folders = {"temporary": Path(tempfile.gettempdir())}
    if database is not None:
        folders["database"] = database.absolute().parent
    if settings.audit_log is not None:
        folders["audit"] = settings.audit_log.absolute().parent
    return folders


def _disks(settings: Settings) -> Iterator[DiskState]:
    for name, folder in written_folders(settings).items():
        try:
            usage = shutil.disk_usage(folder)
        except OSError:
            continue
        yield DiskState(folder=name, free_bytes=usage.free, size_bytes=usage.total)


def _certificates(settings: Settings) -> Iterator[CertificateState]:
    for name, file in _certificate_files(settings).items():
        if file is None:
            continue
        try:
            found = x509.load_pem_x509_certificates(file.read_bytes())
        except (OSError, ValueError):
            continue
        first = min(certificate.not_valid_after_utc for certificate in found)
        yield CertificateState(certificate=name, expires_at=first.timestamp())


def _certificate_files(settings: Settings) -> dict[str, Path | None]:
    """Returns those that are used: what is set for another engine may end."""
    files = {"server": settings.server_certificate, "client_authority": settings.client_authority}
    match settings.engine:
        case "triton":
            files["triton_authority"] = settings.triton_root_certificates
            files["triton_client"] = settings.triton_client_certificate
        case "openai_compatible":
            files["openai_authority"] = settings.openai_root_certificates
        case _:
            pass
    return files
