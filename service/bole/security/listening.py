"""Where a service may listen that does not ask who calls, or that speaks plain text."""

from __future__ import annotations

import ipaddress

from bole.domain.errors import BoleError, ErrorReason


def refuse_open_listening(address: str, *, has_tls: bool, has_authentication: bool) -> None:
    """Refuses to listen where others reach the service, unless it has TLS and asks who calls.

    Raises:
        BoleError: ARGUMENT_INVALID with what to set.
    """
    if is_private(address) or (has_tls and has_authentication):
        return
    missing = [
        *([] if has_tls else ["TLS (BOLE_SERVER_CERTIFICATE and BOLE_SERVER_KEY)"]),
        *([] if has_authentication else ["callers who show who they are (BOLE_API_KEYS or BOLE_JWT_KEYS)"]),
    ]
    raise BoleError(
        ErrorReason.ARGUMENT_INVALID,
        f"Listening on {address} lets other machines in, which needs {' and '.join(missing)}. Set that, listen on "
        "127.0.0.1, or set BOLE_ALLOW_OPEN_LISTENING=true where something else keeps strangers out.",
    )


def is_private(address: str) -> bool:
    """Tells whether none but users of this machine reach an address: a loopback address, or a socket with a path.

    A name may lead anywhere, but for localhost; a socket of the abstract kind has no file that keeps anybody out.
    """
    if address.startswith("unix:"):
        return True
    host = address.rpartition(":")[0].strip("[]").lower()
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
