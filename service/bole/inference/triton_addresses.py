"""Where Triton servers may be, and which IP addresses of them may be connected to now."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from bole.domain.errors import BoleError, ErrorReason
from bole.inference.errors import ModelCallError
from bole.inference.private_networks import Resolver, external_refused, is_private, read_host, read_ip

_WRITTEN = re.compile(r"(?:\[(?P<v6>[0-9A-Fa-f:.]+)\]|(?P<host>[^:\[\]]+)):(?P<port>[0-9]{1,5})", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class TritonAddress:
    """The gRPC port of a server; `host` as `read_host` returns it, `allowed` where the operator named it."""

    host: str
    port: int
    allowed: bool

    @property
    def leaves_premises(self) -> bool:
        """True where what is sent may leave private networks.

        A name that the operator allowed counts as outside whatever its addresses are, since these may change; a name
        that is not allowed is only ever reached at private addresses.
        """
        return self.allowed and not is_private(self.host)

    @property
    def name(self) -> str:
        """The host where it is a name, for certificates and for the name service; empty for an IP address."""
        return "" if read_ip(self.host) is not None else self.host


def read_triton_address(text: str, allowed_hosts: Collection[str] = ()) -> TritonAddress:
    """Reads HOST:PORT or [IPV6]:PORT.

    Args:
        text: Without a scheme: gRPC reads several, and not all of them name a host.
        allowed_hosts: Hosts outside private networks that may be used, in any case.

    Raises:
        ValueError: It is written otherwise.
    """
    found = _WRITTEN.fullmatch(text)
    host = read_host(found["v6"] or found["host"]) if found is not None else None
    if found is None or host is None or (":" in host) != bool(found["v6"]) or not 1 <= int(found["port"]) <= 65535:
        raise ValueError(
            f"The address {text[:80]!r} of a model server is not one. Write it as HOST:PORT or [IPV6]:PORT, without a "
            "scheme, such as 10.0.0.5:8001."
        )
    allowed = host in {read_host(name.strip("[]")) for name in allowed_hosts}
    return TritonAddress(host=host, port=int(found["port"]), allowed=allowed)


async def checked_targets(address: TritonAddress, resolver: Resolver) -> tuple[str, ...]:
    """Returns the IP addresses that may be connected to now, the preferred first.

    Raises:
        ModelCallError: UNAVAILABLE, the host has no address now.
        BoleError: MODEL_CONTRACT_MISMATCH, one of its addresses is outside private networks and it is not allowed.
    """
    try:
        found = await resolver(address.host, address.port) if address.name else (address.host,)
    except (OSError, UnicodeError):
        found = ()
    if not found:
        raise ModelCallError("UNAVAILABLE", "failed to connect: the host has no address")
    if not address.allowed and not all(map(is_private, found)):
        raise BoleError(
            ErrorReason.MODEL_CONTRACT_MISMATCH, external_refused(address.host), metadata={"host": address.host}
        )
    return tuple(dict.fromkeys(found))


def grpc_target(ips: Collection[str], port: int) -> str:
    """Returns IP addresses as gRPC takes them: it looks no name up that it could find elsewhere.

    A target is of one family: beside IPv6 addresses those of IPv4 are written as such, since a server may listen on one
    family alone.
    """
    if any(":" in ip for ip in ips):
        return "ipv6:" + ",".join(f"[{ip if ':' in ip else f'::ffff:{ip}'}]:{port}" for ip in ips)
    return "ipv4:" + ",".join(f"{ip}:{port}" for ip in ips)
