"""Who may call a service, from its settings."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace

from bole.api.server import ServerAccess
from bole.domain.access import Authenticator
from bole.security.audit import FileAuditLog
from bole.security.authenticator import CredentialAuthenticator, Sources
from bole.security.key_file import read_key_file
from bole.security.listening import refuse_open_listening
from bole.security.server_tls import CertificateFiles, ServerCertificates
from bole.security.token_keys import read_token_keys
from bole.security.tokens import TokenTerms
from bole.security.watched_file import AccessFile, WatchedFile
from bole.settings import Settings

_SYNC_SECONDS = 1.0


@asynccontextmanager
async def server_access(settings: Settings, address: str) -> AsyncIterator[ServerAccess]:
    """Yields who may call a server on `address`, and how the connection is kept to itself.

    Raises:
        BoleError: ARGUMENT_INVALID for a file that cannot be used, and for an address that lets strangers in.
    """
    certificates = server_certificates(settings)
    if not settings.allow_open_listening:
        refuse_open_listening(address, has_tls=certificates is not None, has_authentication=settings.asks_who_calls)
    access = ServerAccess(
        authenticator=authenticator_of(settings),
        credentials=None if certificates is None else certificates.credentials(),
        clients_show_certificates=settings.client_authority is not None,
    )
    async with _record_of(settings) as audit:
        yield replace(access, audit=audit)


@asynccontextmanager
async def _record_of(settings: Settings) -> AsyncIterator[FileAuditLog | None]:
    """Yields the record of accesses, and has it on the disk every second; None without one."""
    if settings.audit_log is None:
        yield None
        return
    audit = FileAuditLog(settings.audit_log, settings.candidate_id_key.get_secret_value().encode())
    syncing = asyncio.create_task(_sync(audit))
    try:
        yield audit
    finally:
        syncing.cancel()
        await asyncio.wait([syncing])
        audit.close()


def server_certificates(settings: Settings) -> ServerCertificates | None:
    """Returns the certificates of the settings, None without TLS.

    Raises:
        BoleError: ARGUMENT_INVALID for a file that cannot be used.
    """
    if settings.server_certificate is None or settings.server_key is None:
        return None
    return ServerCertificates(
        CertificateFiles(
            certificate=settings.server_certificate,
            key=settings.server_key,
            client_authority=settings.client_authority,
        )
    )


def authenticator_of(settings: Settings) -> Authenticator | None:
    """Returns what tells who calls, None where nobody is asked.

    Raises:
        BoleError: ARGUMENT_INVALID for a file that cannot be used.
    """
    if not settings.asks_who_calls:
        return None
    keys, token_keys = settings.api_keys, settings.jwt_keys
    return CredentialAuthenticator(
        Sources(
            key_file=None if keys is None else WatchedFile(AccessFile.API_KEYS, keys, read_key_file).value,
            token_keys=None
            if token_keys is None
            else WatchedFile(AccessFile.JWT_KEYS, token_keys, read_token_keys).value,
            token_terms=TokenTerms(
                issuer=settings.jwt_issuer, audience=settings.jwt_audience, bound=settings.jwt_bound
            ),
        )
    )


async def _sync(audit: FileAuditLog) -> None:
    while True:
        await asyncio.sleep(_SYNC_SECONDS)
        with suppress(OSError):  # the next line that is written finds out
            await asyncio.to_thread(audit.sync)
