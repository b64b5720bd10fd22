"""Who may call: certificates, keys, and where the service listens."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature

from bole.bootstrap.access import authenticator_of
from bole.cli.doctor.findings import Finding, bad, found_by, good, warning
from bole.domain.errors import BoleError, ErrorReason
from bole.security.listening import refuse_open_listening
from bole.security.server_tls import check_pair
from bole.security.watched_file import content_of
from bole.settings import Settings

_SOON = timedelta(days=30)


def listening(settings: Settings) -> Iterator[Finding]:
    """Looks whether strangers could reach the service as it is set."""
    if settings.allow_open_listening:
        yield warning("listening", "BOLE_ALLOW_OPEN_LISTENING is set: something else has to keep strangers out")
        return
    has_tls = settings.server_certificate is not None
    refuse_open_listening(settings.listen, has_tls=has_tls, has_authentication=settings.asks_who_calls)
    yield good("listening", f"on {settings.listen}, {'with TLS' if has_tls else 'for this machine alone'}")


def callers(settings: Settings) -> Iterator[Finding]:
    """Reads the files of keys."""
    if authenticator_of(settings) is not None:
        yield good("callers", "show who they are, and the files that say who may call can be read")
    elif settings.listen.startswith("unix:") or not settings.allow_open_listening:
        yield good("callers", "are not asked who they are: only this machine reaches the service")


def certificates(settings: Settings) -> Iterator[Finding]:
    """Looks at every certificate that the settings name."""
    pairs = (
        ("BOLE_SERVER_CERTIFICATE", settings.server_certificate, settings.server_key, settings.server_authority),
        ("BOLE_TRITON_CLIENT_CERTIFICATE", settings.triton_client_certificate, settings.triton_client_key, None),
        ("BOLE_CLIENT_CERTIFICATE", settings.client_certificate, settings.client_certificate_key, None),
    )
    for name, certificate, key, authority in pairs:
        if certificate is not None and key is not None:
            yield from found_by("certificate", lambda _: _pair(name, certificate, key, authority), settings)  # noqa: B023
    authorities = (
        ("BOLE_CLIENT_AUTHORITY", settings.client_authority),
        ("BOLE_SERVER_AUTHORITY", settings.server_authority),
        ("BOLE_TRITON_ROOT_CERTIFICATES", settings.triton_root_certificates),
        ("BOLE_OPENAI_ROOT_CERTIFICATES", settings.openai_root_certificates),
    )
    for name, path in authorities:
        if path is not None:
            yield from found_by("certificate", lambda _: _dates(name, _all_of(path)), settings)  # noqa: B023


def _pair(name: str, certificate: Path, key: Path, authority: Path | None) -> Iterator[Finding]:
    check_pair(certificate, key)
    chain = _all_of(certificate)
    if key.stat().st_mode & stat.S_IRWXO:
        yield warning("certificate", f"Other users may read the key of {name}: chmod 640 {key}")
    authorities = None if authority is None else _all_of(authority)
    if not _is_chain(chain, authorities):
        yield bad(
            "certificate",
            f"The certificates of {name} are no chain: the file has to hold it first, then what signed it, "
            "and so on, and the last has to be signed by what BOLE_SERVER_AUTHORITY names, where that is set.",
        )
        return
    yield from _dates(name, chain)


def _is_chain(chain: list[x509.Certificate], authorities: list[x509.Certificate] | None) -> bool:
    """Says whether each certificate was signed by the next one, and the last by an authority or is one."""
    last = chain[-1]
    return all(_signed(one, by) for one, by in pairwise(chain)) and (
        authorities is None or any(last == authority or _signed(last, authority) for authority in authorities)
    )


def _signed(certificate: x509.Certificate, by: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(by)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _dates(name: str, found: list[x509.Certificate]) -> Iterator[Finding]:
    first = min(certificate.not_valid_after_utc for certificate in found)
    now = datetime.now(tz=UTC)
    if first <= now:
        yield bad("certificate", f"{name} expired on {first:%Y-%m-%d}: renew it")
    elif first - now < _SOON:
        yield warning("certificate", f"{name} expires on {first:%Y-%m-%d}: renew it")
    else:
        yield good("certificate", f"{name} is good until {first:%Y-%m-%d}")


def _all_of(path: Path) -> list[x509.Certificate]:
    try:
        return x509.load_pem_x509_certificates(content_of(path))
    except ValueError:
        raise BoleError(ErrorReason.ARGUMENT_INVALID, f"{path} holds no certificate in PEM.") from None
