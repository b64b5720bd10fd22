"""What counts as inside: nothing leaves these networks unless the operator names the host that it goes to."""

from __future__ import annotations

import asyncio
import ipaddress
import re
import socket
from collections.abc import Awaitable, Callable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

Resolver = Callable[[str, int], Awaitable[tuple[str, ...]]]
"""Returns every IP address of a host name and port; raises OSError or UnicodeError where there is none."""

_NUMBER = re.compile(r"(?:\d+|0x[0-9a-f]*)", re.ASCII)
_NAME = re.compile(r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*", re.ASCII)

_PRIVATE: tuple[IPv4Network | IPv6Network, ...] = (
    IPv4Network("127.0.0.0/8"),
    IPv4Network("10.0.0.0/8"),
    IPv4Network("172.16.0.0/12"),
    IPv4Network("192.168.0.0/16"),
    IPv6Network("::1/128"),
    IPv6Network("fc00::/7"),
)
"""Loopback, RFC 1918 and RFC 4193. Link-local addresses are left out: clouds answer for their machines there."""


def read_ip(text: str) -> IPv4Address | IPv6Address | None:
    """Returns a text as the IP address that it spells, None where it spells none."""
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def read_host(text: str) -> str | None:
    """Returns a host name or IP address, without brackets, in its one spelling: lower case, no dot at its end.

    Returns:
        None where the text is neither a name nor a plain IP address.
    """
    host = text.lower().removesuffix(".")
    parsed = read_ip(host)
    if parsed is not None:
        return str(parsed)
    # Resolvers read 2130706433, 0x7f.1 and 0177.0.0.1 as addresses, each in its own way.
    if _NAME.fullmatch(host) is None or _NUMBER.fullmatch(host.rpartition(".")[2]):
        return None
    return host


def is_private(address: str) -> bool:
    """Returns whether a text is an IP address inside private ranges: loopback, RFC 1918, or RFC 4193 (fc00::/7).

    An IPv4 address inside an IPv6 address (::ffff:10.0.0.1) counts as itself.
    """
    parsed = read_ip(address)
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is not None:
        parsed = parsed.ipv4_mapped
    return parsed is not None and any(parsed in network for network in _PRIVATE)


def external_refused(host: str) -> str:
    """Returns the sentences that say why a host is refused, and how to allow it."""
    return (
        f"The model address {host} is outside private networks, and resumes must not leave them unasked. "
        f"Set BOLE_ALLOW_EXTERNAL_MODEL={host} to allow it; every answer will say left_premises."
    )


async def resolve(host: str, port: int) -> tuple[str, ...]:
    """Returns the IP addresses of a host in the order in which the system prefers them.

    Raises:
        OSError: It has none.
        UnicodeError: It is no host name.
    """
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))
