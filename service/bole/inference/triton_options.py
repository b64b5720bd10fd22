"""How to reach the model servers, and how much to ask of them."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from bole.domain.generation import ModelIdentity
from bole.inference.triton_addresses import TritonAddress, read_triton_address

_CALLS_FOR_EACH_PLACE = 1.25
"""Calls in flight for each request that a server runs at a time, so that the next one waits there when one ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TritonOptions:
    """Settings of the client.

    Attributes:
        addresses: HOST:PORT or [IPV6]:PORT of the gRPC port of each replica, at least one.
        tokenizer_path: The tokenizer.json of the served model.
        root_certificates_path: PEM file of the authorities that sign the servers' certificates; with it TLS is used.
        client_certificate_path: PEM file with the certificate of this service, where servers ask for one.
        client_key_path: PEM file with the key of that certificate.
        restricted_key: NAME=VALUE of `--grpc-restricted-protocol`, empty where the servers want none.
        allowed_hosts: Hosts outside private networks that may be used, all others are refused; they need TLS.
        queue_limit: Requests of one priority that may wait for a place.
        default_timeout_seconds: Longest time for a request that has no deadline.
        calls_per_replica: Calls in flight for each replica; None for 1.25 times what it says that it runs at a time.
    """

    addresses: tuple[str, ...]
    tokenizer_path: str
    root_certificates_path: str | None = None
    client_certificate_path: str | None = None
    client_key_path: str | None = None
    restricted_key: str = field(default="", repr=False)
    allowed_hosts: tuple[str, ...] = ()
    queue_limit: int = 1024
    default_timeout_seconds: float = 120.0
    calls_per_replica: int | None = None

    def __post_init__(self) -> None:
        """Checks each address, and what belongs together.

        Raises:
            ValueError: What is wrong, and what to write.
        """
        if not self.addresses:
            raise ValueError("There must be an address of a model server, as HOST:PORT.")
        if (self.client_certificate_path is None) != (self.client_key_path is None):
            raise ValueError("A client certificate and its key belong together.")
        if self.client_certificate_path is not None and self.root_certificates_path is None:
            raise ValueError("A client certificate needs the root certificates too.")
        if self.restricted_key and not all(self.restricted_key.partition("=")):
            raise ValueError("The restricted key is written NAME=VALUE.")
        for target in self.targets:
            if target.leaves_premises and self.root_certificates_path is None:
                raise ValueError(
                    f"The model server {target.host} is outside private networks and needs TLS. Set "
                    "BOLE_TRITON_ROOT_CERTIFICATES to the authorities that sign its certificate."
                )

    @property
    def targets(self) -> tuple[TritonAddress, ...]:
        """Returns the addresses as they are used."""
        return tuple(read_triton_address(address, self.allowed_hosts) for address in self.addresses)

    @property
    def headers(self) -> dict[str, str]:
        """Returns what is sent with every call."""
        name, _, value = self.restricted_key.partition("=")
        return {f"triton-grpc-protocol-{name}": value} if name else {}

    def calls_at(self, identity: ModelIdentity) -> int:
        """Returns how many calls are in flight at most at a replica that serves this."""
        return self.calls_per_replica or math.ceil(identity.max_batch_size * _CALLS_FOR_EACH_PLACE)
